package dev.fettle.host.effect;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which processes still map files that were replaced or removed. The kernel marks such mappings {@code (deleted)}; only
 * executable ones count, because programs delete their data files on purpose. Nothing that is found is executed. Needs
 * root to see the processes of others.
 */
public final class StaleProcesses {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int MAX_STAT = 64 << 10;
    private static final double TICKS_PER_SECOND = 100;

    /** How many stale processes are told; a host with more has to be rebooted anyway. */
    private static final int MAX_PROCESSES = 2_000;

    private static final int MAX_FILES = 50;
    private static final int MAX_LINE = 8 << 10;

    /** {@code /proc/812/maps:7f10-7f20 r-xp 00000000 fe:00 1234   /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)}. */
    private static final Pattern MAPPING = Pattern.compile(
            "^/proc/(\\d{1,10})/maps:[0-9a-f]+-[0-9a-f]+ [r-][w-]x[ps] [0-9a-f]+ [0-9a-f:]+ \\d+ +(/.*) \\(deleted\\)$");

    /** Made to be deleted: shared memory, memory files, what compilers at run time and sandboxes leave. */
    private static final Pattern NOT_CODE = Pattern.compile("^/((dev|run|tmp|var/tmp|proc|sys)/|memfd:|SYSV|\\[).*");

    private static final Pattern UNIT = Pattern.compile("([^/]{1,255}\\.(?:service|scope|socket|slice))(?:/|$)");

    private final Shell shell;
    private final HostFiles files;

    public StaleProcesses(Shell shell, HostFiles files) {
        this.shell = shell;
        this.files = files;
    }

    /**
     * Looks now; by process number.
     *
     * @throws HostException if the processes cannot be looked through
     */
    public List<StaleProcess> now() throws HostException {
        Map<Integer, SortedSet<String>> byProcess = new TreeMap<>();
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
                stdout -> some[0] = read(stdout, byProcess));
        if (!some[0]) {
            throw new HostException("/proc", "The processes of the host could not be looked through. Is this root?");
        }
        List<StaleProcess> stale = new ArrayList<>();
        for (Map.Entry<Integer, SortedSet<String>> each : byProcess.entrySet()) {
            process(each.getKey(), List.copyOf(each.getValue())).ifPresent(stale::add);
        }
        return stale;
    }

    /** Whether there was anything to read. */
    static boolean read(InputStream stdout, Map<Integer, SortedSet<String>> byProcess) throws IOException {
        boolean some = false;
        BufferedReader lines = new BufferedReader(new InputStreamReader(stdout, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            some = true;
            if (line.length() > MAX_LINE) {
                continue;
            }
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.matches() && !NOT_CODE.matcher(mapping.group(2)).matches()) {
                note(byProcess, Integer.valueOf(mapping.group(1)), mapping.group(2));
            }
        }
        return some;
    }

    private static void note(Map<Integer, SortedSet<String>> byProcess, Integer pid, String file) {
        SortedSet<String> files = byProcess.get(pid);
        if (files == null && byProcess.size() < MAX_PROCESSES) {
            files = new TreeSet<>();
            byProcess.put(pid, files);
        }
        if (files != null && files.size() < MAX_FILES) {
            files.add(file);
        }
    }

    /** Empty if it has ended meanwhile. */
    private Optional<StaleProcess> process(int pid, List<String> stale) {
        try {
            Optional<String> stat = files.read("/proc/" + pid + "/stat", MAX_STAT);
            if (stat.isEmpty()) {
                return Optional.empty();
            }
            String cgroup = files.read("/proc/" + pid + "/cgroup", MAX_STAT).orElse("");
            return Optional.of(new StaleProcess(pid, command(stat.get()), unit(cgroup), startedAt(stat.get()), stale));
        } catch (HostException ended) {
            return Optional.empty();
        }
    }

    /** {@code 812 (nginx) S 1 …}: the name stands between the first and the last bracket. */
    static String command(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        return open >= 0 && close > open ? stat.substring(open + 1, close) : "";
    }

    /** The 22nd field, in hundredths of a second; the second one may hold blanks. */
    static double startedAt(String stat) {
        String[] rest = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        int field = 22 - 3;
        return rest.length > field && rest[field].matches("\\d{1,18}")
                ? Long.parseLong(rest[field]) / TICKS_PER_SECOND
                : 0;
    }

    /** {@code 0::/system.slice/nginx.service}: the outermost unit that is no slice, which is what can be restarted. */
    static String unit(String cgroup) {
        for (String line : cgroup.lines().toList()) {
            if (line.startsWith("0::") || line.contains(":name=systemd:")) {
                Matcher units = UNIT.matcher(line);
                while (units.find()) {
                    if (!units.group(1).endsWith(".slice")) {
                        return units.group(1);
                    }
                }
            }
        }
        return "";
    }
}
