package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.fettle.testing.FreePort;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real server in a process of its own, which test hosts reach; its first administrator, who is an operator too, with a
 * browser, a token and the command line; and the agent's package as it is handed out.
 */
final class ServedFleet implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Pattern TOKEN = Pattern.compile("fe-[0-9a-f]+-[0-9a-f]{64}");

    private final Path folder;
    private final Path agent;
    private final String hostsUrl;
    private final List<String> options;
    private final ServerProcess server;
    private final String token;
    private final FettleUser ada;
    private ServerProcess running;
    private int named;

    private ServedFleet(Path folder, Path agent, String machine) throws IOException, InterruptedException {
        this.folder = folder;
        this.agent = agent;
        String listen = machine + ":" + FreePort.on(InetAddress.getByName(machine));
        this.hostsUrl = "https://" + listen;
        this.options = List.of(
                "--listen", "127.0.0.1:" + FreePort.local(), "--agents.listen", listen, "--agents.url", hostsUrl);
        this.server = ServerProcess.start(folder, false, options.toArray(String[]::new));
        this.running = server;
        server.signIn();
        server.takeRole("operator");
        this.token = server.token("tests", "administrator", "operator");
        this.ada = new FettleUser(folder.resolve("home"));
        ada.signIn(server, token);
    }

    /**
     * Starts the server.
     *
     * @param folder for its data; {@code feeds} in it are its feeds
     */
    static ServedFleet start(TestFleet fleet, Path folder) throws IOException, InterruptedException {
        return new ServedFleet(folder, agentPackage("fettle-agent_*.deb"), fleet.machine());
    }

    /** What packaging/agent/build has made; skips the test if it has not. */
    static Path agentPackage(String name) throws IOException {
        Path folder = Path.of("..", "target", "agent");
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> packages = Files.newDirectoryStream(folder, name)) {
                for (Path each : packages) {
                    return each;
                }
            }
        }
        return abort("the agent's package is not there; packaging/agent/build makes it");
    }

    ServerProcess server() {
        return server;
    }

    /** Asks the API as a program does. */
    JsonNode ask(String path) {
        return JSON.readTree(running.api(token, path, null));
    }

    /** Sends to the API as a program does. */
    JsonNode send(String path, Map<String, ?> body) {
        return JSON.readTree(running.api(token, path, JSON.writeValueAsString(body)));
    }

    /** Ends the server as a fault does, with nothing put in order. */
    void killServer() throws InterruptedException {
        running.kill();
    }

    /** Starts the server again where it was, after {@link #killServer}. */
    void startAgain() throws IOException, InterruptedException {
        running = ServerProcess.again(folder, options.toArray(String[]::new));
    }

    /** Where hosts reach it. */
    String hostsUrl() {
        return hostsUrl;
    }

    /** Another one in the place of the killed server, with its key and certificate for hosts. */
    LyingServer lies() throws IOException {
        URI hosts = URI.create(hostsUrl);
        return new LyingServer(folder.resolve("data/tls/agents.pem"), hosts.getHost(), hosts.getPort());
    }

    /** Its administrator, who is an operator too, at the command line. */
    FettleUser ada() {
        return ada;
    }

    /** Names a host as {@code e2e-1}: names of test hosts come again. */
    String name(TestHost host) {
        String name = "e2e-" + ++named;
        host.write("/etc/hostname", name + "\n");
        host.run("hostname", name).text();
        return name;
    }

    /** Gives a host a name and an enrolled agent. */
    String enrol(TestHost host) {
        String name = name(host);
        host.copyIn(agent, "/tmp/fettle-agent.deb");
        host.run("dpkg", "-i", "/tmp/fettle-agent.deb").text();
        Matcher oneTime = TOKEN.matcher(ada.fettle("enroll"));
        assertThat(oneTime.find()).isTrue();
        host.run("fettle-agent", "enrol", hostsUrl, "--token", oneTime.group()).text();
        host.run("systemctl", "restart", "fettle-agent").text();
        return name;
    }

    /**
     * Has a host looked at over SSH, by a user without rights.
     *
     * @return the number by which looks at it go
     */
    long addOverSsh(TestHost host) {
        JsonNode keys = ada.json("ssh-hosts", "keys", host.address());
        host.sh("useradd -m -s /bin/sh fettle && mkdir -p ~fettle/.ssh && chown fettle ~fettle/.ssh")
                .text();
        host.write(
                "/home/fettle/.ssh/authorized_keys",
                "restrict " + keys.get("authorizedKey").asString() + "\n");
        return ada.json(
                        "ssh-hosts",
                        "add",
                        host.address(),
                        "--key",
                        keys.at("/hostKeys/0/line").asString())
                .get("id")
                .asLong();
    }

    /** What the server has of a host once it has what the host has now: name, architecture and version of each package. */
    List<String> packages(TestHost host, String name) {
        List<String> installed = host.sh(
                        "dpkg-query -W -f '${db:Status-Status} ${Package} ${Architecture} ${Version}\\n'"
                                + " | sed -n 's/^installed //p'")
                .text()
                .lines()
                .sorted()
                .toList();
        FettleUser.until(
                "the packages of " + name + " are known", () -> packages(name).equals(installed));
        return installed;
    }

    private List<String> packages(String name) {
        FettleUser.Result result = ada.run("", "packages", name, "--all", "--format", "json");
        List<String> all = new ArrayList<>();
        if (result.code() == 0) {
            for (JsonNode each : JSON.readTree(result.out())) {
                all.add(each.get("name").asString() + " "
                        + each.get("architecture").asString() + " "
                        + each.get("version").asString());
            }
        }
        return all.stream().sorted().toList();
    }

    @Override
    public void close() {
        server.close();
        running.close();
    }
}
