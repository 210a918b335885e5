package dev.fettle.host.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.host.HostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LocalShellTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final LocalShell shell = new LocalShell(Map.of(
            "PATH", "/usr/bin:/bin", "HOME", "/nowhere", "http_proxy", "http://proxy:1", "APT_CONFIG", "/tmp/evil"));

    @Test
    void both_streams_and_the_status_come_back() throws HostException {
        Result result = shell.run(Command.of(LONG, "sh", "-c", "echo out; echo oops >&2; exit 3"));
        assertThat(result).isEqualTo(new Result(3, "out\n", "oops\n", false));
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void an_argument_is_never_read_by_a_shell() throws HostException {
        Result result = shell.run(Command.of(LONG, "printf", "%s", "$(touch /tmp/x); `id` 'a\" b"));
        assertThat(result.stdout()).isEqualTo("$(touch /tmp/x); `id` 'a\" b");
    }

    @Test
    void the_environment_is_clean_but_for_proxies_and_what_the_command_adds() throws HostException {
        Result result = shell.run(Command.of(LONG, "env").with("EXTRA", "1"));
        assertThat(result.stdout().lines())
                .contains("LC_ALL=C.UTF-8", "HOME=/nowhere", "http_proxy=http://proxy:1", "EXTRA=1")
                .noneMatch(line -> line.startsWith("APT_CONFIG"));
    }

    @Test
    void standard_input_is_at_its_end_or_what_the_command_brings() throws HostException {
        assertThat(shell.run(Command.of(LONG, "cat")).stdout()).isEmpty();
        assertThat(shell.run(Command.of(LONG, "cat").withStdin("grüß\n")).stdout())
                .isEqualTo("grüß\n");
    }

    @Test
    void a_command_that_takes_too_long_is_killed_with_its_children(@TempDir Path directory) throws Exception {
        Path pid = directory.resolve("pid");
        Command slow =
                Command.of(Duration.ofMillis(700), "sh", "-c", "sleep 600 & echo $! > \"$0\"; wait", pid.toString());
        assertThatThrownBy(() -> shell.run(slow))
                .isInstanceOf(HostException.class)
                .hasMessage("sh did not end within 0 s and was stopped.");
        assertIsGone(Files.readString(pid).strip());
    }

    @Test
    void an_interrupted_thread_kills_its_command() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                shell.run(Command.of(LONG, "sleep", "600"));
            } catch (HostException stopped) {
                thrown.set(stopped);
            }
        });
        Thread.sleep(300);
        waiting.interrupt();
        waiting.join(10_000);
        assertThat(thrown.get()).hasMessage("sleep was interrupted and stopped.");
    }

    @Test
    void a_consumer_that_has_enough_ends_an_endless_command() throws HostException {
        AtomicReference<byte[]> first = new AtomicReference<>(new byte[0]);
        Result result = shell.run(Command.of(LONG, "yes"), stdout -> first.set(stdout.readNBytes(4)));
        assertThat(first.get()).containsExactly('y', '\n', 'y', '\n');
        assertThat(result.stoppedEarly()).isTrue();
        assertThat(result.succeeded()).isFalse();
    }

    @Test
    void a_command_that_writes_too_much_is_stopped() {
        assertThatThrownBy(() -> shell.run(Command.of(LONG, "yes").withMaxOutput(1_000)))
                .isInstanceOf(HostException.class)
                .hasMessage("yes wrote more than 1000 bytes, far more than it ever should, and was stopped.");
    }

    @Test
    void a_flood_on_standard_error_blocks_nothing_and_is_cut() throws HostException {
        Result result =
                shell.run(Command.of(LONG, "sh", "-c", "head -c 1000000 /dev/zero | tr '\\0' e >&2; echo done"));
        assertThat(result.stdout()).isEqualTo("done\n");
        assertThat(result.stderr()).hasSize(64 << 10);
    }

    @Test
    void a_program_that_is_not_there_is_a_sentence() {
        assertThatThrownBy(() -> shell.run(Command.of(LONG, "no-such-program-here")))
                .isInstanceOf(HostException.class)
                .hasMessage("no-such-program-here could not be started. Is it installed, and in the PATH?");
    }

    @Test
    void what_a_consumer_throws_comes_through() {
        assertThatThrownBy(() -> shell.run(Command.of(LONG, "yes"), stdout -> {
                    throw new HostException("here", "Enough of this.");
                }))
                .isInstanceOf(HostException.class)
                .hasMessage("Enough of this.");
    }

    private static void assertIsGone(String pid) throws Exception {
        Path process = Path.of("/proc", pid, "stat");
        for (int i = 0; i < 50 && Files.exists(process); i++) {
            if (Files.readString(process).contains(") Z ")) {
                return;
            }
            Thread.sleep(100);
        }
        assertThat(process).doesNotExist();
    }
}
