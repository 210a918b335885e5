package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.access.Route;
import dev.fettle.server.access.RouteTable;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostileHosts;
import dev.fettle.server.hosts.RecordLook;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page that the server has, in a real browser, full of hostile texts: none can be scrolled sideways, none makes the
 * browser complain, and axe finds nothing in it against WCAG 2.2 AA.
 */
final class EveryPageTest {
    private static final List<String> TEXTS = List.of(
            Hostile.MARKUP.get(0), Hostile.MARKUP.get(3), Hostile.MARKUP.get(12), "a-very-long-name-".repeat(12));

    private record Look(int width, int height, ColorScheme scheme) {}

    private static final List<Look> LOOKS =
            List.of(new Look(1280, 900, ColorScheme.LIGHT), new Look(360, 740, ColorScheme.DARK));

    @TempDir
    Path folder;

    @Test
    void every_page_fits_and_can_be_used_by_everybody() throws Exception {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "No Chromium is installed, so no page is walked: apt-get install chromium.");
        List<String> faults = new ArrayList<>();
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            List<HostId> hosts =
                    HostileHosts.record(server.bean(RecordLook.class), TEXTS, Instant.parse("2026-11-20T12:00:00Z"));
            server.add(
                    "admin",
                    List.of(
                            new Grant(Role.ADMINISTRATOR, Scope.everything()),
                            new Grant(Role.OPERATOR, Scope.everything())));
            try (Browser browser = Browser.open(program.get(), server.address())) {
                Page page = browser.page();
                page.onDialog(dialog -> {
                    faults.add("A dialog opened: " + dialog.message());
                    dialog.dismiss();
                });
                faults.addAll(walk(browser, server, List.of("/sign-in")));
                page.navigate(server.address() + "/sign-in");
                page.locator("input[name=username]").fill("admin");
                page.locator("input[name=password]").fill(RunningServer.PASSWORD);
                page.locator("input[name=password]").press("Enter");
                page.waitForURL(address -> !address.contains("/sign-in"));
                faults.addAll(walk(browser, server, paths(server, hosts)));
                faults.addAll(browser.complaints());
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void what_nobody_could_use_is_found() throws Exception {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "No Chromium is installed, so axe finds nothing: apt-get install chromium.");
        try (Browser browser = Browser.open(program.get(), "http://127.0.0.1")) {
            browser.page().setContent("<html lang=en><title>t</title><img src='data:,'><p style='color:#ccc'>pale</p>");
            browser.page().evaluate(axe());

            assertThat((List<?>) browser.page().evaluate(RUN))
                    .extracting(Object::toString)
                    .anySatisfy(fault -> assertThat(fault).startsWith("image-alt"))
                    .anySatisfy(fault -> assertThat(fault).startsWith("color-contrast"));
        }
    }

    private static List<String> paths(RunningServer server, List<HostId> hosts) {
        TreeSet<String> paths = new TreeSet<>();
        for (Route route : server.bean(RouteTable.class).routes()) {
            boolean page = route.method().equals("GET")
                    && route.permission().isPresent()
                    && !route.pattern().startsWith("/api/v1")
                    && !route.pattern().equals("/live"); // a stream, which does not end
            if (page) {
                for (HostId host : hosts) {
                    paths.add(route.pattern()
                            .replaceFirst("\\{[^}]+}", host.toString())
                            .replaceAll("\\{[^}]+}", "x"));
                }
            }
        }
        return List.copyOf(paths);
    }

    private static List<String> walk(Browser browser, RunningServer server, List<String> paths) throws IOException {
        String axe = axe();
        List<String> faults = new ArrayList<>();
        for (String path : paths) {
            if (!isPage(browser, server.address() + path)) {
                continue;
            }
            for (Look look : LOOKS) {
                browser.look(look.width(), look.height(), look.scheme());
                String where = path + " at " + look.width() + " px, " + look.scheme();
                if (browser.wider()) {
                    faults.add(where + ": wider than the screen, by " + browser.tooWide());
                }
                browser.page().evaluate(axe);
                for (Object violation : (List<?>) browser.page().evaluate(RUN)) {
                    faults.add(where + ": " + violation);
                }
            }
        }
        return faults;
    }

    /** Whether there is a whole page; parts of pages, streams, files and what is not there have no look of their own. */
    private static boolean isPage(Browser browser, String address) {
        var head = browser.page().request().get(address);
        boolean html = head.ok()
                && head.headers().getOrDefault("content-type", "").startsWith("text/html")
                && head.text().contains("<html");
        head.dispose();
        if (!html) {
            return false;
        }
        Response response = browser.page().navigate(address);
        return response != null && response.ok();
    }

    private static final String RUN = """
            async () => (await axe.run(document, {
                runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations']
            })).violations.map(v => v.id + ' (' + v.help + '): ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | '))
            """;

    private static String axe() throws IOException {
        try (InputStream script = EveryPageTest.class.getResourceAsStream("/axe.min.js")) {
            if (script == null) {
                throw new AssertionError("axe-core's jar has no axe.min.js.");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
