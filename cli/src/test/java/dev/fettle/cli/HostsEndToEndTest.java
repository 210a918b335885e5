package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.Real;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
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
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern TOKEN = Pattern.compile("fe-[0-9a-f]+-[0-9a-f]{64}");
    private static final Pattern STEP = Pattern.compile("(?m)^Inst (\\S+?)(?::\\S+)? \\[(\\S+)] \\((\\S+) .*$");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path shared;

    private static Path agent;
    private static ServerProcess server;
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
        Result login = run(
                server.token("tests", "administrator", "operator") + "\n",
                "login",
                "--server",
                server.address(),
                "--token-stdin");
        assertThat(login.code()).as(login.err()).isZero();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static Path agentPackage() throws IOException {
        return agentPackage("fettle-agent_*.deb");
    }

    private static Path agentPackage(String name) throws IOException {
        Path folder = Path.of("..", "target", "agent");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, name)) {
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
        fettle("feeds", "refresh", json("feeds").get(0).get("id").asString());
    }

    private static String statement(String id, String source, String fixed) {
        return """
                {"schema_version": "1.6.0", "id": "%s", "modified": "2026-02-01T10:00:00Z",
                 "published": "2026-01-15T00:00:00Z", "details": "Made by hand for Fettle; no real vulnerability.",
                 "affected": [{"package": {"ecosystem": "Debian:12", "name": "%s"},
                   "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "%s"}]}]}]}
                """.formatted(id, source, fixed);
    }

    private record Result(int code, String out, String err) {}

    private static Result run(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.none());
        Map<String, String> environment =
                Map.of("XDG_CONFIG_HOME", shared.resolve("home").toString());
        int code = FettleMain.run(console, Clock.systemUTC(), environment, new RealPause(), args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Waits for real, as on a command line. */
    private static final class RealPause implements Pause {
        @Override
        public boolean wait(Duration time) {
            try {
                Thread.sleep(time);
                return true;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static String fettle(String... args) {
        Result result = run("", args);
        assertThat(result.code())
                .as("fettle %s: %s%s", List.of(args), result.err(), result.out())
                .isZero();
        return result.out();
    }

    private static JsonNode json(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--format", "json"));
        return JSON.readTree(fettle(all.toArray(String[]::new)));
    }

    /** As {@code e2e-1}: names of test hosts come again. */
    private static String enrol(TestHost host) throws IOException {
        String name = "e2e-" + ++enrolled;
        host.write("/etc/hostname", name + "\n");
        assertThat(host.run("hostname", name).succeeded()).isTrue();
        Matcher token = TOKEN.matcher(fettle("enroll"));
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
        Instant end = Instant.now().plus(LIMIT);
        List<String> known = List.of();
        while (!known.equals(installed)) {
            assertThat(Instant.now())
                    .as("%s of %s packages", known.size(), installed.size())
                    .isBefore(end);
            Result result = run("", "packages", name, "--all", "--format", "json");
            known = result.code() == 0 ? packages(JSON.readTree(result.out())) : List.of();
            new RealPause().wait(LOOK);
        }
        return known;
    }

    private static List<String> packages(JsonNode list) {
        List<String> all = new ArrayList<>();
        for (JsonNode each : list) {
            all.add(each.get("name").asString() + " " + each.get("architecture").asString() + " "
                    + each.get("version").asString());
        }
        return all.stream().sorted().toList();
    }

    private static Set<String> known(String name) {
        Set<String> ours = new TreeSet<>();
        for (JsonNode step : json("patches", "--host", name, "--all")) {
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

    private static JsonNode ordered(String... args) {
        List<String> all = new ArrayList<>(List.of("order"));
        all.addAll(List.of(args));
        all.addAll(List.of("--wait", "--reason", "a test"));
        return json(all.toArray(String[]::new));
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
                assertThat(known(names.get(i))).isEqualTo(pending(hosts.get(i))).isNotEmpty();
            }
            TestHost first = hosts.getFirst();
            String name = names.getFirst();
            String before = version(first, "tiny-good");

            JsonNode done = ordered("install", name, "tiny-good");

            assertThat(done.at("/order/state").asString()).isEqualTo("succeeded");
            assertThat(version(first, "tiny-good")).isNotEqualTo(before);
            assertThat(packages(first, name)).anyMatch(each -> each.startsWith("tiny-good "));
            JsonNode back = ordered("roll-back", done.at("/order/id").asString());
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
        until(() -> findings(name).contains("CVE-2099-7001"));

        JsonNode done = ordered("install", name, "libssl3");

        assertThat(done.at("/order/state").asString()).as("%s", done).isEqualTo("succeeded");
        assertThat(version(host, "libssl3")).isNotEqualTo(before);
        assertThat(done.get("stale").toString()).contains("nginx.service");
        packages(host, name);
        assertThat(findings(name)).as("fixed on disk, not in effect").contains("CVE-2099-7001");

        assertThat(ordered("restart", name, "nginx.service").at("/order/state").asString())
                .isEqualTo("succeeded");
        until(() -> !json("hosts", "show", name).get("notInEffect").toString().contains("nginx.service"));
        assertThat(findings(name)).as("others still run it, systemd too").contains("CVE-2099-7001");

        JsonNode reboot = json("order", "reboot", name, "--reason", "a test");
        until(() -> !host.run("true").succeeded());
        // The test host ends with its system; somebody has to switch it on.
        host.losePower();
        host.powerOn();
        String number = reboot.at("/order/id").asString();
        assertThat(json("order", "show", number, "--wait").at("/order/state").asString())
                .isEqualTo("succeeded");
        until(() -> !findings(name).contains("CVE-2099-7001"));

        JsonNode back = ordered("roll-back", done.at("/order/id").asString());
        assertThat(back.at("/order/state").asString()).as("%s", back).isEqualTo("succeeded");
        assertThat(version(host, "libssl3")).isEqualTo(before);
        assertThat(host.run("systemctl", "is-active", "nginx").text().strip()).isEqualTo("active");
        assertThat(run("", "audit", "--format", "json").out()).contains("order.given");
    }

    /** The same program as a version that is newer than any. */
    private static void putNewer(Path work) throws Exception {
        Path packed = agentPackage("fettle-agent-*.tar.gz");
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
        for (JsonNode each : json("agents")) {
            if (each.get("name").asString().equals(name)) {
                return each.get("version").asString();
            }
        }
        return "";
    }

    @Test
    void an_agent_takes_the_newest_version_that_the_server_has(TestHost host, @TempDir Path work) throws Exception {
        host.run("apt-get", "-qq", "update");
        String name = enrol(host);
        packages(host, name);
        String packaged = host.run("fettle-agent", "--version").text();
        assertThat(run("", "order", "update-agent", name, "--reason", "x").err())
                .contains("This server has no program for ");
        putNewer(work);

        JsonNode done = ordered("update-agent", name);

        assertThat(done.at("/order/state").asString()).as("%s", done).isEqualTo("succeeded");
        assertThat(host.run("fettle-agent", "--version").text()).isEqualTo("fettle-agent 999.0");
        until(() -> agentOf(name).equals("999.0"));
        assertThat(ordered("evidence", name).at("/order/state").asString()).isEqualTo("succeeded");
        assertThat(run("", "order", "update-agent", name, "--reason", "x").err())
                .contains("is version 999.0", "nothing newer than 999.0");

        assertThat(host.run("dpkg", "-i", "/tmp/fettle-agent.deb").succeeded()).isTrue();
        assertThat(host.run("fettle-agent", "--version").text())
                .as("the package came last")
                .isEqualTo(packaged);
        until(() -> packaged.equals("fettle-agent " + agentOf(name)));
    }

    private static void until(BooleanSupplier holds) {
        Instant end = Instant.now().plus(LIMIT);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as("it does not come to hold").isBefore(end);
            new RealPause().wait(LOOK);
        }
    }

    private static String findings(String name) {
        return fettle("findings", name, "--all", "--format", "json");
    }
}
