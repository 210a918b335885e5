package dev.fettle.host.pkg.apt;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which installed packages files belong to, as dpkg knows it, its diversions and merged {@code /usr} taken into account. */
final class FileOwners {
    private static final String DIVERSIONS = "/var/lib/dpkg/diversions";
    private static final int MAX_BYTES = 4 << 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int ASKED_AT_ONCE = 200;

    /** The folders that are one with those of {@code /usr} on a system of today; dpkg may know a file by either path. */
    private static final Pattern MERGED =
            Pattern.compile("^(?:/usr)?(/(?:bin|sbin|lib|lib32|lib64|libo32|libx32)/.+)$");

    /** {@code libssl3:amd64, libssl3:i386: /usr/lib/…}. */
    private static final Pattern OWNED = Pattern.compile("^([a-z0-9][a-z0-9+.:, -]{1,2000}): (/.*)$");

    private final Shell shell;
    private final HostFiles files;

    FileOwners(Shell shell, HostFiles files) {
        this.shell = shell;
        this.files = files;
    }

    /**
     * By path, those of the paths that belong to any package: names of packages, with {@code :architecture} where one name
     * is installed for several.
     *
     * @throws HostException if dpkg cannot be asked
     */
    Map<String, Set<String>> of(Collection<String> paths) throws HostException {
        List<Diversion> diversions = diversions();
        Set<String> asked = new TreeSet<>();
        for (String path : paths) {
            String merged = merged(path);
            asked.add(merged);
            for (Diversion each : diversions) {
                if (each.to().equals(merged)) {
                    asked.add(each.from());
                }
            }
        }
        Map<String, Set<String>> recorded = recorded(asked);
        Map<String, Set<String>> owners = new HashMap<>();
        for (String path : paths) {
            Set<String> of = owners(merged(path), recorded, diversions);
            if (!of.isEmpty()) {
                owners.put(path, of);
            }
        }
        return owners;
    }

    /** Of a file that is diverted the owner is who diverts it; the others' lies where it was diverted to. */
    private static Set<String> owners(String path, Map<String, Set<String>> recorded, List<Diversion> diversions) {
        Set<String> owners = new LinkedHashSet<>(recorded.getOrDefault(path, Set.of()));
        for (Diversion each : diversions) {
            if (each.from().equals(path)) {
                owners.removeIf(owner -> !each.isBy(owner));
            } else if (each.to().equals(path)) {
                recorded.getOrDefault(each.from(), Set.of()).stream()
                        .filter(owner -> !each.isBy(owner))
                        .forEach(owners::add);
            }
        }
        return owners;
    }

    /** One spelling of a path, that without {@code /usr}. */
    private static String merged(String path) {
        Matcher merged = MERGED.matcher(path);
        return merged.matches() ? merged.group(1) : path;
    }

    private Map<String, Set<String>> recorded(Set<String> paths) throws HostException {
        List<String> spellings = new ArrayList<>();
        for (String path : paths) {
            if (path.chars().noneMatch(c -> "*?[\\".indexOf(c) >= 0)) {
                spellings.add(path);
                if (MERGED.matcher(path).matches()) {
                    spellings.add("/usr" + path);
                }
            }
        }
        Map<String, Set<String>> recorded = new HashMap<>();
        for (int from = 0; from < spellings.size(); from += ASKED_AT_ONCE) {
            List<String> argv = new ArrayList<>(List.of("dpkg-query", "--search", "--"));
            argv.addAll(spellings.subList(from, Math.min(spellings.size(), from + ASKED_AT_ONCE)));
            // It ends with 1 as soon as one of the paths is in no package.
            Result result = shell.run(Command.of(TIMEOUT, argv));
            if (result.status() > 1) {
                throw new HostException(
                        "dpkg-query",
                        "dpkg cannot say which packages files belong to: " + String.join(" / ", result.errorLines()));
            }
            for (String line : result.stdout().lines().toList()) {
                Matcher owned = OWNED.matcher(line);
                if (!line.startsWith("diversion by ") && !line.startsWith("local diversion ") && owned.matches()) {
                    recorded.computeIfAbsent(merged(owned.group(2)), _ -> new HashSet<>())
                            .addAll(List.of(owned.group(1).split(", ", -1)));
                }
            }
        }
        return recorded;
    }

    /** @param by the package that diverts; {@code :} for the administrator */
    private record Diversion(String from, String to, String by) {
        boolean isBy(String owner) {
            return owner.equals(by) || owner.startsWith(by + ":");
        }
    }

    /** Three lines each: from, to, by whom. */
    private List<Diversion> diversions() throws HostException {
        List<String> lines =
                files.read(DIVERSIONS, MAX_BYTES).orElse("").lines().toList();
        List<Diversion> diversions = new ArrayList<>();
        for (int i = 0; i + 2 < lines.size(); i += 3) {
            diversions.add(new Diversion(merged(lines.get(i)), merged(lines.get(i + 1)), lines.get(i + 2)));
        }
        return diversions;
    }
}
