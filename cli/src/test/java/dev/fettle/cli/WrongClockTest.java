package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real host whose clock is wrong by a day: no order is done twice or outside its time, and people learn why. */
@ExtendWith(FleetExtension.class)
final class WrongClockTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String HOUR = "60";
    private static final String THREE_DAYS = "4320";

    @TempDir
    static Path folder;

    private static ServedFleet served;
    private static TestHost host;
    private static String name = "";

    @BeforeAll
    static void start(TestFleet fleet, TestHost given) throws Exception {
        served = ServedFleet.start(fleet, folder);
        host = given;
        host.run("apt-get", "-qq", "update").text();
        name = served.enrol(host);
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @BeforeEach
    void asBefore() {
        host.sh("apt-get -qq install --allow-downgrades tiny-good=1.0 && > /var/log/dpkg.log")
                .text();
        served.packages(host, name);
    }

    private static String ordered(String minutes) {
        return served.ada()
                .json("order", "install", name, "tiny-good", "--expires", minutes, "--reason", "a test")
                .at("/order/id")
                .asString();
    }

    private static JsonNode end(String order) {
        return ServedFleet.JSON
                .readTree(served.ada()
                        .run("", "order", "show", order, "--wait", "--format", "json")
                        .out())
                .get("order");
    }

    private static String state(String order) {
        return served.ada().json("order", "show", order).at("/order/state").asString();
    }

    private static void agentSays(String sentence) {
        FettleUser.until(
                "the agent says: " + sentence,
                () -> host.run("journalctl", "-u", "fettle-agent", "-o", "cat", "--no-pager")
                        .stdout()
                        .contains(sentence));
    }

    private static long upgrades() {
        return Long.parseLong(
                host.sh("grep -c ' upgrade tiny-good' /var/log/dpkg.log || :").text());
    }

    @Test
    void a_day_ahead_what_had_to_be_begun_before_is_refused_and_the_rest_is_done_once() throws Exception {
        WrongClock.set(host, DAY, folder);
        agentSays("The clock of this host says");

        String late = ordered(HOUR);
        JsonNode refused = end(late);
        assertThat(refused.get("state").asString()).as("%s", refused).isEqualTo("failed");
        assertThat(refused.get("failure").asString()).isEqualTo("refused");
        assertThat(refused.get("message").asString()).contains("had to be begun before", "look at the clock");
        assertThat(upgrades()).isZero();

        String good = ordered(THREE_DAYS);
        assertThat(end(good).get("state").asString()).isEqualTo("succeeded");
        assertThat(upgrades()).isEqualTo(1);

        WrongClock.right(host);
        agentIsWell();
        assertThat(upgrades()).isEqualTo(1);
        assertThat(state(late)).isEqualTo("failed");
        assertThat(state(good)).isEqualTo("succeeded");
    }

    @Test
    void a_day_behind_the_server_is_not_believed_and_the_order_is_done_once_when_the_clock_is_right() throws Exception {
        WrongClock.set(host, DAY.negated(), folder);
        agentSays("is not valid yet by the clock of this host");

        String order = ordered(HOUR);
        assertThat(state(order)).isEqualTo("waiting");
        assertThat(upgrades()).isZero();

        WrongClock.right(host);
        assertThat(end(order).get("state").asString()).isEqualTo("succeeded");
        assertThat(upgrades()).isEqualTo(1);
        agentIsWell();
        assertThat(upgrades()).isEqualTo(1);
    }

    /** With the right clock it does what it is asked. */
    private static void agentIsWell() {
        JsonNode done = served.ada().ordered("evidence", name);
        assertThat(done.at("/order/state").asString()).isEqualTo("succeeded");
    }
}
