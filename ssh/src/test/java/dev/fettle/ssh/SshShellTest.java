package dev.fettle.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.host.HostException;
import dev.fettle.host.LostConnectionException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Commands on real hosts, through their real sshd. */
@ExtendWith(FleetExtension.class)
final class SshShellTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static TestHost host;
    private SshConnections connections;
    private Shell shell;

    @BeforeAll
    static void take_a_host(TestHost fresh) {
        host = fresh;
    }

    @BeforeEach
    void connect() throws Exception {
        connections = new SshConnections(identity(), 8);
        shell = connections.shell(target(host));
    }

    @AfterEach
    void disconnect() {
        if (connections != null) {
            connections.close();
        }
    }

    @Test
    void both_streams_and_the_status_come_back() throws HostException {
        assertThat(shell.run(Command.of(LIMIT, "sh", "-c", "echo out; echo oops >&2; exit 3")))
                .isEqualTo(new Result(3, "out\n", "oops\n", false));
    }

    @Test
    void a_status_of_255_is_the_commands_own_and_known() throws HostException {
        assertThat(shell.run(Command.of(LIMIT, "sh", "-c", "exit 255")).status())
                .isEqualTo(255);
    }

    @Test
    void arguments_and_input_arrive_as_they_are() throws HostException {
        Command command = Command.of(LIMIT, "sh", "-c", "printf '%s ' \"$@\"; cat", "sh", "it's", "$(id)", "")
                .withStdin("grüß\n");

        assertThat(shell.run(command).stdout()).isEqualTo("it's $(id)  grüß\n");
    }

    @Test
    void output_is_streamed_and_an_endless_command_ended_when_there_is_enough() throws HostException {
        List<Integer> seen = new ArrayList<>();

        Result result = shell.run(Command.of(LIMIT, "yes"), stream -> seen.add(stream.read()));

        assertThat(seen).containsExactly((int) 'y');
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(shell.run(Command.of(LIMIT, "true")).succeeded()).isTrue();
    }

    @Test
    void too_much_output_and_too_much_time_are_said() {
        assertThatThrownBy(() -> shell.run(Command.of(LIMIT, "yes").withMaxOutput(100_000)))
                .hasMessageContaining("wrote more than 100000 bytes");
        assertThatThrownBy(() -> shell.run(Command.of(Duration.ofSeconds(1), "sleep", "100")))
                .isInstanceOf(HostException.class)
                .isNotInstanceOf(LostConnectionException.class)
                .hasMessage("sleep on " + host.address() + " did not end within 1 s and was stopped.");
    }

    @Test
    void many_commands_share_one_connection() throws Exception {
        int before = acceptedOn(host);

        for (int i = 0; i < 5; i++) {
            assertThat(shell.run(Command.of(LIMIT, "true")).succeeded()).isTrue();
        }

        assertThat(acceptedOn(host)).isEqualTo(before + 1);
    }

    @Test
    void a_host_with_another_key_is_refused_before_anything_is_sent(@TempDir Path folder) throws Exception {
        String another = Files.readString(Path.of(newKey(folder) + ".pub"));
        SshTarget stranger = new SshTarget(host.address(), 22, "root", List.of(another), null);

        // Many times: the session ends on one thread while another asks it why.
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> connections.shell(stranger).run(Command.of(LIMIT, "touch", "/never")))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("which is not the one it was enrolled with");
        }
        assertThat(host.run("test", "-e", "/never").succeeded()).isFalse();
    }

    @Test
    void a_pinned_key_that_is_none_is_told() {
        SshTarget unknown = new SshTarget(host.address(), 22, "root", List.of("ssh-ed25519 AAAA"), null);

        assertThatThrownBy(() -> connections.shell(unknown).run(Command.of(LIMIT, "true")))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("cannot be read, so no key can be held against it");
    }

    @Test
    void a_key_that_the_host_does_not_know_is_told(@TempDir Path folder) throws Exception {
        try (SshConnections others = new SshConnections(SshIdentity.of(Files.readString(newKey(folder))), 8)) {
            assertThatThrownBy(() -> others.shell(target(host)).run(Command.of(LIMIT, "true")))
                    .hasMessageContaining("did not let root in over SSH");
        }
    }

    @Test
    void a_certificate_of_an_authority_that_the_host_trusts_lets_in(@TempDir Path folder) throws Exception {
        Path authority = newKey(Files.createDirectory(folder.resolve("authority")));
        Path key = newKey(folder);
        keygen("-s", authority.toString(), "-I", "fettle", "-n", "root", key + ".pub");
        host.write("/etc/ssh/authority.pub", Files.readString(Path.of(authority + ".pub")));
        host.write("/etc/ssh/sshd_config.d/authority.conf", "TrustedUserCAKeys /etc/ssh/authority.pub\n");
        host.run("systemctl", "restart", "ssh").text();
        SshIdentity certified =
                SshIdentity.of(Files.readString(key)).with(Files.readString(Path.of(key + "-cert.pub")));

        try (SshConnections others = new SshConnections(certified, 8)) {
            assertThat(others.shell(target(host))
                            .run(Command.of(LIMIT, "id", "-un"))
                            .stdout())
                    .isEqualTo("root\n");
        }
    }

    @Test
    void keys_of_ours_and_of_the_host_may_be_of_different_types(@TempDir Path folder) throws Exception {
        Path key = newKey(folder, "ecdsa");
        host.run("sh", "-c", "echo \"$1\" >>/root/.ssh/authorized_keys", "sh", Files.readString(Path.of(key + ".pub")))
                .text();

        try (SshConnections others = new SshConnections(SshIdentity.of(Files.readString(key)), 8)) {
            assertThat(others.shell(target(host)).run(Command.of(LIMIT, "true")).succeeded())
                    .isTrue();
        }
    }

    @Test
    void a_host_behind_a_jump_host_is_reached_through_it(TestHost inner) throws HostException {
        SshTarget behind = new SshTarget(inner.address(), 22, "root", List.of(key(inner)), target(host));

        String client = connections
                .shell(behind)
                .run(Command.of(LIMIT, "sh", "-c", "hostname; journalctl -u ssh | grep Accepted | tail -n 1"))
                .stdout();

        assertThat(client).startsWith(inner.name() + "\n").contains("from " + host.address() + " ");
    }

    @Test
    void a_jump_host_is_left_only_when_nobody_behind_it_is_visited_any_more(TestHost inner) throws Exception {
        SshTarget behind = new SshTarget(inner.address(), 22, "root", List.of(key(inner)), target(host));
        int before = acceptedOn(host);
        try (SshConnections fresh = new SshConnections(identity(), 8)) {
            SshConnections.Visit within = fresh.visit(behind);
            try (SshConnections.Visit first = fresh.visit(target(host))) {
                assertThat(first.shell().run(Command.of(LIMIT, "true")).succeeded())
                        .isTrue();
                assertThat(within.shell().run(Command.of(LIMIT, "true")).succeeded())
                        .isTrue();
            }
            assertThat(within.shell().run(Command.of(LIMIT, "true")).succeeded())
                    .as("over the same connections")
                    .isTrue();
            assertThat(acceptedOn(host)).isEqualTo(before + 1);
            within.close();
            assertThat(fresh.shell(target(host)).run(Command.of(LIMIT, "true")).succeeded())
                    .isTrue();
            assertThat(acceptedOn(host)).as("the first was ended").isEqualTo(before + 2);
        }
    }

    private static int acceptedOn(TestHost at) throws Exception {
        return Integer.parseInt(at.sh("journalctl -u ssh | grep -c 'Accepted publickey' || true")
                .text());
    }

    @Test
    void a_command_that_a_signal_ends_is_no_lost_connection() {
        assertThatThrownBy(() -> shell.run(Command.of(LIMIT, "sh", "-c", "kill -9 $PPID")))
                .isInstanceOf(HostException.class)
                .isNotInstanceOf(LostConnectionException.class)
                .hasMessage("sh was ended on " + host.address() + " by a signal.");
    }

    @Test
    void a_lost_connection_is_unknown_and_the_next_command_connects_anew(TestHost other) throws Exception {
        Shell cut = connections.shell(target(other));
        Future<@Nullable HostException> thrown;
        try (ExecutorService one = Executors.newVirtualThreadPerTaskExecutor()) {
            thrown = one.submit(() ->
                    thrown(cut, Command.of(Duration.ofMinutes(2), "sh", "-c", "touch /begun; sleep 60; touch /done")));
            while (!other.run("test", "-e", "/begun").succeeded()) {
                Thread.onSpinWait();
            }
            other.pullCable();
        }

        assertThat(thrown.get())
                .isInstanceOf(LostConnectionException.class)
                .hasMessage("The connection to " + other.address() + " was lost while sh ran there; how it ended is"
                        + " unknown.");
        other.plugCable();
        assertThat(cut.run(Command.of(LIMIT, "true")).succeeded()).isTrue();
    }

    @Test
    void a_silent_host_is_named() {
        host.pullCable();
        try {
            assertThatThrownBy(() -> shell.run(Command.of(LIMIT, "true")))
                    .isInstanceOf(HostException.class)
                    .isNotInstanceOf(LostConnectionException.class)
                    .hasMessage("Could not connect to " + host.address()
                            + " over SSH. Is it up, and may this machine reach it?");
        } finally {
            host.plugCable();
        }
    }

    @Test
    void only_so_many_commands_run_at_a_time_in_one_network(TestFleet fleet) throws Exception {
        List<TestHost> hosts = fleet.hosts(2);
        List<Callable<Result>> commands = new ArrayList<>();
        // The machine's clock is that of all its hosts.
        Command spans = Command.of(LIMIT, "sh", "-c", "date +%s%N; sleep 0.3; date +%s%N");
        try (SshConnections few = new SshConnections(identity(), 3);
                TestHost one = hosts.getFirst();
                TestHost two = hosts.getLast();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                Shell each = few.shell(target(i % 2 == 0 ? one : two));
                commands.add(() -> each.run(spans));
            }
            List<long[]> ran = new ArrayList<>();
            for (Future<Result> done : threads.invokeAll(commands)) {
                ran.add(done.get().stdout().lines().mapToLong(Long::parseLong).toArray());
            }
            assertThat(ran)
                    .allSatisfy(span -> assertThat(ran.stream()
                                    .filter(other -> other[0] <= span[0] && span[0] < other[1])
                                    .count())
                            .isLessThanOrEqualTo(3));
        }
    }

    private static @Nullable HostException thrown(Shell shell, Command command) {
        try {
            shell.run(command);
            return null;
        } catch (HostException caught) {
            return caught;
        }
    }

    private static SshIdentity identity() throws Exception {
        return SshIdentity.of(Files.readString(host.sshKey()));
    }

    static SshTarget target(TestHost at) {
        return new SshTarget(at.address(), 22, "root", List.of(key(at)), null);
    }

    private static String key(TestHost of) {
        return of.knownHost().substring(of.knownHost().indexOf(' ') + 1);
    }

    private static Path newKey(Path folder) throws Exception {
        return newKey(folder, "ed25519");
    }

    private static Path newKey(Path folder, String type) throws Exception {
        Path key = folder.resolve("key");
        keygen("-t", type, "-N", "", "-f", key.toString());
        return key;
    }

    private static void keygen(String... arguments) throws Exception {
        List<String> argv = new ArrayList<>(List.of("ssh-keygen", "-q"));
        argv.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(argv).start().waitFor()).isZero();
    }
}
