package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.Real;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
import tools.jackson.databind.json.JsonMapper;

/**
 * From nothing to a patch in effect and back again: a real server, the agent's package as it is handed out, real hosts and
 * the command line. {@code -Dfettle.hosts=10} for more hosts than the usual three.
 */
@ExtendWith(FleetExtension.class)
final class HostsEndToEndTest {
    private static final int HOSTS = Integer.getInteger("fettle.hosts", 3);
    private static final Pattern TOKEN = Pattern.compile("fe-[0-9a-f]+-[0-9a-f]{64}");
    private static final Pattern STEP = Pattern.compile("(?m)^Inst (\\S+?)(?::\\S+)? \\[(\\S+)] \\((\\S+) .*$");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path shared;

    private static Path agent;
    private static ServerProcess server;
    private static FettleUser ada;
    private static String hostsUrl = "";
    private static int enrolled;

    @BeforeAll
    static void start(TestFleet fleet) throws Exception {
        agent = agentPackage();
        int port = freePort(fleet.machine());
        hostsUrl = "https://" + fleet.machine() + ":" + port;
        Files.createDirectories(shared.resolve("feeds/osv"));
        Files.writeString(
                shared.resolve("feeds/osv/CVE-2099-7002.json"), statement("CVE-2099-7002", "tiny-library", "1.1"));
        server = ServerProcess.start(
                shared, false, "--agents.listen", fleet.machine() + ":" + port, "--agents.url", hostsUrl);
        server.signIn();
        server.takeRole("operator");
        ada = new FettleUser(shared.resolve("home"));
        ada.signIn(server, server.token("tests", "administrator", "operator"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Path agentPackage() throws IOException {
        Path folder = Path.of("..", "target", "agent");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, "fettle-agent_*.deb")) {
                for (Path each : packages) {
                    return each;
                }
            }
        }
        assumeTrue(false, "the agent's package is not there; packaging/agent/build makes it");
        throw new IllegalStateException("An assumption that does not hold ends the test.");
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    /** A vulnerability that this version of openssl mends and none before. */
    private static void feed(String fixed) throws IOException {
        Path osv = Files.createDirectories(shared.resolve("feeds/osv"));
        Files.writeString(osv.resolve("CVE-2099-7001.json"), statement("CVE-2099-7001", "openssl", fixed));
        ada.fettle("feeds", "refresh", ada.json("feeds").get(0).get("id").asString());
    }

    private static String statement(String id, String source, String fixed) {
        return """
                {"schema_version": "1.6.0", "id": "%s", "modified": "2026-02-01T10:00:00Z",
                 "published": "2026-01-15T00:00:00Z", "details": "Made by hand for Fettle; no real vulnerability.",
                 "affected": [{"package": {"ecosystem": "Debian:12", "name": "%s"},
                   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}]}
                """.formatted(id, source, fixed);
    }

    /** As {@code e2e-1}: names of test hosts come again. */
    private static String enrol(TestHost host) throws IOException {
        String name = "e2e-" + ++enrolled;
        host.write("/etc/hostname", name + "\n");
        assertThat(host.run("hostname", name).succeeded()).isTrue();
        Matcher token = TOKEN.matcher(ada.fettle("enroll"));
        assertThat(token.find()).isTrue();
        host.copyIn(agent, "/tmp/fettle-agent.deb");
        assertThat(host.run("dpkg", "-i", "/tmp/fettle-agent.deb").succeeded()).isTrue();
        assertThat(host.run("fettle-agent", "enrol", hostsUrl, "--token", token.group())
                        .text())
                .isNotNull();
        assertThat(host.run("systemctl", "restart", "fettle-agent").succeeded()).isTrue();
        return name;
    }

    /** What the server has of a host once it has what the host has now. */
    private static List<String> packages(TestHost host, String name) throws Exception {
        List<String> installed = host.sh(
                        "dpkg-query -W -f '${db:Status-Status} ${Package} ${Architecture} ${Version}\\n'"
                                + " | sed -n 's/^installed //p'")
                .text()
                .lines()
                .sorted()
                .toList();
        FettleUser.until(
                "all packages are known",
                () -> installed.equals(known(ada.run("", "packages", name, "--all", "--format", "json"))));
        return installed;
    }

    private static List<String> known(FettleUser.Result told) {
        return told.code() == 0 ? packages(JSON.readTree(told.out())) : List.of();
    }

    private static List<String> packages(JsonNode list) {
        List<String> all = new ArrayList<>();
        for (JsonNode each : list) {
            all.add(each.get("name").asString() + " " + each.get("architecture").asString() + " "
                    + each.get("version").asString());
        }
        return all.stream().sorted().toList();
    }

    private static Set<String> pendingHere(String name) {
        Set<String> ours = new TreeSet<>();
        for (JsonNode step : ada.json("patches", "--host", name, "--all")) {
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

    @Test
    void hosts_are_enrolled_told_whole_patched_and_taken_back(TestFleet fleet) throws Exception {
        List<TestHost> hosts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try {
            for (int i = 0; i < HOSTS; i++) {
                TestHost host = fleet.host();
                hosts.add(host);
                host.run("apt-get", "-qq", "update");
                names.add(enrol(host));
            }
            for (int i = 0; i < HOSTS; i++) {
                assertThat(packages(hosts.get(i), names.get(i))).isNotEmpty();
                assertThat(pendingHere(names.get(i)))
                        .isEqualTo(pending(hosts.get(i)))
                        .isNotEmpty();
            }
            TestHost first = hosts.getFirst();
            String name = names.getFirst();
            String before = version(first, "tiny-good");

            JsonNode done = ada.ordered("install", name, "tiny-good");

            assertThat(done.at("/order/state").asString()).isEqualTo("succeeded");
            assertThat(version(first, "tiny-good")).isNotEqualTo(before);
            assertThat(packages(first, name)).anyMatch(each -> each.startsWith("tiny-good "));
            JsonNode back = ada.ordered("roll-back", done.at("/order/id").asString());
            assertThat(back.at("/order/state").asString()).isEqualTo("succeeded");
            assertThat(version(first, "tiny-good")).isEqualTo(before);
            assertThat(packages(first, name)).anyMatch(each -> each.startsWith("tiny-good ") && each.endsWith(before));
        } finally {
            hosts.forEach(TestHost::close);
        }
    }

    @Test
    void a_library_under_a_running_nginx_is_in_effect_only_after_the_restart(@Real TestHost host) throws Exception {
        host.run("apt-get", "-qq", "update");
        String name = enrol(host);
        // As on every host that is not brand new, dpkg's log reaches back to before the processes began.
        host.losePower();
        host.powerOn();
        packages(host, name);
        String before = version(host, "libssl3");
        feed(host.sh("apt-cache policy libssl3 | sed -n 's/^  Candidate: //p'").text());
        FettleUser.until("the vulnerability is found", () -> findings(name).contains("CVE-2099-7001"));

        JsonNode done = ada.ordered("install", name, "libssl3");

        assertThat(done.at("/order/state").asString()).as("%s", done).isEqualTo("succeeded");
        assertThat(version(host, "libssl3")).isNotEqualTo(before);
        assertThat(done.get("stale").toString()).contains("nginx.service");
        packages(host, name);
        assertThat(findings(name)).as("fixed on disk, not in effect").contains("CVE-2099-7001");

        assertThat(ada.ordered("restart", name, "nginx.service")
                        .at("/order/state")
                        .asString())
                .isEqualTo("succeeded");
        FettleUser.until(
                "nginx runs the new library",
                () -> !ada.json("hosts", "show", name)
                        .get("notInEffect")
                        .toString()
                        .contains("nginx.service"));
        assertThat(findings(name)).as("others still run it, systemd too").contains("CVE-2099-7001");

        JsonNode reboot = ada.json("order", "reboot", name, "--reason", "a test");
        FettleUser.until("the host is off", () -> !host.run("true").succeeded());
        // The test host ends with its system; somebody has to switch it on.
        host.losePower();
        host.powerOn();
        String number = reboot.at("/order/id").asString();
        assertThat(ada.json("order", "show", number, "--wait")
                        .at("/order/state")
                        .asString())
                .isEqualTo("succeeded");
        FettleUser.until("the finding is closed", () -> !findings(name).contains("CVE-2099-7001"));

        JsonNode back = ada.ordered("roll-back", done.at("/order/id").asString());
        assertThat(back.at("/order/state").asString()).as("%s", back).isEqualTo("succeeded");
        assertThat(version(host, "libssl3")).isEqualTo(before);
        assertThat(host.run("systemctl", "is-active", "nginx").text().strip()).isEqualTo("active");
        assertThat(ada.run("", "audit", "--format", "json").out()).contains("order.given");
    }

    private static String findings(String name) {
        return ada.fettle("findings", name, "--all", "--format", "json");
    }
}
