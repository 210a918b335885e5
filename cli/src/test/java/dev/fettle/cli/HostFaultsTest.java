package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What befalls orders between a real server and a real host: whatever fails, an order is done once, told once, and never told
 * as done when it was not.
 */
@ExtendWith(FleetExtension.class)
final class HostFaultsTest {
    /** Its script takes five seconds, so that there is something to disturb. */
    private static final String SLOW = "tiny-slow";

    @TempDir
    static Path folder;

    private static ServedFleet served;
    private static TestHost host;
    private static String name = "";

    @BeforeAll
    static void start(TestFleet fleet, TestHost given) throws Exception {
        served = ServedFleet.start(fleet, folder);
        host = given;
        name = enrolled(host);
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    private static String enrolled(TestHost one) {
        one.run("apt-get", "-qq", "update").text();
        String called = served.enrol(one);
        served.packages(one, called);
        return called;
    }

    /** Whatever a test before has left. */
    @BeforeEach
    void asBefore() {
        host.sh("apt-get -qq install --allow-downgrades tiny-slow=1.0 && > /var/log/dpkg.log")
                .text();
        served.packages(host, name);
    }

    private static String version(String build) {
        return host.sh("dpkg-query -W -f '${db:Status-Abbrev}${Version}' " + build)
                .text();
    }

    private static void onHost(String condition) {
        FettleUser.until("on the host: " + condition, () -> host.sh(condition).succeeded());
    }

    /** The number of an order whose script runs on the host. */
    private static String slowOneRuns() {
        assertThat(version(SLOW)).isEqualTo("ii 1.0");
        String order = served.ada()
                .json("order", "install", name, SLOW, "--reason", "a test")
                .at("/order/id")
                .asString();
        onHost("dpkg-query -W -f '${db:Status-Status}' tiny-slow | grep -q half-configured");
        return order;
    }

    private static JsonNode end(String order) {
        return ServedFleet.JSON.readTree(served.ada()
                .run("", "order", "show", order, "--wait", "--format", "json")
                .out());
    }

    private static JsonNode failed(String... args) {
        List<String> all = new ArrayList<>(List.of("order"));
        all.addAll(List.of(args));
        all.addAll(List.of("--wait", "--reason", "a test", "--format", "json"));
        FettleUser.Result result = served.ada().run("", all.toArray(String[]::new));
        assertThat(result.code()).as(result.out()).isEqualTo(1);
        JsonNode order = ServedFleet.JSON.readTree(result.out()).get("order");
        assertThat(order.get("state").asString()).isEqualTo("failed");
        return order;
    }

    private static void finished(String order) {
        assertThat(end(order).at("/order/state").asString()).isEqualTo("succeeded");
        assertThat(version(SLOW)).isEqualTo("ii 1.1");
    }

    private static void takenBack(String order) {
        assertThat(served.ada().ordered("roll-back", order).at("/order/state").asString())
                .isEqualTo("succeeded");
    }

    /** Somebody has to switch a test host on again; then the order goes on. */
    private static void finishedAfterBoot(String order) {
        host.losePower();
        host.powerOn();

        finished(order);
        assertThat(host.run("dpkg", "--audit").text()).isEmpty();
        takenBack(order);
    }

    /** That it was done once, told once and is taken back. */
    private static void doneOnce(String order) {
        finished(order);
        assertThat(host.sh("grep -c ' upgrade tiny-slow' /var/log/dpkg.log").text())
                .isEqualTo("1");
        long told = 0;
        for (JsonNode entry : served.ada().json("audit", "--all")) {
            boolean about = entry.get("kind").asString().equals("order.ended")
                    && entry.get("changes").toString().contains("\"" + order + "\"");
            told += about ? 1 : 0;
        }
        assertThat(told).isEqualTo(1);
        takenBack(order);
        assertThat(version(SLOW)).isEqualTo("ii 1.0");
    }

    @Test
    void the_network_is_cut_in_the_middle() {
        String order = slowOneRuns();

        host.pullCable();
        onHost("dpkg-query -W -f '${Status} ${Version}' tiny-slow | grep -q 'installed 1.1'");
        host.plugCable();

        doneOnce(order);
    }

    @Test
    void the_server_is_killed_in_the_middle() throws Exception {
        String order = slowOneRuns();

        served.killServer();
        onHost("dpkg-query -W -f '${Status} ${Version}' tiny-slow | grep -q 'installed 1.1'");
        served.startAgain();

        doneOnce(order);
    }

    @Test
    void the_agent_is_killed_in_the_middle_with_all_it_started() {
        String order = slowOneRuns();

        host.run("pkill", "-9", "-f", "dev.fettle.agent.AgentMain").text();

        finished(order);
        takenBack(order);
    }

    @Test
    void power_is_lost_in_the_middle() {
        String order = slowOneRuns();

        finishedAfterBoot(order);
    }

    @Test
    void the_host_is_rebooted_in_the_middle() {
        String order = slowOneRuns();

        host.sh("systemctl reboot").text();
        FettleUser.until("the host is down", () -> !host.run("true").succeeded());

        finishedAfterBoot(order);
    }

    @Test
    void dpkg_is_killed_in_the_middle() {
        String order = slowOneRuns();

        host.sh("pkill -9 -x dpkg").text();

        JsonNode told = end(order).get("order");
        assertThat(told.get("state").asString()).isEqualTo("failed");
        assertThat(told.get("message").asString()).isNotEmpty();
        assertThat(host.run("dpkg", "--audit").text()).isEmpty();
    }

    @Test
    void there_is_no_room_for_what_is_fetched() {
        host.sh("mount -t tmpfs -o size=4k,mode=755 none /var/cache/apt/archives")
                .text();

        JsonNode order = failed("install", name, "tiny-good");

        host.run("umount", "/var/cache/apt/archives").text();
        assertThat(order.get("failure").asString()).as("%s", order).isEqualTo("disk");
        assertThat(version("tiny-good")).isEqualTo("ii 1.0");
        wellAgain("tiny-good");
    }

    @Test
    void there_is_no_room_for_what_is_unpacked() {
        host.sh("cp -a /usr/lib/tiny /root/tiny"
                        + " && mount -t tmpfs -o mode=755,size=$(( $(stat -c %s /usr/lib/tiny/libtiny.so.1) + 8192 )) none"
                        + " /usr/lib/tiny && cp -a /root/tiny/. /usr/lib/tiny/")
                .text();

        JsonNode order = failed("install", name, "tiny-library");

        host.run("umount", "/usr/lib/tiny").text();
        assertThat(order.get("failure").asString()).as("%s", order).isEqualTo("disk");
        assertThat(version("tiny-library")).isEqualTo("ii 1.0");
        assertThat(host.run("dpkg", "--audit").text()).isEmpty();
        wellAgain("tiny-library");
    }

    private static void wellAgain(String build) {
        JsonNode done = served.ada().ordered("install", name, build);
        assertThat(done.at("/order/state").asString()).isEqualTo("succeeded");
        assertThat(served.ada()
                        .ordered("roll-back", done.at("/order/id").asString())
                        .at("/order/state")
                        .asString())
                .isEqualTo("succeeded");
        assertThat(version(build)).isEqualTo("ii 1.0");
    }

    @Test
    void a_revoked_agent_gets_nothing_and_tells_nothing(TestHost other) {
        String called = enrolled(other);
        String agent = "";
        for (JsonNode each : served.ada().json("agents", "--all")) {
            agent = each.toString().contains("\"" + called + "\"")
                    ? each.get("id").asString()
                    : agent;
        }
        other.run("systemctl", "stop", "fettle-agent").text();
        String order = served.ada()
                .json("order", "install", called, "tiny-good", "--reason", "a test")
                .at("/order/id")
                .asString();

        served.ada().fettle("agents", "revoke", agent, "--reason", "It was stolen.");
        other.run("systemctl", "start", "fettle-agent").text();

        FettleUser.until(
                "the agent says that it has to be enrolled",
                () -> other.sh("journalctl -u fettle-agent | grep -qi 'enrol'").succeeded());
        assertThat(other.sh("dpkg-query -W -f '${Version}' tiny-good").text()).isEqualTo("1.0");
        assertThat(end(order).at("/order/state").asString()).isEqualTo("withdrawn");
        FettleUser.Result refused = served.ada().run("", "order", "install", called, "tiny-good", "--reason", "a test");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("There is no agent on " + called);
    }
}
