package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.agent.update.AgentUpdate;
import dev.fettle.agent.update.UpdateState;
import dev.fettle.core.signing.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of the package, which decides which version runs, with programs that are three lines of shell. */
@Timeout(60)
final class LauncherTest {
    private static final Octets NEW = Octets.sha256(new byte[] {1});
    private static final Octets OLD = Octets.sha256(new byte[] {2});
    private static final UUID ORDER = UUID.randomUUID();

    @TempDir
    Path folder;

    private Path launcher;
    private ProgramStore programs;

    @BeforeEach
    void packaged() throws Exception {
        Path home = folder.resolve("packaged");
        Files.createDirectories(home.resolve("lib"));
        launcher = home.resolve("bin/fettle-agent");
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of("..", "packaging", "agent", "fettle-agent"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(home.resolve("version"), "1.0\n");
        program(home.resolve("runtime/bin/java"), "echo packaged");
        programs = new ProgramStore(folder.resolve("programs"));
    }

    private static void program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private void taken(Octets program, String script) throws Exception {
        Path place = programs.unfinished(program);
        program(place.resolve("bin/fettle-agent"), script);
        programs.keep(program);
    }

    private void onTrial(Octets program, int seconds) throws Exception {
        programs.putOnTrial(program, ORDER, Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS));
    }

    private void inForce(Octets program) throws Exception {
        UUID before = UUID.randomUUID();
        programs.putOnTrial(program, before, Instant.now());
        assertThat(programs.win(before)).isTrue();
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment()
                .put("FETTLE_AGENT_PROGRAMS", folder.resolve("programs").toString());
        builder.environment().remove("FETTLE_AGENT_CHOSEN");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private UpdateState state() throws Exception {
        return programs.state(NEW, ORDER);
    }

    @Test
    void the_packaged_program_runs_where_no_other_was_taken() throws Exception {
        assertThat(run("serve")).isEqualTo("packaged");
        Files.createDirectories(folder.resolve("programs"));
        assertThat(run("serve")).isEqualTo("packaged");
    }

    @Test
    void the_one_that_is_in_force_runs_for_everything() throws Exception {
        taken(OLD, "echo old \"$@\"");
        inForce(OLD);
        assertThat(run("serve")).isEqualTo("old serve");
        assertThat(run("report", "a b")).isEqualTo("old report a b");
    }

    @Test
    void what_is_damaged_is_not_run() throws Exception {
        Path current = folder.resolve("programs/current");
        taken(OLD, "echo old");
        for (String damaged : List.of(
                "", "\n", "../../bin " + ORDER + " 1\n", NEW.hex() + " " + ORDER + " 1\n", OLD.hex() + " x y\n")) {
            Files.writeString(current, damaged);
            assertThat(run("serve")).as(damaged).isEqualTo("packaged");
        }
        Files.writeString(folder.resolve("programs/trial"), "nonsense");
        assertThat(run("serve")).isEqualTo("packaged");
        assertThat(Files.exists(folder.resolve("programs/trial"))).isFalse();
    }

    @Test
    void one_on_trial_is_started_for_the_service_alone_and_knows_of_it() throws Exception {
        taken(OLD, "echo old");
        inForce(OLD);
        taken(NEW, "echo new \"$@\" on trial for $FETTLE_AGENT_TRIAL");
        onTrial(NEW, 60);
        assertThat(run("look")).isEqualTo("old");
        assertThat(state())
                .isInstanceOfSatisfying(
                        UpdateState.OnTrial.class,
                        trial -> assertThat(trial.starts()).isZero());
        assertThat(run("serve")).isEqualTo("new serve on trial for " + ORDER);
        assertThat(state())
                .isInstanceOfSatisfying(
                        UpdateState.OnTrial.class,
                        trial -> assertThat(trial.starts()).isOne());
    }

    @Test
    void one_that_ends_three_times_gives_way_to_the_one_before_it() throws Exception {
        taken(OLD, "echo old");
        inForce(OLD);
        taken(NEW, "echo new; exit 1");
        onTrial(NEW, 60);
        for (int starts = 0; starts < AgentUpdate.MOST_STARTS; starts++) {
            assertThat(run("serve")).isEqualTo("new");
        }
        assertThat(run("serve")).isEqualTo("old");
        assertThat(state())
                .isInstanceOfSatisfying(
                        UpdateState.Lost.class,
                        lost -> assertThat(lost.starts()).isEqualTo(AgentUpdate.MOST_STARTS));
        assertThat(run("serve")).isEqualTo("old");
    }

    @Test
    void one_that_hangs_is_ended_when_its_time_is_over() throws Exception {
        taken(NEW, "exec sleep 50");
        onTrial(NEW, 2);
        Instant begun = Instant.now();
        assertThat(run("serve")).isEmpty();
        assertThat(begun.plusSeconds(40)).isAfter(Instant.now());
        assertThat(run("serve")).isEqualTo("packaged");
        assertThat(state()).isInstanceOf(UpdateState.Lost.class);
    }

    @Test
    void one_whose_time_was_over_while_the_power_was_off_is_not_started() throws Exception {
        taken(NEW, "echo new");
        onTrial(NEW, -1);
        assertThat(run("serve")).isEqualTo("packaged");
        assertThat(state())
                .isInstanceOfSatisfying(
                        UpdateState.Lost.class,
                        lost -> assertThat(lost.starts()).isZero());
    }

    @Test
    void one_that_won_runs_from_then_on_and_what_nobody_names_goes() throws Exception {
        taken(OLD, "echo old");
        inForce(OLD);
        taken(NEW, "echo new");
        onTrial(NEW, 60);
        assertThat(programs.win(UUID.randomUUID())).as("another order").isFalse();
        assertThat(programs.win(ORDER)).isTrue();
        assertThat(programs.lose(ORDER)).as("too late").isFalse();
        assertThat(state()).isEqualTo(new UpdateState.InForce());
        assertThat(run("serve")).isEqualTo("new");
        assertThat(Files.exists(programs.place(OLD))).isTrue();

        programs.unfinished(OLD);
        programs.clear();

        assertThat(run("serve")).isEqualTo("new");
        try (var left = Files.list(folder.resolve("programs"))) {
            assertThat(left.map(each -> each.getFileName().toString())).containsExactlyInAnyOrder("current", NEW.hex());
        }
    }
}
