package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.link.LinkPaths;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Approved builds are kept: hosts hand them over to a real server, which gives them to hosts whose archives do not have them any
 * more. One change goes through all of it, step by step.
 */
@ExtendWith(FleetExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class KeptBuildsOnHostsTest {
    private static final String BUILD = "tiny-good:amd64=1.1";
    private static final String GO_ON = "/tmp/go-on";

    @TempDir
    static Path folder;

    private static ServedFleet served;
    /** The one that hands over, once it has. */
    private static TestHost first;

    private static String firstName = "";

    /** The one that needs what the server keeps. */
    private static TestHost second;

    private static String secondName = "";
    private static String change = "";

    @BeforeAll
    static void start(TestFleet fleet, TestHost one, TestHost another) throws Exception {
        served = ServedFleet.start(fleet, folder);
        first = one;
        second = another;
        firstName = enrolled(first);
        secondName = enrolled(second);
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    private static String enrolled(TestHost host) {
        host.run("apt-get", "-qq", "update").text();
        String name = served.enrol(host);
        served.packages(host, name);
        untilPends(name, "1.1");
        return name;
    }

    /** The server knows packages before it knows what pends. */
    private static void untilPends(String name, String version) {
        FettleUser.until(
                version + " pends on " + name,
                () -> served.ada()
                        .fettle("patches", "--host", name, "--all", "--format", "json")
                        .contains('"' + version + '"'));
    }

    private static String version(TestHost host) {
        return host.sh("dpkg-query -W -f '${Version}' tiny-good").text();
    }

    private static JsonNode kept() {
        for (JsonNode each : served.ada().json("changes", "builds", change)) {
            if (each.get("build").asString().equals(BUILD)) {
                return each;
            }
        }
        throw new AssertionError("The change names no " + BUILD);
    }

    /** The archive drops the version: the host's lists do not have it any more, nor has its cache. */
    private static void archiveDrops(TestHost host) {
        host.sh(
                        "grep -rl tiny-security /etc/apt/sources.list.d /etc/apt/sources.list 2>/dev/null | xargs sed -i /tiny-security/d"
                                + " && apt-get -qq update && apt-get clean")
                .text();
        assertThat(host.sh("apt-cache policy tiny-good").text()).doesNotContain("1.1");
    }

    @Test
    @Order(1)
    void a_host_hands_over_what_a_change_needs_once_it_is_approved() {
        JsonNode drafted = served.ada()
                .json(
                        "changes",
                        "draft",
                        "Keep what is approved",
                        "--type",
                        "emergency",
                        "--patches",
                        "packages",
                        "--name",
                        "tiny-good",
                        "--ripening-days",
                        "0",
                        "--wave",
                        "all rest soak=1m",
                        "--reason",
                        "a test");
        change = drafted.at("/change/id").asString();
        assertThat(drafted.at("/change/hosts").asInt()).isEqualTo(2);
        assertThat(kept().get("state").asString()).isEqualTo("missing");
        assertThat(kept().get("why").asString()).contains("once the change is approved");
        assertThat(kept().get("sha256").asString()).hasSize(64);

        served.ada().json("changes", "propose", change);

        FettleUser.until(
                "the build is kept", () -> kept().get("state").asString().equals("kept"));
        String from = kept().get("host").asString();
        assertThat(from).isIn(firstName, secondName);
        if (from.equals(secondName)) {
            changePlaces();
        }
        assertThat(version(first)).as("nothing was installed for it").isEqualTo("1.0");
        assertThat(version(second)).isEqualTo("1.0");
    }

    /** Whoever handed the build over has it already and needs no server. */
    private static void changePlaces() {
        TestHost host = first;
        String name = firstName;
        first = second;
        firstName = secondName;
        second = host;
        secondName = name;
    }

    private static JsonNode hostOf(String rollout, String name) {
        for (JsonNode each : served.ada().json("rollouts", "hosts", rollout)) {
            if (each.get("name").asString().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("The roll-out has no host " + name);
    }

    private static void untilHost(String rollout, String name, String state) {
        FettleUser.until(
                name + " is " + state,
                () -> hostOf(rollout, name).get("state").asString().equals(state));
    }

    /** Every question to apt-cache waits until somebody says to go on. */
    private static void holdBack(TestHost host) {
        host.write(
                "/usr/bin/apt-cache.held",
                "#!/bin/sh\nwhile [ ! -e " + GO_ON + " ]; do sleep 0.1; done\nexec /usr/bin/apt-cache.real \"$@\"\n");
        host.sh("cp /usr/bin/apt-cache /usr/bin/apt-cache.real && chmod 755 /usr/bin/apt-cache.held"
                        + " && mv /usr/bin/apt-cache.held /usr/bin/apt-cache")
                .text();
    }

    @Test
    @Order(2)
    void a_host_whose_archive_has_dropped_the_version_takes_just_that_build_from_the_server() throws Exception {
        archiveDrops(second);
        int bytes = kept().get("bytes").asInt();
        holdBack(second);
        String rollout =
                served.ada().json("rollouts", "start", change).at("/rollout/id").asString();
        FettleUser.until(
                "the order has begun",
                () -> second.run("pgrep", "-f", "/usr/bin/apt-cache").succeeded());

        // What the server gives is not what was approved.
        served.killServer();
        try (LyingServer lying = served.lies()) {
            lying.tells((request, out) -> {
                if (request.path().equals(LinkPaths.BUILD)) {
                    LyingServer.good(out, new byte[bytes]);
                }
            });
            second.run("touch", GO_ON).text();
            FettleUser.until(
                    "the order has ended",
                    () -> second.sh("grep -l 'has not the bytes' /var/lib/fettle-agent/orders/*/report")
                            .succeeded());
        }
        assertThat(version(second)).isEqualTo("1.0");
        served.startAgain();

        untilHost(rollout, secondName, "failed");
        assertThat(hostOf(rollout, secondName).get("says").asString())
                .contains("What the server keeps as " + BUILD + " has not the bytes that were approved")
                .contains("nothing was changed");
        served.ada()
                .fettle(
                        "rollouts",
                        "retry",
                        rollout,
                        hostOf(rollout, secondName).get("host").asString());
        served.ada().run("", "rollouts", "resume", rollout, "--reason", "a test");
        untilHost(rollout, firstName, "done"); // it may have been halted in the middle
        untilHost(rollout, secondName, "done");
        assertThat(version(first)).isEqualTo("1.1");
        assertThat(version(second)).isEqualTo("1.1");
        assertThat(second.sh("sha256sum /var/lib/fettle-agent/kept/tiny-good_1.1_amd64.deb")
                        .text())
                .startsWith(kept().get("sha256").asString());
    }

    /** Another version in an archive of this host alone. */
    private static void offers12(TestHost host) {
        host.sh("mkdir -p /repo && cd /repo && dpkg-deb -R /var/lib/fettle-agent/kept/tiny-good_1.1_amd64.deb x"
                        + " && sed -i 's/^Version: .*/Version: 1.2/' x/DEBIAN/control && dpkg-deb -b x tiny-good.deb"
                        + " && { dpkg-deb -f tiny-good.deb; echo Filename: ./tiny-good.deb;"
                        + " echo Size: $(stat -c %s tiny-good.deb);"
                        + " echo SHA256: $(sha256sum tiny-good.deb | cut -d ' ' -f 1); } > Packages"
                        + " && echo 'deb [trusted=yes allow-insecure=yes] file:/repo ./' > /etc/apt/sources.list.d/own.list"
                        + " && apt-get -q update")
                .text();
    }

    @Test
    @Order(3)
    void a_host_that_has_lost_the_version_before_goes_back_to_it_by_what_the_server_keeps() {
        offers12(second);
        untilPends(secondName, "1.2");
        JsonNode done = served.ada().ordered("install", secondName, "tiny-good");
        assertThat(done.at("/order/state").asString()).as("%s", done).isEqualTo("succeeded");
        assertThat(version(second)).isEqualTo("1.2");
        second.sh("rm /var/lib/fettle-agent/kept/*.deb && apt-get clean").text();

        JsonNode back = served.ada().ordered("roll-back", done.at("/order/id").asString());

        assertThat(back.at("/order/state").asString()).as("%s", back).isEqualTo("succeeded");
        assertThat(version(second)).isEqualTo("1.1");
    }
}
