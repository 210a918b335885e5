package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingChanges.Install;
import dev.fettle.core.inventory.PendingChanges.KeptBack;
import dev.fettle.core.inventory.PendingChanges.Removal;
import dev.fettle.core.inventory.PendingChanges.Why;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.PendingPatch.Basis;
import dev.fettle.core.inventory.PendingPatch.Download;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes pending changes of apt's plan and the package lists. */
final class PendingReader {
    private static final String WHERE = "apt-get -s dist-upgrade";

    private final Apt apt;
    private final PackageIndexes indexes;
    private final String architecture;
    private final Problems problems;
    private final List<PendingPatch> patches = new ArrayList<>();
    private final List<AptPlan.Step> incoming = new ArrayList<>();
    private final List<Removal> removals = new ArrayList<>();
    private final Set<String> touched = new HashSet<>();

    /** @param architecture the native one, under which apt files packages for all architectures */
    PendingReader(Apt apt, PackageIndexes indexes, String architecture, Problems problems) {
        this.apt = apt;
        this.indexes = indexes;
        this.architecture = architecture;
        this.problems = problems;
    }

    PendingChanges read(List<AptPlan.Step> plan, List<InstalledPackage> installed) throws HostException {
        for (AptPlan.Step step : plan) {
            take(step);
        }
        List<InstalledPackage> behind =
                installed.stream().filter(this::stayedBehind).toList();
        Candidates candidates = Candidates.NONE;
        if (!behind.isEmpty() || !incoming.isEmpty()) {
            candidates = Candidates.ask(apt, questions(behind), problems);
        }
        Comparator<String> order = Comparator.naturalOrder();
        patches.sort(Comparator.comparing(PendingPatch::id, order));
        removals.sort(Comparator.comparing(Removal::name, order).thenComparing(Removal::architecture));
        return new PendingChanges(patches, installs(candidates), removals, keptBack(behind, candidates));
    }

    private void take(AptPlan.Step step) {
        touched.add(step.name() + ":" + step.architecture());
        AptPlan.Build install = step.install();
        AptPlan.Build current = step.current();
        switch (step.mode()) {
            case "upgrade", "downgrade", "reinstall" -> {
                if (install == null || current == null) {
                    incomplete(step);
                } else if (!install.version().equals(current.version())) {
                    patches.add(patch(step, install, current));
                }
            }
            case "install" -> {
                if (install == null) {
                    incomplete(step);
                } else {
                    incoming.add(step);
                }
            }
            case "deinstall", "purge" -> {
                if (current == null) {
                    incomplete(step);
                } else {
                    removals.add(new Removal(step.name(), current.architecture(), current.version()));
                }
            }
            case "keep" -> touched.remove(step.name() + ":" + step.architecture());
            default -> problems.add(WHERE, "apt would do something unknown to " + step.name() + ".", step.mode());
        }
    }

    private void incomplete(AptPlan.Step step) {
        problems.add(WHERE, "apt's plan does not say from and to which version.", step.mode() + " " + step.name());
    }

    private PendingPatch patch(AptPlan.Step step, AptPlan.Build install, AptPlan.Build current) {
        IndexEntry entry = indexes.build(step.name(), install.version().text(), install.architecture());
        return new PendingPatch(
                step.name(),
                current.architecture(),
                current.version(),
                install.version(),
                entry == null ? null : entry.source(),
                install.origins(),
                entry == null ? null : entry.download(),
                Basis.PACKAGE_MANAGER);
    }

    private List<String> questions(List<InstalledPackage> behind) {
        List<String> questions = new ArrayList<>();
        behind.forEach(each -> questions.add(each.name() + ":" + filedUnder(each.architecture())));
        for (AptPlan.Step step : incoming) {
            AptPlan.Build install = step.install();
            if (install != null) {
                questions.add(step.name() + ":" + step.architecture() + "=" + install.version());
            }
        }
        return questions;
    }

    private List<Install> installs(Candidates candidates) {
        List<Install> installs = new ArrayList<>();
        for (AptPlan.Step step : incoming) {
            AptPlan.Build install = step.install();
            if (install != null) {
                IndexEntry entry =
                        candidates.build(step.name(), install.version().text(), install.architecture());
                Download download = entry == null ? null : entry.download();
                installs.add(new Install(
                        step.name(),
                        install.architecture(),
                        install.version(),
                        install.origins(),
                        download == null ? 0 : download.bytes(),
                        download == null ? "" : download.sha256()));
            }
        }
        installs.sort(Comparator.comparing(Install::name).thenComparing(Install::architecture));
        return installs;
    }

    /** Whether a list has a newer build than the installed one and the plan leaves the package as it is. */
    private boolean stayedBehind(InstalledPackage installed) {
        return !touched.contains(installed.name() + ":" + filedUnder(installed.architecture()))
                && newest(installed) != null;
    }

    private @Nullable IndexEntry newest(InstalledPackage installed) {
        IndexEntry newest = null;
        for (IndexEntry entry : indexes.of(installed.name())) {
            boolean sameArchitecture = filedUnder(entry.architecture()).equals(filedUnder(installed.architecture()));
            if (sameArchitecture
                    && installed.version().isBefore(entry.version())
                    && (newest == null || newest.version().isBefore(entry.version()))) {
                newest = entry;
            }
        }
        return newest;
    }

    private String filedUnder(String packageArchitecture) {
        return packageArchitecture.equals("all") ? architecture : packageArchitecture;
    }

    /** Those whose candidate, which heeds pinning, is newer than what is installed. */
    private List<KeptBack> keptBack(List<InstalledPackage> behind, Candidates candidates) {
        List<KeptBack> keptBack = new ArrayList<>();
        for (InstalledPackage installed : behind) {
            IndexEntry candidate = candidates.of(installed.name(), filedUnder(installed.architecture()), architecture);
            if (candidate != null && installed.version().isBefore(candidate.version())) {
                keptBack.add(new KeptBack(
                        installed.name(),
                        installed.architecture(),
                        installed.version(),
                        candidate.version(),
                        why(installed, candidate)));
            }
        }
        return keptBack;
    }

    private static Why why(InstalledPackage installed, IndexEntry candidate) {
        if (installed.held()) {
            return new Why.Held();
        }
        if (candidate.phased() < IndexEntry.FULLY_PHASED) {
            return new Why.Phased(candidate.phased());
        }
        return new Why.Unsatisfied();
    }
}
