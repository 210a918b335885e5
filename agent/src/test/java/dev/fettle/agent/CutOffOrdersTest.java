package dev.fettle.agent;

import static dev.fettle.agent.OrderedHost.build;
import static dev.fettle.agent.OrderedHost.install;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestHost;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Orders that are cut off on real hosts: none is lost, none is done twice, none claims a success that is not there. */
@ExtendWith(FleetExtension.class)
final class CutOffOrdersTest {
    /** The package's script takes some seconds, so that there is something to cut off. */
    private static final Order SLOW = install("tiny-slow", "1.1");

    private static final Order BACK = new Order.RollBack(List.of(build("tiny-slow", "1.0")), List.of());

    private static void succeededOnce(Report report) {
        assertThat(report.outcome()).isEqualTo(new Outcome.Succeeded());
        assertThat(report.changes()).hasSize(1);
    }

    private static void waitFor(OrderedHost ordered, String condition) {
        ordered.host()
                .sh("for i in $(seq 600); do if " + condition + "; then exit 0; fi; sleep 0.05; done; exit 1")
                .text();
    }

    private static void wellAt(OrderedHost ordered, String version) {
        assertThat(ordered.version("tiny-slow")).isEqualTo("ii " + version);
        assertThat(ordered.host().run("dpkg", "--audit").text()).isEmpty();
    }

    @Test
    void the_agent_is_killed_at_any_moment_and_goes_on(TestHost host) throws Exception {
        OrderedHost ordered = new OrderedHost(host);
        long seed = 20_261_121;
        Random random = new Random(seed);
        int rounds = Integer.getInteger("fettle.kill.rounds", 4);
        for (int round = 1; round <= rounds; round++) {
            UUID id = ordered.taken(SLOW);
            int kills = 1 + random.nextInt(2);
            for (int kill = 0; kill < kills; kill++) {
                Process running = ordered.begun(id);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(5_000));
                host.run("pkill", "-9", "-f", "AgentMain run");
                running.waitFor();
            }

            Report report = ordered.carriedOut(id);

            assertThat(report.outcome()).as("seed %d, round %d", seed, round).isEqualTo(new Outcome.Succeeded());
            assertThat(report.changes()).as("seed %d, round %d", seed, round).hasSize(1);
            wellAt(ordered, "1.1");
            succeededOnce(ordered.done(BACK));
        }
    }

    @Test
    void dpkg_is_killed_in_the_middle_and_the_order_tells_and_leaves_order(TestHost host) throws Exception {
        OrderedHost ordered = new OrderedHost(host);
        UUID id = ordered.taken(SLOW);
        Process running = ordered.begun(id);
        waitFor(ordered, "dpkg-query -W -f '${db:Status-Status}' tiny-slow | grep -q half-configured");

        host.run("pkill", "-9", "-x", "dpkg").text();
        running.waitFor();

        Report report = ordered.carriedOut(id);
        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        assertThat(host.run("dpkg", "--audit").text()).isEmpty();
        assertThat(ordered.done(SLOW).outcome()).isEqualTo(new Outcome.Succeeded());
        wellAt(ordered, "1.1");
    }

    @Test
    void power_is_lost_in_the_middle_and_the_order_is_finished_after_the_boot(TestHost host) throws Exception {
        OrderedHost ordered = new OrderedHost(host);
        UUID id = ordered.taken(SLOW);
        Process running = ordered.begun(id);
        waitFor(ordered, "dpkg-query -W -f '${db:Status-Status}' tiny-slow | grep -q half-configured");

        host.losePower();
        running.waitFor();
        host.powerOn();

        succeededOnce(ordered.carriedOut(id));
        wellAt(ordered, "1.1");
    }

    @Test
    void the_network_is_cut_in_the_middle_and_the_order_goes_on(TestHost host) throws Exception {
        OrderedHost ordered = new OrderedHost(host);
        UUID id = ordered.taken(SLOW);
        Process running = ordered.begun(id);
        waitFor(ordered, "dpkg-query -W -f '${db:Status-Status}' tiny-slow | grep -q half-configured");

        host.pullCable();
        running.waitFor();

        succeededOnce(ordered.carriedOut(id));
        wellAt(ordered, "1.1");
        host.plugCable();
    }

    @Test
    void a_reboot_is_a_success_only_after_the_next_boot(TestHost host) throws Exception {
        OrderedHost ordered = new OrderedHost(host);
        UUID id = ordered.taken(new Order.Reboot());
        ordered.begun(id).waitFor();
        host.losePower();
        host.powerOn();

        assertThat(ordered.carriedOut(id).outcome()).isEqualTo(new Outcome.Succeeded());
    }

    @Test
    void another_program_holds_the_lock_and_is_waited_for_and_then_named(TestHost host) throws Exception {
        OrderedHost ordered = new OrderedHost(host);
        String holder =
                "for my $f (\"/var/lib/dpkg/lock-frontend\", \"/var/lib/dpkg/lock\") { open(my $h, \">>\", $f) or"
                        + " die; my $l = pack(\"s s l! l! i\", 1, 0, 0, 0, 0); fcntl($h, 6, $l) or die; push @h, $h } sleep($ARGV[0])";
        Process holding = new ProcessBuilder(host.inHost("perl", "-e", holder, "4")).start();
        TimeUnit.MILLISECONDS.sleep(500);
        succeededOnce(ordered.done(install("tiny-good", "1.1")));
        holding.waitFor();

        holding = new ProcessBuilder(host.inHost("perl", "-e", holder, "30")).start();
        TimeUnit.MILLISECONDS.sleep(500);
        UUID id = UUID.fromString(ordered.offered(
                        ordered.signed(ordered.envelope(install("tiny-library", "1.1"), Duration.ofSeconds(10))))
                .text());
        Report report = ordered.carriedOut(id);
        host.run("pkill", "-x", "perl");
        holding.waitFor();
        assertThat(report.outcome()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(FailureKind.LOCK);
            assertThat(failed.message()).contains("(perl)");
        });
        assertThat(ordered.version("tiny-library")).isEqualTo("ii 1.0");
    }
}
