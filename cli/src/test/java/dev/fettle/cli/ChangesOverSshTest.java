package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.Ran;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Orders to real hosts without an agent, which a real server visits over SSH as a user without rights: with the agent's archive
 * as packaging/agent/build makes it, and the command line.
 */
@ExtendWith(FleetExtension.class)
final class ChangesOverSshTest {
    private static final String ONCE = "/usr/lib/fettle-once/fettle-once";
    private static final String JOURNAL = "/var/lib/fettle-agent/orders/";
    private static final String HALF = "dpkg-query -W -f '${db:Status-Status}' tiny-slow | grep -q half-configured";

    @TempDir
    static Path shared;

    private static ServedFleet served;
    private static FettleUser ada;

    private TestHost host;
    private String name = "";
    private long id;

    @BeforeAll
    static void start(TestFleet fleet) throws Exception {
        Path archive = ServedFleet.agentPackage("fettle-agent-*-linux-*.tar.gz");
        served = ServedFleet.start(fleet, shared);
        ada = served.ada();
        Files.copy(archive, shared.resolve("data/ssh").resolve(archive.getFileName()));
    }

    @AfterAll
    static void stop() {
        if (served != null) {
            served.close();
        }
    }

    @BeforeEach
    void add(TestHost fresh) throws Exception {
        host = fresh;
        name = served.name(host);
        host.run("apt-get", "-qq", "update");
        id = served.addOverSsh(host);
        FettleUser.until("seen", () -> one().hasNonNull("host"));
    }

    /** The next host gets the address of this one. */
    @AfterEach
    void remove() {
        if (id > 0) {
            ada.fettle("ssh-hosts", "remove", Long.toString(id));
        }
    }

    private JsonNode one() {
        for (JsonNode each : ada.json("ssh-hosts")) {
            if (each.get("id").asLong() == id) {
                return each;
            }
        }
        throw new AssertionError("The host is not in the list.");
    }

    private String script() {
        return ada.fettle("ssh-hosts", "setup", Long.toString(id));
    }

    private void setUp() {
        assertThat(host.runWith(script().getBytes(StandardCharsets.UTF_8), "sh", "-s")
                        .text())
                .contains("This host takes orders from");
    }

    private String version(String wanted) {
        return host.run("dpkg-query", "-W", "-f=${db:Status-Abbrev}${Version}", wanted)
                .text();
    }

    /** What the script says to the login user. */
    private Ran asked(byte[] stdin) {
        return host.runWith(stdin, "runuser", "-u", "fettle", "--", "sudo", "-n", ONCE);
    }

    private Ran asked(String header, String rest) {
        return asked((header + " ".repeat(63 - header.length()) + "\n" + rest).getBytes(StandardCharsets.UTF_8));
    }

    private String install(String wanted) {
        return ada.json("order", "install", name, wanted, "--reason", "a test")
                .at("/order/id")
                .asString();
    }

    private boolean isKnown(String wanted, String version) {
        for (JsonNode each : ada.json("packages", name, "--all")) {
            if (each.get("name").asString().equals(wanted)) {
                return each.get("version").asString().equals(version);
            }
        }
        return false;
    }

    private JsonNode end(String order) {
        return ada.json("order", "show", order, "--wait");
    }

    private static void succeeded(JsonNode order) {
        assertThat(order.at("/order/state").asString()).as("%s", order).isEqualTo("succeeded");
    }

    private String onlyOrder() {
        return host.sh("ls " + JOURNAL + " | grep -v lock").text().strip();
    }

    @Test
    void a_host_is_set_up_once_and_patched_and_taken_back_by_orders() throws Exception {
        setUp();
        String before = version("tiny-good");

        JsonNode done = ada.ordered("install", name, "tiny-good");

        succeeded(done);
        assertThat(version("tiny-good")).isNotEqualTo(before);
        FettleUser.until("looked at", () -> isKnown("tiny-good", "1.1"));
        succeeded(ada.ordered("roll-back", done.at("/order/id").asString()));
        assertThat(version("tiny-good")).isEqualTo(before);
        assertThat(host.sh("runuser -u fettle -- sudo -n -l | grep NOPASSWD")
                        .text()
                        .strip())
                .isEqualTo("(root) NOPASSWD: " + ONCE + " \"\"");
        assertThat(host.sh("find /usr/lib/fettle-once ! -user root -o -perm /022 ! -type l")
                        .text())
                .as("what others than root could change")
                .isEmpty();
        assertThat(host.run("ls", "/usr/lib/fettle-once/programs").text().lines())
                .hasSize(1);
        assertThat(ada.fettle("audit", "--format", "json")).contains("ssh-host.changes-allowed", "order.ended");
    }

    @Test
    void a_cable_that_is_cut_in_the_middle_costs_nothing_but_time() throws Exception {
        setUp();
        String order = install("tiny-slow");
        FettleUser.until("in the middle", () -> host.sh(HALF).succeeded());
        host.pullCable();
        String its = onlyOrder();
        FettleUser.until(
                "ended", () -> host.run("test", "-e", JOURNAL + its + "/report").succeeded());
        assertThat(ada.json("order", "show", order).at("/order/state").asString())
                .as("nobody has told the server")
                .isIn("taken", "waiting");

        host.plugCable();

        succeeded(end(order));
        assertThat(host.read(JOURNAL + its + "/begun")).startsWith("1 ");
        assertThat(version("tiny-slow")).isEqualTo("ii 1.1");
    }

    @Test
    void a_host_that_loses_its_power_in_the_middle_goes_on_at_the_next_visit() throws Exception {
        setUp();
        String order = install("tiny-slow");
        FettleUser.until("in the middle", () -> host.sh(HALF).succeeded());

        host.losePower();
        host.powerOn();

        succeeded(end(order));
        assertThat(version("tiny-slow")).isEqualTo("ii 1.1");
        assertThat(host.run("dpkg", "--audit").text()).isEmpty();
    }

    @Test
    void a_host_that_was_not_set_up_says_so_and_its_order_waits() throws Exception {
        assertThat(ada.run("", "order", "install", name, "tiny-good", "--reason", "a test")
                        .err())
                .contains("There is no agent on " + name)
                .contains("or allow changes over SSH");
        String script = script();
        String order = install("tiny-good");
        FettleUser.until("told", () -> !one().get("changesFailure").asString().isEmpty());
        assertThat(one().get("changesFailure").asString())
                .startsWith(host.address() + " does not let fettle run Fettle's program as root.")
                .contains("fettle ssh-hosts setup " + id);
        assertThat(ada.json("order", "show", order).at("/order/state").asString())
                .isEqualTo("waiting");

        host.runWith(script.getBytes(StandardCharsets.UTF_8), "sh", "-s").text();

        succeeded(end(order));
        FettleUser.until("well", () -> one().get("changesFailure").asString().isEmpty());
    }

    @Test
    void whoever_has_the_login_user_runs_nothing_and_forges_nothing() throws Exception {
        setUp();
        succeeded(ada.ordered("install", name, "tiny-good"));
        String order = onlyOrder();
        String signed = host.read(JOURNAL + order + "/order");

        assertThat(host.sh("runuser -u fettle -- sudo -n " + ONCE + " exchange").stderr())
                .contains("password is required");
        assertThat(host.sh("runuser -u fettle -- sudo -n /bin/sh -c id").stderr())
                .contains("password is required");
        assertThat(asked("rm -rf /", "").stderr()).contains("the header is none");
        assertThat(asked("", "").status()).isNotZero();

        // Replayed: it is known, and nothing is done anew.
        host.sh("apt-get -qq install -y --allow-downgrades tiny-good=1.0").text();
        assertThat(asked("exchange", "{\"orders\":[" + signed + "],\"told\":[]}")
                        .text())
                .contains("\"taken\":[]");
        assertThat(version("tiny-good")).isEqualTo("ii 1.0");

        // Forged: another package, the same signature; and an id of its own.
        String other = UUID.randomUUID().toString();
        String forged = signed.replace("tiny-good", "tiny-slow").replace(order, other);
        assertThat(asked("exchange", "{\"orders\":[" + forged + "],\"told\":[]}")
                        .output())
                .contains("\"kind\":\"refused\"")
                .contains("its signature does not hold");
        assertThat(version("tiny-slow")).isEqualTo("ii 1.0");
        assertThat(host.run("test", "-e", JOURNAL + other).succeeded()).isFalse();

        // Foreign: what this server has signed for another host.
        String trust = host.read("/var/lib/fettle-agent/trust.json");
        host.write("/var/lib/fettle-agent/trust.json", trust.replaceFirst("[0-9a-f-]{36}", other));
        host.run("rm", "-rf", JOURNAL + order).text();
        assertThat(asked("exchange", "{\"orders\":[" + signed + "],\"told\":[]}")
                        .output())
                .contains("The order is for another host");

        // A program that nobody has signed, and an older one that somebody has.
        byte[] archive = host.sh("cd /tmp && mkdir -p fettle-agent/bin && printf '#!/bin/sh\\nid >/owned\\n'"
                        + " >fettle-agent/bin/fettle-agent && chmod +x fettle-agent/bin/fettle-agent"
                        + " && tar -czf - fettle-agent | base64 -w 0")
                .text()
                .getBytes(StandardCharsets.US_ASCII);
        String statement = host.read("/usr/lib/fettle-once/statement");
        assertThat(asked("program 4 " + statement.length() + " " + archive.length, "none" + statement)
                        .stderr())
                .contains("was not signed by the server");
        // An environment that names a program of somebody else's, should sudo let it through.
        host.sh("mkdir -p /tmp/evil/aa/bin && echo 'aa x 9' >/tmp/evil/current"
                        + " && printf '#!/bin/sh\\nid >/owned\\n' >/tmp/evil/aa/bin/fettle-agent"
                        + " && chmod +x /tmp/evil/aa/bin/fettle-agent"
                        + " && { printf '%-63s\\n' exchange; printf '{\"orders\":[],\"told\":[]}'; }"
                        + " | FETTLE_AGENT_PROGRAMS=/tmp/evil " + ONCE)
                .text();
        assertThat(host.run("test", "-e", "/owned").succeeded()).isFalse();
        assertThat(host.sh("ls -d /usr/lib/fettle-once/new.* 2>/dev/null || true")
                        .text())
                .as("what is left of it")
                .isEmpty();
        // Older than the one before, as that host remembers it.
        host.sh("sed -i 's/^digest .*/digest " + "0".repeat(64) + "/; s/^signed .*/signed 99999999999/'"
                        + " /usr/lib/fettle-once/statement")
                .text();
        install("tiny-library");
        FettleUser.until(
                "refused",
                () -> one().get("changesFailure")
                        .asString()
                        .contains("a newer program was signed for this host before"));
        for (String place : List.of("/usr/lib/fettle-once", "/usr/lib/fettle-once/programs", "/etc/sudoers.d")) {
            assertThat(host.sh("runuser -u fettle -- touch " + place + "/mine").succeeded())
                    .isFalse();
        }
    }

    @Test
    void changes_are_ended_and_orders_refused_from_then_on() throws Exception {
        setUp();
        assertThat(one().get("changes").asBoolean()).isTrue();

        ada.fettle("ssh-hosts", "end-changes", Long.toString(id));

        assertThat(one().get("changes").asBoolean()).isFalse();
        assertThat(ada.run("", "order", "install", name, "tiny-good", "--reason", "a test")
                        .err())
                .contains("There is no agent on " + name);
        assertThat(ada.fettle("audit", "--format", "json")).contains("ssh-host.changes-ended");
    }
}
