package dev.fettle.host.effect;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.host.HostException;
import dev.fettle.host.effect.StaleMappings.Mapping;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which processes still execute files that were replaced or removed. The kernel marks such mappings {@code (deleted)};
 * only executable ones count, because programs delete their data files on purpose. Processes with another root, such as
 * those in containers, have other files and do not count. Needs root to see the processes of others.
 */
public final class StaleProcesses {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int MAX_STAT = 64 << 10;
    private static final double TICKS_PER_SECOND = 100;
    private static final int ASKED_AT_ONCE = 500;

    /** How many files of a process are named. */
    private static final int MAX_FILES = 50;

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
        return List.copyOf(processes(mappings()).values());
    }

    /**
     * Looks now, and tells each file once; by path.
     *
     * @throws HostException if the processes cannot be looked through
     */
    public List<StaleFile> files() throws HostException {
        SortedMap<Integer, List<Mapping>> mappings = mappings();
        SortedMap<Integer, StaleProcess> processes = processes(mappings);
        record Used(String anywhere, List<StaleProcess> users) {}
        Map<Mapping, Used> byFile = new LinkedHashMap<>();
        for (Map.Entry<Integer, List<Mapping>> each : mappings.entrySet()) {
            StaleProcess process = processes.get(each.getKey());
            if (process != null) {
                for (Mapping mapping : each.getValue()) {
                    String range = "/proc/" + process.pid() + "/map_files/" + mapping.range();
                    byFile.computeIfAbsent(
                                    new Mapping(mapping.path(), mapping.inode(), ""),
                                    _ -> new Used(range, new ArrayList<>()))
                            .users()
                            .add(process);
                }
            }
        }
        Map<String, Instant> goneAt =
                goneAt(byFile.values().stream().map(Used::anywhere).toList());
        List<StaleFile> stale = new ArrayList<>();
        byFile.forEach(
                (file, used) -> stale.add(new StaleFile(file.path(), goneAt.get(used.anywhere()), used.users())));
        stale.sort(Comparator.comparing(StaleFile::path));
        return stale;
    }

    /** Of the processes that see the same files as this program. */
    private SortedMap<Integer, List<Mapping>> mappings() throws HostException {
        SortedMap<Integer, List<Mapping>> mappings = StaleMappings.now(shell);
        List<String> roots = new ArrayList<>();
        mappings.keySet().forEach(pid -> roots.add("/proc/" + pid + "/root"));
        Map<String, String> directories = stat("%d:%i", roots);
        if (!roots.isEmpty()) {
            String own = stat("%d:%i", List.of("/")).get("/");
            mappings.keySet().removeIf(pid -> {
                String root = directories.get("/proc/" + pid + "/root");
                return root != null && !root.equals(own);
            });
        }
        return mappings;
    }

    /**
     * A file that is no longer on disk was changed last when its last name was removed. One with names elsewhere was not,
     * nor was one in a lower layer of an overlay.
     */
    private Map<String, Instant> goneAt(List<String> ranges) throws HostException {
        Map<String, Instant> goneAt = new HashMap<>();
        stat("%h %Z", ranges).forEach((range, told) -> {
            if (told.startsWith("0 ") && told.substring(2).matches("\\d{1,12}")) {
                goneAt.put(range, Instant.ofEpochSecond(Long.parseLong(told.substring(2))));
            }
        });
        return goneAt;
    }

    /** What stat(1) tells of each; what is gone by now, or not to be seen, is missing. */
    private Map<String, String> stat(String format, List<String> paths) throws HostException {
        Map<String, String> told = new HashMap<>();
        for (int from = 0; from < paths.size(); from += ASKED_AT_ONCE) {
            List<String> argv = new ArrayList<>(List.of("stat", "-L", "-c", "%n " + format, "--"));
            argv.addAll(paths.subList(from, Math.min(paths.size(), from + ASKED_AT_ONCE)));
            Result result = shell.run(Command.of(TIMEOUT, argv));
            for (String line : result.stdout().lines().toList()) {
                int blank = line.indexOf(' ');
                if (blank > 0) {
                    told.put(line.substring(0, blank), line.substring(blank + 1));
                }
            }
        }
        return told;
    }

    private SortedMap<Integer, StaleProcess> processes(SortedMap<Integer, List<Mapping>> mappings) {
        SortedMap<Integer, StaleProcess> stale = new TreeMap<>();
        mappings.forEach((pid, mapped) -> {
            List<String> paths = mapped.stream()
                    .map(Mapping::path)
                    .distinct()
                    .limit(MAX_FILES)
                    .toList();
            process(pid, paths).ifPresent(process -> stale.put(pid, process));
        });
        return stale;
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
