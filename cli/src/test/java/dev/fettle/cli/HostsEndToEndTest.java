package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.Real;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * From nothing to a patch in effect and back again: a real server, the agent's package as it is handed out, real hosts, and
 * the command line, the API and the pages. {@code -Dfettle.hosts=10} for more hosts than the usual four.
 */
@ExtendWith(FleetExtension.class)
final class HostsEndToEndTest {
    private static final int HOSTS = Integer.getInteger("fettle.hosts", 4);

    /** Some have no agent and are looked at over SSH. */
    private static final int OVER_SSH = Math.max(1, HOSTS / 3);

    private static final Pattern PLAN = Pattern.compile("name=\"plan\" value=\"([^\"]+)\"");
    private static final Pattern ORDER = Pattern.compile("/orders/([0-9]+)");
    private static final Pattern STEP = Pattern.compile("(?m)^Inst (\\S+?)(?::\\S+)? \\[(\\S+)] \\((\\S+) .*$");

    @TempDir
    static Path shared;

    private static ServedFleet served;

    @BeforeAll
    static void start(TestFleet fleet) throws Exception {
        Files.createDirectories(shared.resolve("feeds/osv"));
        Files.writeString(
                shared.resolve("feeds/osv/CVE-2099-7002.json"), statement("CVE-2099-7002", "tiny-library", "1.1"));
        served = ServedFleet.start(fleet, shared);
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    /** A vulnerability that this version of openssl mends and none before. */
    private static void feed(String fixed) throws IOException {
        Path osv = Files.createDirectories(shared.resolve("feeds/osv"));
        Files.writeString(osv.resolve("CVE-2099-7001.json"), statement("CVE-2099-7001", "openssl", fixed));
        served.ada()
                .fettle(
                        "feeds",
                        "refresh",
                        served.ada().json("feeds").get(0).get("id").asString());
    }

    private static String statement(String id, String source, String fixed) {
        return """
                {"schema_version": "1.6.0", "id": "%s", "modified": "2026-02-01T10:00:00Z",
                 "published": "2026-01-15T00:00:00Z", "details": "Made by hand for Fettle; no real vulnerability.",
                 "affected": [{"package": {"ecosystem": "Debian:12", "name": "%s"},
                   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}]}
                """.formatted(id, source, fixed);
    }

    private static Set<String> known(String name) {
        Set<String> ours = new TreeSet<>();
        for (JsonNode step : served.ada().json("patches", "--host", name, "--all")) {
            for (JsonNode each : step.get("packages")) {
                ours.add(each.get("name").asString() + " "
                        + each.get("installed").asString() + " "
                        + each.get("candidate").asString());
            }
        }
        return ours;
    }

    private static Set<String> pending(TestHost host) throws Exception {
        Set<String> apts = new TreeSet<>();
        Matcher steps = STEP.matcher(host.sh("apt-get -s dist-upgrade").text());
        while (steps.find()) {
            apts.add(steps.group(1) + " " + steps.group(2) + " " + steps.group(3));
        }
        return apts;
    }

    private static String version(TestHost host, String name) throws Exception {
        return host.sh("dpkg-query -W -f '${Version}' " + name).text();
    }

    private static long number(String name) {
        return served.ada().json("hosts", "show", name).get("id").asLong();
    }

    /** An order by the page of the host: what it would do is shown, and that very thing is sent. */
    private static String orderedOnPage(String name, String build) throws Exception {
        String orders = "/hosts/" + number(name) + "/orders";
        String shown = served.server().get(orders + "/new?kind=install&package=" + build);
        Matcher plan = PLAN.matcher(shown);
        assertThat(plan.find()).as(shown).isTrue();
        HttpResponse<String> given = served.server()
                .post(orders, Map.of("kind", "install", "package", build, "plan", plan.group(1), "reason", "a test"));
        assertThat(given.statusCode()).as(given.body()).isEqualTo(302);
        Matcher order = ORDER.matcher(given.headers().firstValue("Location").orElseThrow());
        assertThat(order.find()).isTrue();
        FettleUser.until(
                "the page shows that the order succeeded",
                () -> served.server().page("/orders/" + order.group(1)).contains(">succeeded<"));
        return order.group(1);
    }

    /** An order as any program gives it. */
    private static String orderedByApi(String name, String build) throws Exception {
        JsonNode given = served.send(
                "/api/v1/hosts/" + number(name) + "/orders",
                Map.of("kind", "install", "packages", List.of(build), "reason", "a test"));
        String order = given.at("/order/id").asString();
        FettleUser.until(
                "the order succeeded",
                () -> served.ask("/api/v1/orders/" + order)
                        .at("/order/state")
                        .asString()
                        .equals("succeeded"));
        return order;
    }

    private static String orderedByCommand(String name, String build) {
        JsonNode done = served.ada().ordered("install", name, build);
        assertThat(done.at("/order/state").asString()).as("%s", done).isEqualTo("succeeded");
        return done.at("/order/id").asString();
    }

    @Test
    void hosts_are_told_whole_by_agent_and_over_ssh_patched_and_taken_back(TestFleet fleet) throws Exception {
        List<TestHost> hosts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try {
            for (int i = 0; i < HOSTS; i++) {
                TestHost host = fleet.host();
                hosts.add(host);
                host.run("apt-get", "-qq", "update");
                if (i < HOSTS - OVER_SSH) {
                    names.add(served.enrol(host));
                } else {
                    names.add(served.name(host));
                    served.addOverSsh(host);
                }
            }
            for (int i = 0; i < HOSTS; i++) {
                assertThat(served.packages(hosts.get(i), names.get(i))).isNotEmpty();
                assertThat(known(names.get(i))).isEqualTo(pending(hosts.get(i))).isNotEmpty();
            }
            for (int i = 0; i < HOSTS - OVER_SSH; i++) {
                patchedAndTakenBack(hosts.get(i), names.get(i), i);
            }
        } finally {
            hosts.forEach(TestHost::close);
        }
    }

    private static void patchedAndTakenBack(TestHost host, String name, int which) throws Exception {
        String before = version(host, "tiny-good");

        String order =
                switch (which % 3) {
                    case 0 -> orderedOnPage(name, "tiny-good");
                    case 1 -> orderedByApi(name, "tiny-good");
                    default -> orderedByCommand(name, "tiny-good");
                };

        assertThat(version(host, "tiny-good")).isNotEqualTo(before);
        assertThat(served.packages(host, name)).anyMatch(each -> each.startsWith("tiny-good "));
        JsonNode back = served.ada().ordered("roll-back", order);
        assertThat(back.at("/order/state").asString()).isEqualTo("succeeded");
        assertThat(version(host, "tiny-good")).isEqualTo(before);
        assertThat(served.packages(host, name))
                .anyMatch(each -> each.startsWith("tiny-good ") && each.endsWith(before));
    }

    @Test
    void a_library_under_a_running_nginx_is_in_effect_only_after_the_restart(@Real TestHost host) throws Exception {
        host.run("apt-get", "-qq", "update");
        String name = served.enrol(host);
        // As on every host that is not brand new, dpkg's log reaches back to before the processes began.
        host.losePower();
        host.powerOn();
        served.packages(host, name);
        String before = version(host, "libssl3");
        feed(host.sh("apt-cache policy libssl3 | sed -n 's/^  Candidate: //p'").text());
        FettleUser.until("the finding is there", () -> findings(name).contains("CVE-2099-7001"));

        JsonNode done = served.ada().ordered("install", name, "libssl3");

        assertThat(done.at("/order/state").asString()).as("%s", done).isEqualTo("succeeded");
        assertThat(version(host, "libssl3")).isNotEqualTo(before);
        assertThat(done.get("stale").toString()).contains("nginx.service");
        served.packages(host, name);
        assertThat(findings(name)).as("fixed on disk, not in effect").contains("CVE-2099-7001");

        assertThat(served.ada()
                        .ordered("restart", name, "nginx.service")
                        .at("/order/state")
                        .asString())
                .isEqualTo("succeeded");
        FettleUser.until(
                "nginx runs what is installed",
                () -> !served.ada()
                        .json("hosts", "show", name)
                        .get("notInEffect")
                        .toString()
                        .contains("nginx.service"));
        assertThat(findings(name)).as("others still run it, systemd too").contains("CVE-2099-7001");

        JsonNode reboot = served.ada().json("order", "reboot", name, "--reason", "a test");
        FettleUser.until("the host is down", () -> !host.run("true").succeeded());
        // The test host ends with its system; somebody has to switch it on.
        host.losePower();
        host.powerOn();
        String number = reboot.at("/order/id").asString();
        assertThat(served.ada()
                        .json("order", "show", number, "--wait")
                        .at("/order/state")
                        .asString())
                .isEqualTo("succeeded");
        FettleUser.until("the finding is closed", () -> !findings(name).contains("CVE-2099-7001"));

        JsonNode back = served.ada().ordered("roll-back", done.at("/order/id").asString());
        assertThat(back.at("/order/state").asString()).as("%s", back).isEqualTo("succeeded");
        assertThat(version(host, "libssl3")).isEqualTo(before);
        assertThat(host.run("systemctl", "is-active", "nginx").text().strip()).isEqualTo("active");
        assertThat(served.ada().fettle("audit", "--format", "json")).contains("order.given");
    }

    /** The same program as a version that is newer than any. */
    private static void putNewer(Path work) throws Exception {
        Path packed = ServedFleet.agentPackage("fettle-agent-*.tar.gz");
        tar("-xzf", packed.toString(), "-C", work.toString());
        Files.writeString(work.resolve("fettle-agent/version"), "999.0\n");
        String name = packed.getFileName().toString();
        Path newer = shared.resolve("data/programs/fettle-agent-999.0" + name.substring(name.indexOf("-linux-")));
        tar("-czf", newer.toString(), "-C", work.toString(), "fettle-agent");
    }

    private static void tar(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static String agentOf(String name) {
        for (JsonNode each : served.ada().json("agents")) {
            if (each.get("name").asString().equals(name)) {
                return each.get("version").asString();
            }
        }
        return "";
    }

    @Test
    void an_agent_takes_the_newest_version_that_the_server_has(TestHost host, @TempDir Path work) throws Exception {
        host.run("apt-get", "-qq", "update");
        String name = served.enrol(host);
        served.packages(host, name);
        String packaged = host.run("fettle-agent", "--version").text();
        assertThat(served.ada()
                        .run("", "order", "update-agent", name, "--reason", "x")
                        .err())
                .contains("This server has no program for ");
        putNewer(work);

        JsonNode done = served.ada().ordered("update-agent", name);

        assertThat(done.at("/order/state").asString()).as("%s", done).isEqualTo("succeeded");
        assertThat(host.run("fettle-agent", "--version").text()).isEqualTo("fettle-agent 999.0");
        FettleUser.until("the agent tells its version", () -> agentOf(name).equals("999.0"));
        assertThat(served.ada().ordered("evidence", name).at("/order/state").asString())
                .isEqualTo("succeeded");
        assertThat(served.ada()
                        .run("", "order", "update-agent", name, "--reason", "x")
                        .err())
                .contains("is version 999.0", "nothing newer than 999.0");

        assertThat(host.run("dpkg", "-i", "/tmp/fettle-agent.deb").succeeded()).isTrue();
        assertThat(host.run("fettle-agent", "--version").text())
                .as("the package came last")
                .isEqualTo(packaged);
        FettleUser.until("the agent tells its version", () -> packaged.equals("fettle-agent " + agentOf(name)));
    }

    private static String findings(String name) {
        return served.ada().fettle("findings", name, "--all", "--format", "json");
    }
}
