package dev.fettle.host.pkg.apt;

import dev.fettle.core.product.DebVersion;
import dev.fettle.host.HostException;
import dev.fettle.host.effect.StaleFile;
import dev.fettle.host.pkg.apt.DpkgLog.Replacement;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells by dpkg's log with which build a file went. The moment at which the file's last name was removed lies within what
 * the log says of that build, on the same clock, whatever has become of the clock since. Where a file system does not
 * tell that moment, it is the only replacement since the file was begun to be executed. In doubt nothing is told.
 */
final class Replacements {
    /** The log is written to the second, and a file's time comes from the last tick of the kernel. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DpkgLog.Told log;
    private final HostTimes times;
    private final Instant booted;
    private final Map<String, List<Replacement>> byPackage = new HashMap<>();

    private Replacements(DpkgLog.Told log, HostTimes times, Instant booted) {
        this.log = log;
        this.times = times;
        this.booted = booted;
        for (Replacement each : log.replacements()) {
            byPackage.computeIfAbsent(each.id(), _ -> new ArrayList<>()).add(each);
        }
    }

    /**
     * @param stale decides how far back the log is read
     * @param booted when the system was, by its clock as it goes now
     * @throws HostException if the log or the host's clock cannot be read
     */
    static Replacements of(Shell shell, HostFiles files, List<StaleFile> stale, Instant booted) throws HostException {
        DpkgLog log = new DpkgLog(shell, files);
        DpkgLog.Told recent = log.recent();
        Replacements replacements = new Replacements(recent, times(shell, recent), booted);
        Instant needed = stale.stream()
                .map(replacements::neededSince)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
        if (replacements.since().isBefore(needed)) {
            return replacements;
        }
        DpkgLog.Told whole = log.whole();
        return new Replacements(whole, times(shell, whole), booted);
    }

    private static HostTimes times(Shell shell, DpkgLog.Told log) throws HostException {
        Set<String> times = new TreeSet<>();
        if (log.since() != null) {
            times.add(log.since());
        }
        for (Replacement each : log.replacements()) {
            times.add(each.begun());
            if (each.ended() != null) {
                times.add(each.ended());
            }
        }
        return HostTimes.of(shell, times);
    }

    private Instant since() {
        Instant since = log.since() == null ? null : times.of(log.since());
        return since == null ? Instant.MAX : since;
    }

    private Instant neededSince(StaleFile file) {
        return file.goneAt() == null ? begunToRun(file) : file.goneAt();
    }

    private Instant begunToRun(StaleFile file) {
        return booted.plusMillis((long) (file.firstStartedAt() * 1000));
    }

    /**
     * The version of a package that a file of it went with.
     *
     * @param id {@code name:architecture}
     * @param installed the version of the package that is there now; null if it is gone
     */
    @Nullable
    DebVersion old(String id, StaleFile file, @Nullable DebVersion installed) {
        List<Replacement> all = byPackage.getOrDefault(id, List.of());
        if (file.goneAt() == null) {
            return onlyOneSince(begunToRun(file), all, installed);
        }
        Set<DebVersion> old = new HashSet<>();
        for (Replacement each : all) {
            if (covers(each, file.goneAt())) {
                old.add(each.old());
            }
        }
        return old.size() == 1 ? old.iterator().next() : null;
    }

    /** The packages whose files went at the moment when this one did; none if that moment is not known. */
    Set<String> goneWith(StaleFile file) {
        Set<String> ids = new TreeSet<>();
        if (file.goneAt() != null) {
            byPackage.forEach((id, all) -> {
                if (all.stream().anyMatch(each -> covers(each, file.goneAt()))) {
                    ids.add(id);
                }
            });
        }
        return ids;
    }

    private boolean covers(Replacement each, Instant goneAt) {
        Instant begun = times.of(each.begun());
        Instant ended = each.ended() == null ? null : times.of(each.ended());
        return begun != null
                && ended != null
                && !goneAt.isBefore(begun.minus(SECOND))
                && !goneAt.isAfter(ended.plus(SECOND));
    }

    private @Nullable DebVersion onlyOneSince(Instant start, List<Replacement> all, @Nullable DebVersion installed) {
        if (!since().isBefore(start)) {
            return null;
        }
        List<Replacement> after = new ArrayList<>();
        Instant last = Instant.MIN;
        for (Replacement each : all) {
            Instant begun = times.of(each.begun());
            if (begun == null || begun.isBefore(last) || isAround(begun, start)) {
                return null;
            }
            last = begun;
            if (begun.isAfter(start)) {
                after.add(each);
            }
        }
        boolean told = after.size() == 1 && after.getFirst().now().equals(installed == null ? "" : installed.text());
        return told ? after.getFirst().old() : null;
    }

    private static boolean isAround(Instant begun, Instant start) {
        return begun.minus(SECOND).isBefore(start) && begun.plus(SECOND).isAfter(start);
    }
}
