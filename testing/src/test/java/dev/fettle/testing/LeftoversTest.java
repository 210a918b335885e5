package dev.fettle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever ends a fleet, nothing of it is left on the machine. */
@ExtendWith(FleetExtension.class)
final class LeftoversTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final String run = "left-" + ProcessHandle.current().pid();
    private final FleetTool tool = TestFleet.tool(run);
    private SortedMap<String, List<String>> before;

    /** A fleet that starts clears away what killed ones have left here: not between two looks at the machine. */
    @BeforeAll
    static void clear_away_what_others_left() {
        TestFleet.start("left-before-" + ProcessHandle.current().pid()).close();
    }

    @BeforeEach
    void look_at_the_machine() {
        before = machine();
    }

    @AfterEach
    void end_what_a_failed_test_left() {
        tool.run(LIMIT, new byte[0], List.of("down"));
    }

    @Test
    void down_leaves_nothing() throws Exception {
        tool.order(LIMIT, "up", "2");
        assertThat(machine()).isNotEqualTo(before);

        tool.order(LIMIT, "down");

        assertThat(TestFleet.state(tool)).doesNotExist();
        until(() -> machine().equals(before));
        assertThat(machine()).isEqualTo(before);
    }

    @Test
    void a_fleet_outlives_the_command_that_started_it_and_takes_more_hosts() {
        tool.order(LIMIT, "up", "1");

        assertThat(tool.order(LIMIT, "up", "1")).startsWith("h2 ");
        assertThat(tool.order(LIMIT, "status")).contains("h1 ", "h2 ");
    }

    @Test
    void closing_leaves_nothing() throws Exception {
        try (TestFleet fleet = TestFleet.start(run)) {
            fleet.hosts(2).getFirst().losePower();
        }

        assertThat(TestFleet.state(tool)).doesNotExist();
        until(() -> machine().equals(before));
        assertThat(machine()).isEqualTo(before);
    }

    @Test
    void the_jvm_that_holds_a_fleet_may_be_killed() throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HolderMain.class.getName(),
                        run)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader says = jvm.inputReader()) {
            assertThat(says.readLine()).isEqualTo("h1 is up");
            assertThat(machine()).isNotEqualTo(before);
        } finally {
            jvm.destroyForcibly();
        }

        until(() -> machine().equals(before));
        assertThat(machine()).isEqualTo(before);
    }

    @Test
    void the_keeper_may_be_killed() throws Exception {
        tool.order(LIMIT, "up", "2");

        killKeeper();

        until(() -> machine().equals(before));
        assertThat(machine()).isEqualTo(before);
    }

    @Test
    void the_command_may_be_killed_while_it_starts_a_fleet() throws Exception {
        Process up = new ProcessBuilder(tool.argv(List.of("up", "3"))).start();
        until(() -> Files.exists(TestFleet.state(tool).resolve("hosts/h1")));

        up.destroyForcibly();

        assertThat(up.waitFor(20, TimeUnit.SECONDS)).isTrue();
        until(() -> machine().equals(before));
        assertThat(machine()).isEqualTo(before);
    }

    @Test
    void what_nobody_could_clear_away_is_cleared_by_the_next_command() throws Exception {
        tool.order(LIMIT, "up", "1");
        // The sweeper first, so that nobody is left to clear up after the keeper.
        ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).endsWith("-r " + run + " sweep"))
                .forEach(ProcessHandle::destroyForcibly);
        killKeeper();
        until(() -> keeper().isEmpty());
        assertThat(TestFleet.state(tool)).exists();

        tool.order(LIMIT, "down");

        assertThat(machine()).isEqualTo(before);
    }

    /** All that a fleet adds to: mounts, processes, links, cgroups, folders and a setting of the kernel. */
    private SortedMap<String, List<String>> machine() {
        SortedMap<String, List<String>> machine = new TreeMap<>();
        machine.put("mounts", lines(Path.of("/proc/self/mounts")));
        machine.put("setting", lines(Path.of("/proc/sys/fs/inotify/max_user_instances")));
        machine.put("links", names(Path.of("/sys/class/net"), _ -> true));
        machine.put("networks", names(Path.of("/run/netns"), _ -> true));
        machine.put("runs", names(Path.of("/run/fettle-fleet"), _ -> true));
        machine.put("cgroups", names(cgroups(), name -> name.startsWith("fettle")));
        machine.put(
                "processes",
                ProcessHandle.allProcesses()
                        .map(process -> commandLine(process.pid()))
                        .filter(line -> line.contains(run) && !line.contains(HolderMain.class.getName()))
                        .sorted()
                        .toList());
        return machine;
    }

    private void killKeeper() {
        ProcessHandle.of(Long.parseLong(keeper().getFirst())).orElseThrow().destroyForcibly();
    }

    /** The numbers of the keeper's processes, its own first. */
    private List<String> keeper() {
        Path file = cgroups().resolve("fettle-fleet-" + run + "/keeper/cgroup.procs");
        return Files.exists(file) ? lines(file) : List.of();
    }

    private static Path cgroups() {
        return lines(Path.of("/proc/self/mounts")).stream()
                .map(line -> line.split(" ", -1))
                .filter(mount -> mount[2].equals("cgroup2"))
                .map(mount -> Path.of(mount[1]))
                .findFirst()
                .orElseThrow();
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), "cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException ended) {
            return "";
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> names(Path folder, Predicate<String> wanted) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(wanted)
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private interface Check {
        boolean holds();
    }

    private static void until(Check check) throws InterruptedException {
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!check.holds() && System.nanoTime() < limit) {
            Thread.sleep(50);
        }
    }
}
