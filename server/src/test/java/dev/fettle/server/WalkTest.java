package dev.fettle.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a newcomer does after {@code fettle up}, in a real Chromium on the machine's real patches. With
 * {@code -Dfettle.screenshots=FOLDER} it takes the pictures of the documentation on its way; with
 * {@code -Dfettle.feeds=FOLDER} it takes other feeds than the small made-up ones.
 */
final class WalkTest {
    private static final String PASSWORD = "a sentence that nobody guesses";

    /** Changelogs may have to come from far. */
    private static final LocatorAssertions.IsVisibleOptions FIRST_LOOK =
            new LocatorAssertions.IsVisibleOptions().setTimeout(180_000);

    private static final int[] WIDTHS = {360, 768, 1280, 1920};

    @TempDir
    Path folder;

    private @Nullable Browser browser;

    @Test
    void from_the_link_to_the_evidence_and_back_after_a_restart() throws Exception {
        Path program = Browser.program().orElse(null);
        if (program == null) {
            abort("There is no Chromium here, so nobody walks through the pages.");
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        Settings settings = settings();
        List<String> pending = pendingForApt();
        String cookies;
        try (Server server = Server.start(settings, Clock.systemUTC(), _ -> {});
                Browser opened = Browser.open(program, server.address())) {
            browser = opened;
            String code = server.firstCode().orElseThrow().text();
            setFirstPassword(server.address() + "/welcome#" + code);
            patches(pending);
            onePatch(pending);
            findings();
            packages();
            history();
            feeds();
            scans();
            unknownAddress(server.address());
            signOutAndIn();
            Assertions.assertThat(opened.complaints())
                    .filteredOn(complaint -> !complaint.contains("404"))
                    .isEmpty();
            cookies = opened.page().context().storageState();
        }
        try (Server server = Server.start(settings, Clock.systemUTC(), _ -> {});
                Browser opened = Browser.open(program, server.address(), cookies)) {
            browser = opened;
            Assertions.assertThat(server.firstCode()).isEmpty();
            page().navigate(server.address() + "/");
            assertThat(page().locator("h1")).hasText(hostName());
        }
    }

    private static String hostName() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    private void setFirstPassword(String link) throws IOException {
        page().navigate(link);
        assertThat(page().getByLabel("One-time code")).not().hasValue("");
        Assertions.assertThat(page().url()).doesNotContain("#");
        fits("welcome");
        page().getByLabel("Name").fill("ada");
        page().getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
                .fill(PASSWORD);
        page().getByLabel("Password, once more").fill("another sentence");
        press("Set the password and sign in");
        assertThat(page().getByRole(AriaRole.ALERT)).containsText("differ");
        page().getByLabel("Password", new Page.GetByLabelOptions().setExact(true))
                .fill(PASSWORD);
        page().getByLabel("Password, once more").fill(PASSWORD);
        press("Set the password and sign in");
    }

    private void press(String button) {
        page().getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button))
                .first()
                .click();
    }

    /** The first look ends by itself while somebody watches, and the page then shows what apt would upgrade. */
    private void patches(List<String> pending) throws IOException {
        assertThat(page().locator(".tabs")).isVisible(FIRST_LOOK);
        assertThat(page().locator("h1")).hasText(hostName());
        if (pending.isEmpty()) {
            assertThat(page().locator("main")).containsText("othing");
        } else {
            List<String> shown = new ArrayList<>();
            String more = page().url();
            while (more != null) {
                page().navigate(more);
                for (Locator step : page().locator(".step h3 a").all()) {
                    shown.add(step.getAttribute("href"));
                }
                Locator next = page().locator("main a[rel=next]");
                more = next.count() == 0 ? null : page().url().replaceFirst("\\?.*", "") + next.getAttribute("href");
            }
            List<String> packages = new ArrayList<>();
            for (String step : shown) {
                page().navigate(origin() + step);
                for (Locator row :
                        page().locator("article table th[scope=row] bdi").all()) {
                    packages.add(row.innerText());
                }
            }
            Assertions.assertThat(new TreeSet<>(packages)).isEqualTo(new TreeSet<>(pending));
            follow("Patches");
        }
        fits("patches");
    }

    private String origin() {
        return page().url().replaceFirst("(https?://[^/]+).*", "$1");
    }

    private void follow(String link) {
        page().getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(link).setExact(true))
                .last()
                .click();
    }

    private void onePatch(List<String> pending) throws IOException {
        if (pending.isEmpty()) {
            return;
        }
        page().locator(".step h3 a").first().click();
        assertThat(page().locator("article h2").first()).containsText("Step 1");
        for (Locator evidence : page().locator("article details summary").all()) {
            evidence.click();
        }
        fits("patch");
        follow("All patches");
    }

    private void findings() throws IOException {
        follow("Findings");
        assertThat(page().locator(".tabs [aria-current=page]")).hasText("Findings");
        page().getByRole(AriaRole.SEARCHBOX).fill("no-such-thing");
        page().keyboard().press("Enter");
        assertThat(page().locator("main")).not().containsText("CVE-");
        fits("findings");
    }

    private void packages() throws IOException {
        follow("Packages");
        page().getByRole(AriaRole.SEARCHBOX).fill("libc6");
        page().keyboard().press("Enter");
        if (Files.isExecutable(Path.of("/usr/bin/dpkg"))) {
            assertThat(page().locator("table th[scope=row]").first()).containsText("libc6");
        }
        fits("packages");
    }

    private void history() throws IOException {
        follow("History");
        assertThat(page().locator("main")).containsText("packages");
        fits("history");
    }

    /** A feed that is there is good, a folder without any says what is wrong; asking again is one click. */
    private void feeds() throws IOException {
        page().getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Feeds").setExact(true))
                .click();
        assertThat(page().getByText("Good").first()).isVisible();
        fits("feeds");
        press("Fetch now");
        assertThat(page().locator("h1")).hasText("Feeds");
    }

    private void scans() throws IOException {
        page().getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Scans").setExact(true))
                .click();
        press("Scan now");
        page().getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Scans").setExact(true))
                .click();
        assertThat(page().locator("main table tbody tr")).hasCount(2);
        fits("scans");
    }

    private void unknownAddress(String address) throws IOException {
        page().navigate(address + "/no/such/page");
        assertThat(page().locator("main")).containsText("There is no such page.");
        page().navigate(address + "/hosts/4711/patches");
        assertThat(page().locator("main")).containsText("There is no host with the number 4711.");
        page().navigate(address + "/hosts/x/patches");
        assertThat(page().locator("main")).containsText("a number is expected");
        fits("error");
    }

    private void signOutAndIn() throws IOException {
        press("Sign out");
        assertThat(page().getByLabel("Password")).isVisible();
        fits("sign-in");
        page().getByLabel("Name").fill("ada");
        page().getByLabel("Password").fill("a wrong password");
        press("Sign in");
        assertThat(page().getByRole(AriaRole.ALERT)).isVisible();
        page().getByLabel("Name").fill("ada");
        page().getByLabel("Password").fill(PASSWORD);
        press("Sign in");
        assertThat(page().locator(".tabs")).isVisible();
    }

    private Settings settings() throws IOException {
        Path feeds = Files.createDirectories(folder.resolve("feeds"));
        String wanted = System.getProperty("fettle.feeds");
        Path made = Path.of("..", "cli", "src", "aot-training", "feeds").toRealPath();
        Map<String, String> options = new HashMap<>();
        options.put("data", folder.resolve("data").toString());
        options.put("listen", "127.0.0.1:0");
        options.put("feeds.sources", wanted == null ? made + " " + feeds : wanted);
        return switch (SettingsReader.ofThisProcess().read(options, Map.of())) {
            case SettingsReader.Outcome.Read(Settings settings) -> settings;
            case SettingsReader.Outcome.Faulty(List<String> sentences) -> throw new AssertionError(sentences);
        };
    }

    /** What apt itself would upgrade here, by name; nothing where there is no apt. */
    private static List<String> pendingForApt() throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
            return List.of();
        }
        Process apt = new ProcessBuilder("apt-get", "-s", "dist-upgrade")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(apt.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!apt.waitFor(60, TimeUnit.SECONDS) || apt.exitValue() != 0) {
            return List.of();
        }
        return new ArrayList<>(new TreeSet<>(said.lines()
                .filter(line -> line.matches("Inst \\S+ \\[.*"))
                .map(line -> line.split(" ", 3)[1])
                .toList()));
    }

    private Page page() {
        return opened().page();
    }

    /** A page is fine on every screen, in the light and in the dark. */
    private void fits(String name) throws IOException {
        String pictures = System.getProperty("fettle.screenshots");
        for (int width : WIDTHS) {
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                opened().look(width, 900, scheme);
                Assertions.assertThat(opened().wider())
                        .as("%s is wider than %d px", page().url(), width)
                        .isFalse();
                if (pictures != null) {
                    page().evaluate("window.scrollTo(0, 0)");
                    String file = name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
                    page().screenshot(new Page.ScreenshotOptions().setPath(Path.of(pictures, file)));
                }
            }
        }
        opened().look(1280, 900, ColorScheme.LIGHT);
    }

    private Browser opened() {
        if (browser == null) {
            throw new AssertionError("The browser is not open yet.");
        }
        return browser;
    }
}
