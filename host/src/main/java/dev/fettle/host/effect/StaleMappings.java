package dev.fettle.host.effect;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which processes map which files that are no longer on disk, as the kernel lists it. Nothing that is found is executed. */
final class StaleMappings {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** How many stale processes are told; a host with more has to be rebooted anyway. */
    private static final int MAX_PROCESSES = 2_000;

    private static final int MAX_FILES = 500;
    private static final int MAX_LINE = 8 << 10;

    /** {@code /proc/812/maps:7f10-7f20 r-xp 00000000 fe:00 1234   /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)}. */
    private static final Pattern MAPPING =
            Pattern.compile("^/proc/(\\d{1,10})/maps:([0-9a-f]{1,16}-[0-9a-f]{1,16}) [r-][w-]x[ps] [0-9a-f]+"
                    + " ([0-9a-f:]+ \\d+) +(/.*) \\(deleted\\)$");

    /** Made to be deleted: shared memory, memory files, what compilers at run time and sandboxes leave. */
    private static final Pattern NOT_CODE = Pattern.compile("^/((dev|run|tmp|var/tmp|proc|sys)/|memfd:|SYSV|\\[).*");

    private StaleMappings() {}

    /**
     * A file as one process maps it.
     *
     * @param inode with its device: what tells it from another file that was at the same path
     * @param range of addresses, by which /proc has it
     */
    record Mapping(String path, String inode, String range) {}

    /**
     * By process number, by path.
     *
     * @throws HostException if the processes cannot be looked through
     */
    static SortedMap<Integer, List<Mapping>> now(Shell shell) throws HostException {
        SortedMap<Integer, SortedMap<String, Mapping>> found = new TreeMap<>();
        // grep ends with 1 if it finds nothing, and with 2 because processes come and go while it reads: what it found
        // counts. Every process has a stack, so that finding none means that nothing could be looked at.
        boolean[] some = new boolean[1];
        shell.run(
                Command.of(
                        TIMEOUT,
                        "find",
                        "/proc",
                        "-maxdepth",
                        "2",
                        "-path",
                        "/proc/[0-9]*/maps",
                        "-exec",
                        "grep",
                        "-H",
                        "-a",
                        "-s",
                        "-e",
                        " (deleted)$",
                        "-e",
                        "\\[stack\\]$",
                        "{}",
                        "+"),
                stdout -> some[0] = read(stdout, found));
        if (!some[0]) {
            throw new HostException("/proc", "The processes of the host could not be looked through. Is this root?");
        }
        SortedMap<Integer, List<Mapping>> byProcess = new TreeMap<>();
        found.forEach((pid, mappings) -> byProcess.put(pid, List.copyOf(mappings.values())));
        return byProcess;
    }

    /** Whether there was anything to read. */
    static boolean read(InputStream stdout, Map<Integer, SortedMap<String, Mapping>> byProcess) throws IOException {
        boolean some = false;
        BufferedReader lines = new BufferedReader(new InputStreamReader(stdout, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            some = true;
            if (line.length() > MAX_LINE) {
                continue;
            }
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches() && !NOT_CODE.matcher(mapping.group(4)).matches()) {
                note(
                        byProcess,
                        Integer.valueOf(mapping.group(1)),
                        new Mapping(mapping.group(4), mapping.group(3), mapping.group(2)));
            }
        }
        return some;
    }

    private static void note(Map<Integer, SortedMap<String, Mapping>> byProcess, Integer pid, Mapping mapping) {
        SortedMap<String, Mapping> mappings = byProcess.get(pid);
        if (mappings == null && byProcess.size() < MAX_PROCESSES) {
            mappings = new TreeMap<>();
            byProcess.put(pid, mappings);
        }
        if (mappings != null && mappings.size() < MAX_FILES) {
            mappings.putIfAbsent(mapping.path() + " " + mapping.inode(), mapping);
        }
    }
}
