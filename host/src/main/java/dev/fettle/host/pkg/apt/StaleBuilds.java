package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.HostException;
import dev.fettle.host.Interruption;
import dev.fettle.host.Problems;
import dev.fettle.host.effect.StaleFile;
import dev.fettle.host.effect.StaleProcesses;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which builds of packages still run although they were replaced or removed: to which package the files belonged that
 * processes execute and that are no longer on disk, and in which version. What cannot be told is told to be unknown.
 */
final class StaleBuilds {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_STAT = 16 << 20;
    private static final int MAX_USERS = 100;
    private static final int MAX_NAMED = 5;
    private static final Pattern BOOTED = Pattern.compile("(?m)^btime (\\d{1,12})$");

    /** {@code /usr/lib/x86_64-linux-gnu/libexpat.so.1.8.10}, which the next version calls {@code libexpat.so.1.9.0}. */
    private static final Pattern NUMBERED = Pattern.compile("^(.+\\.so\\.\\d+)(?:\\.\\d+)+$");

    /** Where packages have their programs and nobody else does. */
    private static final Pattern OF_PACKAGES =
            Pattern.compile("^/(?:usr/)?(?:bin|sbin|lib|lib32|lib64|libx32|libexec)/.*");

    private final Shell shell;
    private final HostFiles files;
    private final Problems problems;

    StaleBuilds(Shell shell, HostFiles files, Problems problems) {
        this.shell = shell;
        this.files = files;
        this.problems = problems;
    }

    /** A package by name and architecture, and the version of it that a file went with. */
    private record Build(
            String name, String architecture, @Nullable DebVersion version) {}

    /**
     * Looks now; by name, architecture and version. Where it could not be looked, or not fully, the problems say so.
     *
     * @param installed what is installed now
     * @throws HostException if the thread is interrupted
     */
    List<StaleBuild> now(List<InstalledPackage> installed) throws HostException {
        try {
            return look(installed);
        } catch (HostException unknown) {
            Interruption.check();
            problems.add(
                    unknown.problem().where(),
                    "Which programs still run files that were replaced is not known: "
                            + unknown.problem().message(),
                    unknown.problem().text());
            return List.of();
        }
    }

    /**
     * The same for whoever must not take what is unknown for nothing.
     *
     * @throws HostException if it could not be looked, or the thread is interrupted
     */
    List<StaleBuild> look(List<InstalledPackage> installed) throws HostException {
        if (!shell.run(Command.of(TIMEOUT, "id", "-u")).stdout().strip().equals("0")) {
            throw new HostException("/proc", "only root sees what all of them execute. Look as root to know it.");
        }
        List<StaleFile> stale = new StaleProcesses(shell, files).files();
        return stale.isEmpty() ? List.of() : builds(stale, installed);
    }

    private List<StaleBuild> builds(List<StaleFile> stale, List<InstalledPackage> installed) throws HostException {
        Map<String, InstalledPackage> byId = new HashMap<>();
        Map<String, List<InstalledPackage>> byName = new HashMap<>();
        for (InstalledPackage each : installed) {
            byId.put(each.id(), each);
            byName.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each);
        }
        Map<String, Set<String>> owners = new FileOwners(shell, files).of(asked(stale));
        Optional<Replacements> replacements = replacements(stale);
        Map<Build, Set<String>> users = new LinkedHashMap<>();
        List<StaleFile> nobodys = new ArrayList<>();
        for (StaleFile file : stale) {
            String id = owner(file, owners, byName, replacements);
            if (id.isEmpty()) {
                nobodys.add(file);
                continue;
            }
            InstalledPackage now = byId.get(id);
            DebVersion old = replacements
                    .map(known -> known.old(id, file, now == null ? null : now.version()))
                    .orElse(null);
            int colon = id.indexOf(':');
            users.computeIfAbsent(new Build(id.substring(0, colon), id.substring(colon + 1), old), _ -> new TreeSet<>())
                    .addAll(users(file));
        }
        tell(nobodys);
        List<StaleBuild> builds = new ArrayList<>();
        users.forEach((build, by) -> builds.add(new StaleBuild(
                build.name(),
                build.architecture(),
                build.version(),
                source(build.version(), byId.get(build.name() + ":" + build.architecture())),
                by.stream().limit(MAX_USERS).toList())));
        builds.sort(Comparator.comparing(StaleBuild::id)
                .thenComparing(
                        each -> each.version() == null ? "" : each.version().text()));
        return builds;
    }

    /** The log is not everything: without it the versions are not known, but what has to be restarted is. */
    private Optional<Replacements> replacements(List<StaleFile> stale) throws HostException {
        try {
            Matcher booted =
                    BOOTED.matcher(files.readStart("/proc/stat", MAX_STAT).orElse(""));
            Instant when = booted.find() ? Instant.ofEpochSecond(Long.parseLong(booted.group(1))) : Instant.MAX;
            return Optional.of(Replacements.of(shell, files, stale, when));
        } catch (HostException unreadable) {
            Interruption.check();
            problems.add(
                    unreadable.problem().where(),
                    "Which versions of the replaced files still run is not known: "
                            + unreadable.problem().message(),
                    unreadable.problem().text());
            return Optional.empty();
        }
    }

    private static Set<String> asked(List<StaleFile> stale) {
        Set<String> asked = new TreeSet<>();
        for (StaleFile file : stale) {
            asked.add(file.path());
            Matcher numbered = NUMBERED.matcher(file.path());
            if (numbered.matches()) {
                asked.add(numbered.group(1));
            }
        }
        return asked;
    }

    /** As {@code name:architecture}; empty if no package is known that the file belonged to. */
    private static String owner(
            StaleFile file,
            Map<String, Set<String>> owners,
            Map<String, List<InstalledPackage>> byName,
            Optional<Replacements> replacements) {
        Set<String> gone = replacements.map(known -> known.goneWith(file)).orElse(Set.of());
        Matcher numbered = NUMBERED.matcher(file.path());
        Set<String> named = owners.getOrDefault(
                file.path(), numbered.matches() ? owners.getOrDefault(numbered.group(1), Set.of()) : Set.of());
        Set<String> candidates = new TreeSet<>();
        for (String owner : named) {
            if (owner.contains(":")) {
                candidates.add(owner);
            } else {
                byName.getOrDefault(owner, List.of()).forEach(each -> candidates.add(each.id()));
            }
        }
        if (candidates.size() > 1 && candidates.stream().anyMatch(gone::contains)) {
            candidates.retainAll(gone);
        }
        if (candidates.isEmpty()
                && gone.size() == 1
                && OF_PACKAGES.matcher(file.path()).matches()) {
            candidates.addAll(gone);
        }
        return candidates.size() == 1 ? candidates.iterator().next() : "";
    }

    private static Set<String> users(StaleFile file) {
        Set<String> users = new TreeSet<>();
        for (StaleProcess process : file.users()) {
            users.add(
                    process.isInit() ? StaleBuild.INIT : process.unit().isEmpty() ? process.command() : process.unit());
        }
        return users;
    }

    /** That of a build of the same package, if its versions are those of its source, as they are for most. */
    private static @Nullable SourceBuild source(@Nullable DebVersion version, @Nullable InstalledPackage now) {
        if (version == null || now == null) {
            return null;
        }
        boolean alike = now.version().withoutBinaryRebuild().equals(now.source().version());
        return alike ? new SourceBuild(now.source().name(), version.withoutBinaryRebuild()) : null;
    }

    private void tell(List<StaleFile> nobodys) {
        if (nobodys.isEmpty()) {
            return;
        }
        Set<String> users = new TreeSet<>();
        nobodys.forEach(file -> users.addAll(users(file)));
        String count = nobodys.size() == 1 ? "1 file" : nobodys.size() + " files";
        problems.add(
                "/proc",
                count + " that no package is known to own " + (nobodys.size() == 1 ? "was" : "were")
                        + " replaced or removed and still in use; what that means is not known here. Restart what runs them"
                        + " (" + (users.size() > MAX_NAMED ? "the first of " + users.size() : "all") + " named here).",
                String.join(", ", users.stream().limit(MAX_NAMED).toList()));
    }
}
