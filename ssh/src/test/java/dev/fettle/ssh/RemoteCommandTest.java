package dev.fettle.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.LocalShell;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line for the login shell of a host, held against a real shell. */
final class RemoteCommandTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "it's",
                "a'b'c'",
                "$(touch /tmp/x)",
                "`id`",
                "a;b",
                "a\nb",
                "\\",
                "\\'",
                "*",
                "~",
                "#",
                "!!",
                "-n",
                "ü"
            })
    void whatever_stands_in_an_argument_arrives_as_it_is(String argument) throws HostException {
        assertThat(heard(Command.of(LIMIT, "printf", "%s|", argument, argument)))
                .isEqualTo(argument + "|" + argument + "|");
    }

    @Test
    void the_environment_is_clean_but_for_what_the_command_adds() throws HostException {
        assertThat(heard(Command.of(LIMIT, "env").with("EXTRA", "it's $HOME")).lines())
                .contains("EXTRA=it's $HOME", "LC_ALL=C.UTF-8")
                .anyMatch(line -> line.startsWith("HOME="))
                .hasSize(4);
    }

    @Test
    void a_command_runs_in_its_directory() throws HostException {
        assertThat(heard(Command.of(LIMIT, "pwd").in(Path.of("/usr/share")))).isEqualTo("/usr/share\n");
    }

    @Test
    void a_variable_whose_name_is_code_is_refused() {
        Command command = Command.of(LIMIT, "true").with("A=1; reboot; B", "x");

        assertThatThrownBy(() -> RemoteCommand.line(command)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_network_is_what_neighbours_share() {
        assertThat(SshConnections.network("192.0.2.7")).isEqualTo(SshConnections.network("192.0.2.200"));
        assertThat(SshConnections.network("192.0.2.7")).isNotEqualTo(SshConnections.network("192.0.3.7"));
        assertThat(SshConnections.network("2001:db8:1:2:3::4")).isEqualTo(SshConnections.network("2001:db8:1:2::5"));
        assertThat(SshConnections.network("2001:db8::4")).isEqualTo(SshConnections.network("2001:db8::ffff:5"));
        assertThat(SshConnections.network("2001:db8::4")).isNotEqualTo(SshConnections.network("2001:db8:0:1::4"));
        assertThat(SshConnections.network("web-07.example")).isEqualTo("web-07.example");
    }

    private static String heard(Command command) throws HostException {
        return new LocalShell()
                .run(Command.of(LIMIT, "sh", "-c", RemoteCommand.line(command)))
                .stdout();
    }
}
