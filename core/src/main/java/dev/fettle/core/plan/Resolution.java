package dev.fettle.core.plan;

import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.order.BuildChoice;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Works out what hosts in one situation get. */
final class Resolution {
    private static final int NAMED = 10;

    private final Situation situation;
    private final ChangeWish wish;
    private final Set<String> meant;
    private final DurationHistory history;
    private final Instant now;

    Resolution(Situation situation, ChangeWish wish, Planner.Facts facts) {
        this.situation = situation;
        this.wish = wish;
        this.meant = facts.meant();
        this.history = facts.history();
        this.now = facts.now();
    }

    /** What became of it. */
    sealed interface Resolved {
        record Gets(HostClass what) implements Resolved {}

        record Nothing(LeftOut.Why why, String because) implements Resolved {}
    }

    Resolved resolve() {
        List<PendingPatch> wanted =
                situation.pending().patches().stream().filter(this::isWanted).toList();
        if (wanted.isEmpty()) {
            return nothingPending();
        }
        List<PendingPatch> ripe = wanted.stream()
                .filter(each -> !each.downgrade() && isRipe(each))
                .toList();
        if (ripe.isEmpty()) {
            return wanted.stream().allMatch(PendingPatch::downgrade)
                    ? new Resolved.Nothing(
                            LeftOut.Why.KEPT_BACK,
                            "The package manager there would go to an older version of " + names(wanted) + ".")
                    : new Resolved.Nothing(LeftOut.Why.RIPENING, young(wanted));
        }
        if (ripe.stream().anyMatch(each -> each.basis() == PendingPatch.Basis.ADVISORY)) {
            return new Resolved.Nothing(
                    LeftOut.Why.UNKNOWN,
                    "Which versions can be installed there, only advisories say; the host's own package manager has to be"
                            + " asked.");
        }
        Set<String> ids = ripe.stream().map(PendingPatch::id).collect(Collectors.toSet());
        return switch (BuildChoice.install(situation.pending(), ids)) {
            case BuildChoice.Chosen chosen -> whole(chosen, wanted);
            case BuildChoice.Impossible(String why) -> new Resolved.Nothing(LeftOut.Why.UNNAMEABLE, why);
            case BuildChoice.GoingBack _ -> throw new IllegalStateException("An installation does not go back.");
        };
    }

    private boolean isWanted(PendingPatch patch) {
        List<OpenFinding> closes = situation.of(patch.id()).closes();
        return switch (wish.selection()) {
            case Selection.Everything() -> true;
            case Selection.Security() -> patch.security() || !closes.isEmpty();
            case Selection.Foremost(int steps) -> {
                int rank = situation.of(patch.id()).rank();
                yield rank >= 1 && rank <= steps;
            }
            case Selection.Vulnerabilities _, Selection.Advisories _ ->
                closes.stream().anyMatch(each -> meant.contains(each.vulnerability()));
            case Selection.Packages(List<String> names) -> names.contains(patch.name()) || names.contains(patch.id());
        };
    }

    /** Old enough, or so urgent that its age does not matter. */
    private boolean isRipe(PendingPatch patch) {
        if (wish.ripeningDays() == 0 || patch.security()) {
            return true;
        }
        Situation.Known known = situation.of(patch.id());
        Instant seen = known.firstSeen();
        return known.closes().stream().anyMatch(OpenFinding::exploited)
                || (seen != null
                        && !seen.plus(Duration.ofDays(wish.ripeningDays())).isAfter(now));
    }

    private String young(List<PendingPatch> patches) {
        return "Seen first less than " + wish.ripeningDays() + " days ago: " + names(patches) + ".";
    }

    private Resolved nothingPending() {
        List<PendingChanges.KeptBack> kept = keptBack();
        boolean byFindings = wish.selection() instanceof Selection.Vulnerabilities
                || wish.selection() instanceof Selection.Advisories;
        if (byFindings && !situation.exposedTo().isEmpty()) {
            return new Resolved.Nothing(
                    LeftOut.Why.NO_FIX,
                    first(new TreeSet<>(situation.exposedTo()))
                            + " is open there, and nothing that is pending closes it."
                            + (kept.isEmpty() ? "" : " " + keptSentence(kept)));
        }
        if (!kept.isEmpty() && !byFindings) {
            return new Resolved.Nothing(LeftOut.Why.KEPT_BACK, keptSentence(kept));
        }
        return new Resolved.Nothing(
                LeftOut.Why.NOTHING_PENDING,
                byFindings
                        ? "None of the vulnerabilities is open there."
                        : "Nothing of what is wanted is pending there.");
    }

    /** Those that the selection may mean; whether a kept one carries a security fix, nobody tells. */
    private List<PendingChanges.KeptBack> keptBack() {
        List<PendingChanges.KeptBack> all = situation.pending().keptBack();
        return switch (wish.selection()) {
            case Selection.Packages(List<String> names) ->
                all.stream()
                        .filter(each ->
                                names.contains(each.name()) || names.contains(each.name() + ":" + each.architecture()))
                        .toList();
            case Selection.Everything _,
                    Selection.Security _,
                    Selection.Foremost _,
                    Selection.Vulnerabilities _,
                    Selection.Advisories _ -> all;
        };
    }

    private static String keptSentence(List<PendingChanges.KeptBack> kept) {
        TreeMap<String, TreeSet<String>> byReason = new TreeMap<>();
        for (PendingChanges.KeptBack each : kept) {
            String why =
                    switch (each.why()) {
                        case PendingChanges.Why.Held _ -> "Held there by its administrator";
                        case PendingChanges.Why.Phased _ -> "Served to a part of all hosts only so far";
                        case PendingChanges.Why.Unsatisfied _ -> "Cannot be installed there with the rest";
                    };
            byReason.computeIfAbsent(why, _ -> new TreeSet<>()).add(each.name());
        }
        return byReason.entrySet().stream()
                .map(each -> each.getKey() + ": " + first(each.getValue()) + ".")
                .collect(Collectors.joining(" "));
    }

    /** What takes everything that is pending takes along what the package manager would bring and take away for that. */
    private Resolved whole(BuildChoice.Chosen chosen, List<PendingPatch> wanted) {
        PendingChanges pending = situation.pending();
        Set<String> ids = ids(chosen.changes());
        boolean everything =
                ids.containsAll(pending.patches().stream().map(PendingPatch::id).toList());
        if (!everything) {
            return new Resolved.Gets(made(chosen.changes(), wanted, true));
        }
        List<Report.Change> all = new ArrayList<>(chosen.changes());
        for (PendingChanges.Install each : pending.installs()) {
            if (!ids.contains(each.name() + ":" + each.architecture())) {
                all.add(new Report.Change(each.name(), each.architecture(), null, each.version()));
            }
        }
        pending.removals()
                .forEach(each -> all.add(new Report.Change(each.name(), each.architecture(), each.installed(), null)));
        return switch (BuildChoice.again(chosen.builds(), all)) {
            case BuildChoice.Chosen with -> new Resolved.Gets(made(with.changes(), wanted, false));
            case BuildChoice.Impossible(String why) ->
                new Resolved.Nothing(
                        pending.removals().isEmpty() ? LeftOut.Why.UNNAMEABLE : LeftOut.Why.NEEDS_REMOVAL, why);
            case BuildChoice.GoingBack _ -> throw new IllegalStateException("An installation does not go back.");
        };
    }

    private static Set<String> ids(Collection<Report.Change> changes) {
        return changes.stream()
                .map(each -> each.name() + ":" + each.architecture())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** @param part whether it leaves something behind that is pending */
    private HostClass made(List<Report.Change> changes, List<PendingPatch> wanted, boolean part) {
        List<Report.Change> sorted = changes.stream()
                .sorted(Comparator.comparing(Report.Change::name).thenComparing(Report.Change::architecture))
                .toList();
        Set<String> ids = ids(sorted);
        PendingChanges pending = situation.pending();
        long bytes = 0;
        Map<String, OpenFinding> worst = new HashMap<>();
        for (PendingPatch patch : pending.patches()) {
            if (ids.contains(patch.id())) {
                PendingPatch.Download download = patch.download();
                bytes += download == null ? 0 : Math.max(0, download.bytes());
                for (OpenFinding each : situation.of(patch.id()).closes()) {
                    worst.merge(
                            each.vulnerability(), each, (a, b) -> OpenFinding.WORST_FIRST.compare(a, b) <= 0 ? a : b);
                }
            }
        }
        for (PendingChanges.Install each : pending.installs()) {
            bytes += ids.contains(each.name() + ":" + each.architecture()) ? Math.max(0, each.bytes()) : 0;
        }
        long download = bytes;
        Aftermath aftermath =
                Aftermath.of(sorted.stream().map(Report.Change::name).toList());
        List<Duration> took = history.took(PackageSet.of(situation.platform(), sorted));
        Optional<Duration> byHistory = ExpectedDuration.byHistory(took);
        List<String> notes = notes(ids, wanted, part, worst.keySet());
        byHistory.ifPresent(_ -> notes.add(ExpectedDuration.note(took.size())));
        return new HostClass(
                situation.platform(),
                sorted,
                aftermath,
                byHistory.orElseGet(() -> ExpectedDuration.of(sorted, download, aftermath)),
                bytes,
                worst.values().stream()
                        .sorted(OpenFinding.WORST_FIRST)
                        .map(each -> new HostClass.Closed(each.vulnerability(), each.tier()))
                        .toList(),
                notes,
                BuildFile.told(pending, HostClass.builds(sorted)));
    }

    /** What the change is for, is open there, and is not closed by what is installed. */
    private Optional<String> open(Set<String> closed) {
        TreeSet<String> open = new TreeSet<>(situation.exposedTo());
        open.removeAll(closed);
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of("Nothing that is pending there closes " + first(open) + ", which "
                        + (open.size() == 1 ? "stays" : "stay") + " open.");
    }

    private List<String> notes(Set<String> ids, List<PendingPatch> wanted, boolean part, Set<String> closed) {
        List<String> notes = new ArrayList<>();
        open(closed).ifPresent(notes::add);
        PendingChanges pending = situation.pending();
        List<PendingPatch> behind =
                wanted.stream().filter(each -> !ids.contains(each.id())).toList();
        List<PendingPatch> older =
                behind.stream().filter(PendingPatch::downgrade).toList();
        List<PendingPatch> young =
                behind.stream().filter(each -> !each.downgrade()).toList();
        if (!young.isEmpty()) {
            notes.add(young(young));
        }
        if (!older.isEmpty()) {
            notes.add("The package manager there would go to an older version of " + names(older) + "; that is left.");
        }
        boolean meansKept = !keptBack().isEmpty()
                && (wish.selection() instanceof Selection.Everything
                        || wish.selection() instanceof Selection.Security
                        || wish.selection() instanceof Selection.Packages);
        if (meansKept) {
            notes.add(keptSentence(keptBack()));
        }
        if (part) {
            TreeSet<String> coming = new TreeSet<>();
            for (PendingChanges.Install each : pending.installs()) {
                if (!ids.contains(each.name() + ":" + each.architecture())) {
                    coming.add(each.name());
                }
            }
            if (!coming.isEmpty()) {
                notes.add("Everything that is pending there would bring " + first(coming)
                        + " newly. If what is chosen needs that, the host changes nothing and says so.");
            }
            TreeSet<String> leaving = new TreeSet<>();
            pending.removals().forEach(each -> leaving.add(each.name()));
            if (!leaving.isEmpty()) {
                notes.add("Everything that is pending there would take " + first(leaving)
                        + " away. If what is chosen needs that, the host changes nothing and says so.");
            }
        }
        return notes;
    }

    private static String names(List<PendingPatch> patches) {
        TreeSet<String> names = new TreeSet<>();
        patches.forEach(each -> names.add(each.name()));
        return first(names);
    }

    private static String first(SortedSet<String> names) {
        String shown = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? shown + " and " + (names.size() - NAMED) + " more" : shown;
    }
}
