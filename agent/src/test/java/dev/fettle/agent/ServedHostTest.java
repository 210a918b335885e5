package dev.fettle.agent;

import static dev.fettle.agent.OrderedHost.build;
import static dev.fettle.agent.OrderedHost.install;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.Survey;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.link.SurveyReader;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The resident program on real hosts, under its own hardened unit, with a server over real TLS on this machine. */
@ExtendWith(FleetExtension.class)
final class ServedHostTest {
    private static final Order SLOW = install("tiny-slow", "1.1");
    private static final Order BACK = new Order.RollBack(List.of(build("tiny-slow", "1.0")), List.of());
    private static final String HALF = "dpkg-query -W -f '${db:Status-Status}' tiny-slow | grep -q half-configured";

    private MadeUpServer server;
    private TestHost host;

    @BeforeEach
    void served(TestFleet fleet, TestHost fresh) throws IOException {
        host = fresh;
        server = MadeUpServer.at(new MadeUpAuthority(), fleet.machine());
        AgentImage.putOn(host);
        host.run("apt-get", "-q", "update").text();
        host.runWith(
                        server.token().text().getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        AgentImage.command("enrol", server.url(), "--token", "-")
                                .toArray(String[]::new))
                .text();
        String unit = Files.readString(Path.of("..", "packaging", "agent", "fettle-agent.service"))
                .replace("/usr/bin/fettle-agent serve", String.join(" ", AgentImage.command("serve")))
                .replace("RestartSec=10", "RestartSec=1\nStartLimitIntervalSec=0");
        host.write("/etc/systemd/system/fettle-agent.service", unit);
        host.run("systemctl", "enable", "--now", "fettle-agent").text();
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    private void until(String what, BooleanSupplier reached) {
        Instant end = Instant.now().plusSeconds(150);
        while (!reached.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("Not " + what + ":\n" + server.asked + "\n"
                        + host.run("journalctl", "--no-pager", "-n", "60").output());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private void onHost(String condition) {
        until(condition, () -> host.sh(condition).succeeded());
    }

    private Report report(UUID order) {
        until("reported", () -> !server.reportsOf(order).isEmpty());
        return server.reportsOf(order).getFirst();
    }

    private void killAgent() {
        host.run("pkill", "-9", "-f", "AgentMain serve").text();
    }

    /** One success, which the server was told once, and a host that is as ordered. */
    private void succeededOnce(UUID order, String version) {
        Report report = report(order);
        assertThat(report.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(report.changes()).hasSize(1);
        assertThat(host.run("dpkg-query", "-W", "-f=${db:Status-Abbrev}${Version}", "tiny-slow")
                        .text())
                .isEqualTo("ii " + version);
        assertThat(host.run("dpkg", "--audit").text()).isEmpty();
        onHost("test -e /var/lib/fettle-agent/orders/" + order + "/told");
        assertThat(server.reportsOf(order)).hasSize(1);
    }

    @Test
    void a_host_tells_what_it_has_and_does_what_it_is_ordered_to() throws Exception {
        until("told", () -> !server.inventory.isEmpty());
        Survey survey = SurveyReader.read(server.inventory);
        long installed = host.sh("dpkg-query -W -f '${db:Status-Abbrev}\\n' | grep -c '^.i'")
                .text()
                .lines()
                .mapToLong(Long::parseLong)
                .sum();
        assertThat(survey.inventory().packages()).hasSize((int) installed);
        assertThat(survey.pending()).isInstanceOf(Survey.Pending.Known.class);

        UUID id = server.give(install("tiny-good", "1.1"), Duration.ofMinutes(2));
        Report report = report(id);

        assertThat(report.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(report.output()).contains("tiny-good");
        until("a difference told", () -> server.deltas.size() > 1);
        assertThat(server.deltas.getLast().isWhole()).isFalse();
        assertThat(server.deltas.getLast().added()).anyMatch(line -> line.contains("tiny-good"));
        assertThat(host.run("systemctl", "is-active", "fettle-agent").text()).isEqualTo("active");
    }

    @Test
    void the_agent_is_killed_at_each_step_of_an_order_and_each_ends_in_one_report() {
        until("told", () -> !server.inventory.isEmpty());

        // Before it is taken.
        killAgent();
        UUID id = server.give(SLOW, Duration.ofMinutes(2));
        succeededOnce(id, "1.1");

        // When it is taken.
        id = server.give(BACK, Duration.ofMinutes(2));
        onHost("test -e /var/lib/fettle-agent/orders/" + id + "/order");
        killAgent();
        succeededOnce(id, "1.0");

        // When it is begun, and the process that carries it out too.
        id = server.give(SLOW, Duration.ofMinutes(2));
        onHost("test -e /var/lib/fettle-agent/orders/" + id + "/begun");
        killAgent();
        host.run("pkill", "-9", "-f", "AgentMain run");
        succeededOnce(id, "1.1");

        // While dpkg is at it; apt itself goes on, and the next attempt waits for it.
        succeededOnce(server.give(BACK, Duration.ofMinutes(2)), "1.0");
        id = server.give(SLOW, Duration.ofMinutes(2));
        onHost(HALF);
        killAgent();
        host.run("pkill", "-9", "-f", "AgentMain run").text();
        assertThat(host.run("pgrep", "-x", "apt-get").succeeded()).isTrue();
        succeededOnce(id, "1.1");

        // After it is ended.
        id = server.give(BACK, Duration.ofMinutes(2));
        onHost("test -e /var/lib/fettle-agent/orders/" + id + "/begun");
        host.run("systemctl", "stop", "fettle-agent").text();
        onHost("test -e /var/lib/fettle-agent/orders/" + id + "/report");
        assertThat(server.reportsOf(id)).isEmpty();
        host.run("systemctl", "start", "fettle-agent").text();
        succeededOnce(id, "1.0");
    }

    @Test
    void power_is_lost_in_the_middle_of_an_order_and_it_is_reported_after_the_boot() {
        until("told", () -> !server.inventory.isEmpty());
        UUID id = server.give(SLOW, Duration.ofMinutes(2));
        onHost(HALF);
        host.losePower();
        host.powerOn();
        succeededOnce(id, "1.1");
    }

    @Test
    void the_network_is_cut_while_an_order_is_carried_out_and_the_report_comes_later() {
        until("told", () -> !server.inventory.isEmpty());
        UUID id = server.give(SLOW, Duration.ofMinutes(2));
        onHost(HALF);
        host.pullCable();
        onHost("test -e /var/lib/fettle-agent/orders/" + id + "/report");
        assertThat(server.reportsOf(id)).isEmpty();
        host.plugCable();
        succeededOnce(id, "1.1");
    }
}
