package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.signing.Octets;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The agent, laid out as by its package, takes other versions of itself on real hosts, or goes back to the one before. */
@ExtendWith(FleetExtension.class)
final class UpdatedHostTest {
    private static final String PROGRAMS = "/var/lib/fettle-agent/programs";

    private MadeUpServer server;
    private TestHost host;
    private Octets packed = Octets.sha256(new byte[0]);

    @BeforeEach
    void served(TestFleet fleet, TestHost fresh) throws IOException {
        host = fresh;
        server = MadeUpServer.at(new MadeUpAuthority(), fleet.machine());
        PackagedAgent.putOn(host);
        host.runWith(
                        server.token().text().getBytes(StandardCharsets.US_ASCII),
                        "fettle-agent",
                        "enrol",
                        server.url(),
                        "--token",
                        "-")
                .text();
        String unit = Files.readString(Path.of("..", "packaging", "agent", "fettle-agent.service"))
                .replace("RestartSec=10", "RestartSec=1\nStartLimitIntervalSec=0");
        host.write("/etc/systemd/system/fettle-agent.service", unit);
        host.run("systemctl", "enable", "--now", "fettle-agent").text();
        runs("1.0");
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    private void until(String what, BooleanSupplier reached) {
        Instant end = Instant.now().plusSeconds(180);
        while (!reached.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("Not " + what + ":\n" + server.asked + "\n"
                        + host.run("journalctl", "--no-pager", "-n", "60").output()
                        + host.sh("ls -l " + PROGRAMS + "; cat " + PROGRAMS + "/*")
                                .output());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    /** Until this version has checked in, last of all. */
    private void runs(String version) {
        until(
                version + " runs",
                () -> !server.checkIns.isEmpty()
                        && server.checkIns.getLast().program().equals(version));
    }

    private UUID order(String version, byte[] program, Duration limit) {
        return order(version, program, limit, program);
    }

    private String architecture() {
        return host.run("dpkg", "--print-architecture").text();
    }

    private Report report(UUID order) {
        until("reported", () -> !server.reportsOf(order).isEmpty());
        return server.reportsOf(order).getFirst();
    }

    private Outcome.Failed failed(UUID order) {
        Outcome outcome = report(order).outcome();
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) outcome;
    }

    private void succeeded(UUID order, String version) {
        assertThat(report(order).outcome()).isEqualTo(new Outcome.Succeeded());
        runs(version);
        assertThat(server.reportsOf(order)).hasSize(1);
        assertThat(host.run("fettle-agent", "--version").text()).isEqualTo("fettle-agent " + version);
    }

    /** The version of before runs, does orders, and of the other nothing is left. */
    private void asBefore(String version) {
        runs(version);
        UUID next = server.give(new Order.CollectEvidence(), Duration.ofMinutes(2));
        assertThat(report(next).outcome()).isEqualTo(new Outcome.Succeeded());
        until(
                "cleared",
                () -> !host.run("test", "-e", PROGRAMS + "/" + packed.hex()).succeeded());
        assertThat(host.run("fettle-agent", "--version").text()).isEqualTo("fettle-agent " + version);
    }

    @Test
    void a_new_version_is_taken_and_the_one_after_it_and_the_old_ones_go() {
        succeeded(order("1.1", PackagedAgent.packed("1.1"), Duration.ofMinutes(4)), "1.1");
        Octets first = packed;
        assertThat(host.run("cat", "/usr/lib/fettle-agent/version").text())
                .as("the package is as it was")
                .isEqualTo("1.0");

        succeeded(order("1.2", PackagedAgent.packed("1.2"), Duration.ofMinutes(4)), "1.2");
        until(
                "let go",
                () -> !host.run("test", "-e", PROGRAMS + "/" + first.hex()).succeeded());

        assertThat(failed(order("1.1", PackagedAgent.packed("1.1"), Duration.ofMinutes(4))))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED))
                .satisfies(failure -> assertThat(failure.message()).contains("older than 1.2"));
        asBefore("1.2");
    }

    @Test
    void a_version_that_crashes_gives_way_to_the_one_before() {
        UUID id = order("1.1", PackagedAgent.packed("1.1", "exit 7"), Duration.ofMinutes(4));

        assertThat(failed(id))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.SERVICE))
                .satisfies(failure -> assertThat(failure.message()).contains("ended 3 times"));
        asBefore("1.0");
    }

    @Test
    void a_version_that_never_checks_in_gives_way_to_the_one_before() {
        UUID id = order("1.1", PackagedAgent.packed("1.1", "exec sleep 1000"), Duration.ofSeconds(40));

        assertThat(failed(id))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT))
                .satisfies(failure -> assertThat(failure.message()).contains("did not reach the server"));
        asBefore("1.0");
    }

    @Test
    void power_is_lost_while_a_version_that_hangs_is_on_trial_and_the_one_before_comes_back() {
        UUID id = order("1.1", PackagedAgent.packed("1.1", "exec sleep 1000"), Duration.ofSeconds(60));
        until(
                "on trial",
                () -> host.run("grep", "-q", id.toString(), PROGRAMS + "/starts")
                        .succeeded());
        host.losePower();
        host.powerOn();

        assertThat(failed(id).kind()).isIn(FailureKind.TIMEOUT, FailureKind.SERVICE);
        asBefore("1.0");
    }

    @Test
    void power_is_lost_at_each_step_of_an_update_and_it_is_done_once() {
        byte[] program = PackagedAgent.packed("1.1");
        UUID id = order("1.1", program, Duration.ofMinutes(10));
        onHost("test -e " + PROGRAMS + "/" + packed.hex() + ".part");
        host.losePower();
        host.powerOn();
        onHost("test -e " + PROGRAMS + "/trial");
        host.losePower();
        host.powerOn();
        onHost("grep -q " + id + " " + PROGRAMS + "/current");
        host.losePower();
        host.powerOn();

        succeeded(id, "1.1");
    }

    private void onHost(String condition) {
        until(condition, () -> host.sh(condition).succeeded());
    }

    @Test
    void what_is_not_the_program_that_was_signed_is_not_taken() {
        byte[] signed = PackagedAgent.packed("1.1");
        byte[] another = signed.clone();
        another[another.length / 2] ^= 1;
        UUID changed = order("1.1", signed, Duration.ofMinutes(4), another);
        assertThat(failed(changed).kind()).isEqualTo(FailureKind.SIGNATURE);

        UUID longer = order("1.1", signed, Duration.ofMinutes(4), Arrays.copyOf(signed, signed.length + 10_000));
        assertThat(failed(longer))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.DOWNLOAD))
                .satisfies(failure -> assertThat(failure.message()).contains("far more than it ever should"));

        UUID cut = order("1.1", signed, Duration.ofMinutes(4), Arrays.copyOf(signed, signed.length / 2));
        assertThat(failed(cut))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.DOWNLOAD))
                .satisfies(failure -> assertThat(failure.message()).contains("bytes came"));

        UUID foreign = server.give(new Order.UpdateAgent("1.1", "sparc", signed.length, packed), Duration.ofMinutes(4));
        assertThat(failed(foreign))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNSUPPORTED))
                .satisfies(failure -> assertThat(failure.message()).contains("sparc"));

        UUID misnamed = order("1.3", signed, Duration.ofMinutes(4));
        assertThat(failed(misnamed))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.UNSUPPORTED))
                .satisfies(failure -> assertThat(failure.message()).contains("is not 1.3"));
        asBefore("1.0");
    }

    private UUID order(String version, byte[] signed, Duration limit, byte[] given) {
        packed = Octets.sha256(signed);
        return server.give(
                new Order.UpdateAgent(version, architecture(), signed.length, packed),
                limit,
                id -> server.programs.put(id, given));
    }
}
