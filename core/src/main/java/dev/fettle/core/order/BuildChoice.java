package dev.fettle.core.order;

import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which builds an order has to name. A host does nothing that its order does not name, so what belongs together is named
 * together; whether that is all, only the host's own package manager knows, and its report of a simulation says so.
 */
public sealed interface BuildChoice {
    /**
     * What to name.
     *
     * @param changes each with its build as {@code after}; never empty, no package twice
     */
    record Chosen(List<Report.Change> changes) implements BuildChoice {
        public Chosen {
            changes = List.copyOf(changes);
        }

        /** What is to be installed in the end. */
        public List<ExactBuild> builds() {
            List<ExactBuild> builds = new ArrayList<>();
            for (Report.Change change : changes) {
                DebVersion after = change.after();
                if (after != null) {
                    builds.add(new ExactBuild(change.name(), change.architecture(), after));
                }
            }
            return builds;
        }
    }

    /** Going back from what an order has changed; {@code before} and {@code after} as they are to be. */
    record GoingBack(List<Report.Change> changes, Order.RollBack order) implements BuildChoice {
        public GoingBack {
            changes = List.copyOf(changes);
        }
    }

    /** @param why a sentence; names in it come from hosts and are hostile */
    record Impossible(String why) implements BuildChoice {}

    /**
     * The candidates of some packages, and of all others that are built from the same sources, for those need one another
     * in the same version. A package that would newly come in just the version of one that is chosen comes with it: kernels
     * have their version in their name.
     *
     * @param wanted by {@code name:architecture}, or by name alone for all architectures
     */
    static BuildChoice install(PendingChanges pending, Set<String> wanted) {
        SortedSet<String> missing = new TreeSet<>(wanted);
        Set<SourceBuild> sources = new HashSet<>();
        Set<String> ids = new HashSet<>();
        for (PendingPatch patch : pending.patches()) {
            if (wanted.contains(patch.id()) || wanted.contains(patch.name())) {
                missing.remove(patch.id());
                missing.remove(patch.name());
                ids.add(patch.id());
                SourceBuild source = patch.source();
                if (source != null) {
                    sources.add(source.unsigned());
                }
            }
        }
        if (!missing.isEmpty()) {
            return new Impossible("Nothing is pending for " + first(missing)
                    + ". It may have been taken since; look at what is pending now.");
        }
        List<Report.Change> changes = new ArrayList<>();
        Set<String> versions = new HashSet<>();
        for (PendingPatch patch : pending.patches()) {
            SourceBuild source = patch.source();
            if (ids.contains(patch.id()) || (source != null && sources.contains(source.unsigned()))) {
                if (patch.basis() == PendingPatch.Basis.ADVISORY) {
                    return new Impossible("Which version of " + patch.name()
                            + " there is, only advisories say; the host's own package manager has to be asked.");
                }
                versions.add(patch.candidate().text());
                changes.add(
                        new Report.Change(patch.name(), patch.architecture(), patch.installed(), patch.candidate()));
            }
        }
        for (PendingChanges.Install install : pending.installs()) {
            if (versions.contains(install.version().text())) {
                changes.add(new Report.Change(install.name(), install.architecture(), null, install.version()));
            }
        }
        return chosen(changes);
    }

    /**
     * What an order named and, besides, what the host's package manager said it takes.
     *
     * @param named that an order named before
     * @param plan that its report tells
     */
    static BuildChoice again(List<ExactBuild> named, List<Report.Change> plan) {
        Map<String, Report.Change> changes = new LinkedHashMap<>();
        for (ExactBuild build : named) {
            changes.put(build.id(), new Report.Change(build.name(), build.architecture(), null, build.version()));
        }
        SortedSet<String> leaving = new TreeSet<>();
        for (Report.Change change : plan) {
            if (change.after() == null) {
                leaving.add(change.name());
            } else {
                changes.put(change.name() + ":" + change.architecture(), change);
            }
        }
        return leaving.isEmpty()
                ? chosen(List.copyOf(changes.values()))
                : new Impossible("It would take " + first(leaving)
                        + " away, and an installation removes nothing. Decide on the host what is to become of that.");
    }

    /** Back to how it was before an order: what it changed or took away, as it was; what it brought goes. */
    static BuildChoice rollBack(List<Report.Change> changed) {
        List<Report.Change> changes = new ArrayList<>();
        List<ExactBuild> builds = new ArrayList<>();
        List<ExactBuild> newcomers = new ArrayList<>();
        try {
            for (Report.Change change : changed) {
                DebVersion before = change.before();
                DebVersion after = change.after();
                if (before != null) {
                    builds.add(new ExactBuild(change.name(), change.architecture(), before));
                } else if (after != null) {
                    newcomers.add(new ExactBuild(change.name(), change.architecture(), after));
                }
                changes.add(new Report.Change(
                        change.name(), change.architecture(), /* before= */ after, /* after= */ before));
            }
            if (changes.isEmpty()) {
                return new Impossible("The order has changed no package, so there is nothing to take back.");
            }
            if (builds.isEmpty()) {
                return new Impossible("The order has only brought new packages, and going back takes at least one older"
                        + " build. Remove them on the host.");
            }
            return new GoingBack(changes, new Order.RollBack(builds, newcomers));
        } catch (IllegalArgumentException e) {
            return unnameable(e);
        }
    }

    private static BuildChoice chosen(Collection<Report.Change> changes) {
        if (changes.isEmpty()) {
            return new Impossible("Choose at least one package.");
        }
        try {
            Chosen chosen = new Chosen(List.copyOf(changes));
            Order.Install whole = new Order.Install(chosen.builds()); // the same rules hold for all orders of builds
            return whole.builds().isEmpty() ? new Impossible("Choose at least one package.") : chosen;
        } catch (IllegalArgumentException e) {
            return unnameable(e);
        }
    }

    private static BuildChoice unnameable(IllegalArgumentException fault) {
        return new Impossible("The host tells of a package that no order can name: " + fault.getMessage());
    }

    private static String first(SortedSet<String> names) {
        return names.first() + (names.size() > 1 ? " and " + (names.size() - 1) + " more" : "");
    }
}
