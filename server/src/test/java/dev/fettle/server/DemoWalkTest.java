package dev.fettle.server;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.fettle.server.demo.Demo;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody new looks around in the demonstration: overview, a host, a vulnerability, a patch, the audit trail, people. With
 * {@code -Dfettle.screenshots=DIR} the pages are taken at two widths, in the light and in the dark.
 */
final class DemoWalkTest {
    private static final String PASSWORD = "a sentence that nobody guesses";
    private static final LocatorAssertions.ContainsTextOptions GROWN =
            new LocatorAssertions.ContainsTextOptions().setTimeout(240_000);

    @TempDir
    Path folder;

    @Test
    void a_newcomer_sees_a_fleet_from_the_overview_to_the_audit() throws Exception {
        Path program = Browser.program().orElse(null);
        if (program == null) {
            abort("There is no Chromium here, so nobody walks through the demonstration.");
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        Settings settings = settings();
        try (Server server = Server.start(settings, Clock.systemUTC(), _ -> {});
                Browser browser = Browser.open(program, server.address())) {
            String code = server.firstCode().orElseThrow().text();
            Walk walk = new Walk(browser, server.address());
            walk.setFirstPassword(code);
            walk.overview();
            walk.hosts();
            walk.vulnerabilities();
            walk.patches();
            walk.search();
            walk.audit();
            String link = walk.addViewer();
            Assertions.assertThat(browser.complaints()).isEmpty();
            walk.asViewer(link);
            Assertions.assertThat(browser.complaints())
                    .filteredOn(complaint -> !complaint.contains("403"))
                    .isEmpty();
        }
    }

    private Settings settings() throws Exception {
        Path data = folder.resolve("data-demo");
        Demo.prepare(data, LocalDate.now(ZoneOffset.UTC));
        Map<String, String> options = new HashMap<>();
        options.put("data", folder.resolve("data").toString());
        options.put("listen", "127.0.0.1:0");
        return switch (SettingsReader.ofThisProcess().read(options, Map.of())) {
            case SettingsReader.Outcome.Read(Settings read) ->
                read.of(data, Demo.feeds(data).toString());
            case SettingsReader.Outcome.Faulty(List<String> sentences) -> throw new AssertionError(sentences);
        };
    }

    private record Walk(Browser browser, String address) {
        private Page page() {
            return browser.page();
        }

        void setFirstPassword(String code) {
            page().navigate(address + "/welcome#" + code);
            page().getByLabel("Name").fill("ada");
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

        private void open(String path) {
            Response response = page().navigate(address + path);
            Assertions.assertThat(Objects.requireNonNull(response).status())
                    .as(path)
                    .isEqualTo(200);
        }

        void overview() throws IOException {
            open("/overview");
            while (!page().locator("main").innerText().contains("1,000")) {
                Assertions.assertThat(page().locator("main h1").first().innerText())
                        .isNotEmpty();
                page().waitForTimeout(1_000);
                open("/overview");
            }
            assertThat(page().locator("main")).containsText("1,000", GROWN);
            assertThat(page().locator("main")).containsText("What to patch first");
            assertThat(page().locator("header + div, .notice").first()).containsText("generated");
            assertThat(page().locator("#trend canvas").first()).isVisible();
            picture("overview");
        }

        void hosts() throws IOException {
            open("/hosts");
            assertThat(page().locator("main table tbody tr").first()).isVisible();
            picture("hosts");
            page().locator("main table th[scope=row] a").first().click();
            assertThat(page().locator(".tabs")).isVisible();
            picture("host");
            page().locator(".tabs").getByText("History").click();
            assertThat(page().locator("main")).containsText("packages");
            picture("host-history");
        }

        void vulnerabilities() throws IOException {
            open("/vulnerabilities");
            picture("vulnerabilities");
            page().locator("main table th[scope=row] a").first().click();
            assertThat(page().locator("h1")).hasText(Pattern.compile("CVE-.*"));
            assertThat(page().locator("main")).containsText("What to do");
            picture("vulnerability");
        }

        void patches() throws IOException {
            open("/patches");
            page().locator(".step a").first().click();
            assertThat(page().locator("h1")).isVisible();
            picture("fleet-patch");
        }

        /** Two letters find something while somebody types. */
        void search() {
            open("/overview");
            page().locator("header [role=combobox]").pressSequentially("ope");
            assertThat(page().locator("header [role=option]").first()).isVisible();
            page().keyboard().press("ArrowDown");
            page().keyboard().press("Enter");
            page().waitForURL(url -> !url.endsWith("/overview"));
        }

        void audit() throws IOException {
            open("/audit?person=ada");
            assertThat(page().locator("main")).containsText("ada");
            picture("audit");
        }

        String addViewer() throws IOException {
            open("/settings/people");
            picture("people");
            page().locator("input[name=name]").fill("vera");
            press("Add, and make a link");
            String link = page().locator("#link").inputValue();
            open("/account");
            picture("account");
            return link;
        }

        void asViewer(String link) throws IOException {
            page().context().clearCookies();
            page().navigate(link.replaceFirst("https?://[^/]+", address)); // it names the host by its name
            page().locator("input[name=password]").fill(PASSWORD);
            page().locator("input[name=repeated]").fill(PASSWORD);
            page().locator("input[name=repeated]").press("Enter");
            page().waitForURL(url -> !url.contains("set-password"));
            page().navigate(address + "/sign-in");
            if (page().locator("input[name=username]").count() > 0) {
                page().locator("input[name=username]").fill("vera");
                page().locator("input[name=password]").fill(PASSWORD);
                page().locator("input[name=password]").press("Enter");
                page().waitForURL(url -> !url.contains("/sign-in"));
            }
            open("/hosts");
            assertThat(page().locator("header nav")).not().containsText("People");
            Response refused = page().navigate(address + "/settings/people");
            Assertions.assertThat(Objects.requireNonNull(refused).status()).isEqualTo(403);
            assertThat(page().locator("main")).containsText("None of your roles allows this");
            picture("refused");
        }

        private void picture(String name) throws IOException {
            String pictures = System.getProperty("fettle.screenshots");
            for (int width : new int[] {360, 1280}) {
                for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                    browser.look(width, 900, scheme);
                    Assertions.assertThat(browser.wider())
                            .as("%s is wider than %d px", page().url(), width)
                            .isFalse();
                    if (pictures != null) {
                        page().evaluate("window.scrollTo(0, 0)");
                        page().waitForTimeout(200); // a chart draws itself anew
                        page().screenshot(new Page.ScreenshotOptions()
                                .setPath(Path.of(
                                        pictures,
                                        name + "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png")));
                    }
                }
            }
            browser.look(1280, 900, ColorScheme.LIGHT);
        }
    }
}
