package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.link.SignedOrder;
import dev.fettle.server.agents.OrderDesk;
import dev.fettle.server.agents.TrustedKeys;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator chooses a patch in a browser, sees it end on a host that the test plays, and takes it back. */
final class OrderWalkTest {
    @TempDir
    Path folder;

    @Test
    void a_patch_is_chosen_confirmed_seen_to_end_and_taken_back() throws Exception {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "No Chromium is installed, so nobody walks: apt-get install chromium.");
        try (RunningServer server = RunningServer.start(folder, Map.of())) {
            Managed host = OrderedHosts.add(server, "web-07");
            server.add("olga", List.of(new Grant(Role.OPERATOR, Scope.everything())));
            try (Browser browser = Browser.open(program.get(), server.address())) {
                Page page = browser.page();
                browser.look(1280, 900, ColorScheme.LIGHT);
                page.navigate(server.address() + "/sign-in");
                page.locator("input[name=username]").fill("olga");
                page.locator("input[name=password]").fill(RunningServer.PASSWORD);
                page.locator("input[name=password]").press("Enter");
                page.waitForURL(address -> !address.contains("/sign-in"));

                page.navigate(server.address() + "/hosts/" + host.host() + "/patches");
                page.locator("input[name=step]").first().check();
                page.locator("text=Install the chosen steps").click();
                page.waitForURL("**/orders/new**");
                assertThat(page.locator("table").innerText()).contains("1.0-1", "1.0-2");
                page.locator("#reason").fill("A test");
                page.locator("#give").click();
                page.waitForURL("**/orders/1");
                assertThat(page.locator("#order").innerText()).contains("waiting", "A test");

                Envelope envelope = take(server, host);
                assertThat(envelope.order()).isInstanceOf(Order.Install.class);
                page.locator("#order .badge:has-text('taken')").waitFor();
                assertThat(page.locator("#withdraw").count()).isZero();
                end(server, host, envelope);
                Locator done = page.locator("#order .badge:has-text('succeeded')");
                done.waitFor();
                assertThat(page.locator("#order").innerText())
                        .contains("nginx.conf was kept", "libssl.so.3", "Restart 1 service");
                assertThat(browser.wider()).isFalse();

                page.locator("text=Roll back").click();
                page.waitForURL("**/orders/new**");
                assertThat(page.locator("main").innerText()).contains("stays as it is", "1.0-2");
                page.locator("#reason").fill("It was a test");
                page.locator("#give").click();
                page.waitForURL("**/orders/2");
                page.locator("#withdraw").click();
                page.locator("#order .badge:has-text('withdrawn')").waitFor();
                assertThat(page.locator("#order").innerText()).contains("the host never gets it");
                assertThat(browser.complaints()).isEmpty();
            }
        }
    }

    private static Envelope take(RunningServer server, Managed host) throws Exception {
        List<SignedOrder> orders = server.bean(OrderDesk.class).waiting(host.agent());
        Envelope envelope =
                orders.getFirst().open(server.bean(TrustedKeys.class).trusted());
        server.bean(OrderDesk.class).taken(host.agent(), List.of(envelope.id()));
        return envelope;
    }

    private static void end(RunningServer server, Managed host, Envelope envelope) {
        Report report = new Report(
                envelope.id(),
                Instant.parse("2026-11-21T12:00:00Z"),
                Instant.parse("2026-11-21T12:01:00Z"),
                new Outcome.Succeeded(),
                List.of(new Report.Change("libssl3", "amd64", OrderedHosts.OLD, OrderedHosts.NEW)),
                List.of("nginx.conf was kept"),
                List.of(new StaleProcess(7, "nginx", "nginx.service", 1, List.of("/usr/lib/libssl.so.3"))),
                "Setting up libssl3 …");
        assertThat(server.bean(OrderDesk.class).reported(host.agent(), report)).isTrue();
    }
}
