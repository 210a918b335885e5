package dev.fettle.core.assessment;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/** Which patches are pending on which hosts, and what they mend there. */
final class PendingIndex {
    private final Map<PendingStep, RoaringBitmap> hosts = new HashMap<>();
    private final Map<StepId, Set<PendingStep>> steps = new HashMap<>();

    /** @param known whether the host may stand here already */
    void put(int host, Collection<PendingStep> pending, boolean known) {
        if (known) {
            Set<PendingStep> wanted = new HashSet<>(pending);
            List<PendingStep> deserted = new ArrayList<>();
            hosts.forEach((step, having) -> {
                if (having.contains(host) && !wanted.contains(step)) {
                    having.remove(host);
                    if (having.isEmpty()) {
                        deserted.add(step);
                    }
                }
            });
            deserted.forEach(this::forget);
        }
        for (PendingStep step : pending) {
            hosts.computeIfAbsent(step, this::begin).add(host);
        }
    }

    private RoaringBitmap begin(PendingStep step) {
        steps.computeIfAbsent(StepId.of(step), _ -> new HashSet<>()).add(step);
        return new RoaringBitmap();
    }

    private void forget(PendingStep step) {
        hosts.remove(step);
        steps.computeIfPresent(StepId.of(step), (_, all) -> all.remove(step) && all.isEmpty() ? null : all);
    }

    Set<StepId> ids() {
        return steps.keySet();
    }

    /** @param bearers gives all that hosts have of a source package */
    @Nullable
    FleetStep step(StepId id, RoaringBitmap within, BiFunction<Platform, String, List<Bearer>> bearers) {
        Map<PendingStep, RoaringBitmap> members = new LinkedHashMap<>();
        RoaringBitmap where = new RoaringBitmap();
        for (PendingStep step : steps.getOrDefault(id, Set.of())) {
            RoaringBitmap having = RoaringBitmap.and(hosts.getOrDefault(step, new RoaringBitmap()), within);
            if (!having.isEmpty()) {
                members.put(step, having);
                where.or(having);
            }
        }
        if (members.isEmpty()) {
            return null;
        }
        PendingStep first = members.keySet().iterator().next();
        SourceBuild to = first.to();
        Mended mended = new Mended();
        if (to != null && first.canMend()) {
            for (Bearer bearer : bearers.apply(id.platform(), to.name())) {
                List<OpenFinding> closed = closed(bearer, to);
                if (!closed.isEmpty()) {
                    RoaringBitmap startsHere = startsHere(members, bearer.judged());
                    mended.add(closed, RoaringBitmap.andCardinality(startsHere, bearer.hosts()));
                }
            }
        }
        List<PendingStep> patches = List.copyOf(members.keySet());
        boolean security = patches.stream().anyMatch(step -> step.patch().security());
        boolean kernelParts = to != null && !first.canMend();
        return new FleetStep(
                id, patches, where, kernelParts ? Tier.ROUTINE : mended.tier(security), mended.sorted(), mended.risk());
    }

    /** What of a bearer's findings is closed when this build is reached. */
    private static List<OpenFinding> closed(Bearer bearer, SourceBuild to) {
        DebVersion reached = to.version().withoutBackportSuffix();
        List<OpenFinding> closed = new ArrayList<>();
        for (OpenFinding each : bearer.open()) {
            if (each.source().equals(to.name())
                    && each.verdict() instanceof Verdict.Fixable(String fixed, Verdict.Way way)
                    && way == Verdict.Way.PATCH
                    && DebVersion.compare(fixed, reached.text()) <= 0) {
                closed.add(each);
            }
        }
        return closed;
    }

    private static RoaringBitmap startsHere(Map<PendingStep, RoaringBitmap> members, Judged judged) {
        RoaringBitmap hosts = new RoaringBitmap();
        members.forEach((step, having) -> {
            SourceBuild from = step.from();
            boolean starts =
                    switch (judged) {
                        case Judged.OfPackage ofPackage ->
                            step.bringsKernel()
                                    || from == null
                                    || ofPackage.build().equals(from);
                        case Judged.OfRunning ofRunning ->
                            step.bringsKernel()
                                    || from == null
                                    || ofRunning.running().equals(from);
                        case Judged.OfKernels _ -> step.bringsKernel() || from == null;
                    };
            if (starts) {
                hosts.or(having);
            }
        });
        return hosts;
    }

    void pack() {
        hosts.values().forEach(RoaringBitmap::runOptimize);
    }

    /** What a step mends, summed up over the hosts. */
    private static final class Mended {
        private final Map<String, OpenFinding> worst = new HashMap<>();
        private final List<Double> risks = new ArrayList<>();

        void add(List<OpenFinding> closed, int hosts) {
            if (hosts == 0) {
                return;
            }
            double spared = 1;
            for (OpenFinding each : closed) {
                OpenFinding before = worst.get(each.vulnerability());
                if (before == null || OpenFinding.WORST_FIRST.compare(each, before) < 0) {
                    worst.put(each.vulnerability(), each);
                }
                spared *= 1 - each.risk();
            }
            risks.add((1 - spared) * hosts);
        }

        Tier tier(boolean security) {
            boolean harmless = worst.values().stream().allMatch(OpenFinding::unimportant);
            Tier tier = security && harmless ? Tier.UNRATED : Tier.ROUTINE;
            for (OpenFinding each : worst.values()) {
                tier = each.tier().compareTo(tier) < 0 ? each.tier() : tier;
            }
            return tier;
        }

        List<OpenFinding> sorted() {
            return worst.values().stream().sorted(OpenFinding.WORST_FIRST).toList();
        }

        double risk() {
            return risks.stream().mapToDouble(Double::doubleValue).sum();
        }
    }
}
