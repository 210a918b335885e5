package dev.fettle.core.inventory;

import dev.fettle.core.inventory.EffectBuild.Effect;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a host's effect builds came to be what they are: what one look found different from the look before.
 *
 * @param revision 1 for the first look, which adds everything
 * @param at when it was looked
 */
public record InventoryDelta(int revision, Instant at, List<EffectBuild> added, List<EffectBuild> removed) {
    public InventoryDelta {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }

    /** What happened to one package, as people think of it. */
    public sealed interface Step {
        record Installed(PackageBuild build) implements Step {}

        record Removed(PackageBuild build) implements Step {}

        /** To a newer or an older version, of the same or of another source. */
        record Replaced(PackageBuild before, PackageBuild after) implements Step {}

        /** Another kernel was booted. */
        record Booted(PackageBuild kernel) implements Step {}

        /** It was replaced or removed, and something goes on running it. */
        record StillRuns(PackageBuild build) implements Step {}

        /** Nothing runs this replaced build any more, so what is installed in its place is in effect. */
        record CameIntoEffect(PackageBuild replaced) implements Step {}
    }

    private static boolean isKernel(PackageBuild build) {
        return KernelImages.isImage(build.name());
    }

    /** By package name; what went and came under one name and architecture is one step. */
    public List<Step> steps() {
        Map<String, PackageBuild> gone = new LinkedHashMap<>();
        for (EffectBuild each : removed) {
            if (each.effect() == Effect.INSTALLED) {
                gone.put(each.build().id(), each.build());
            }
        }
        record Named(String name, Step step) {}
        List<Named> steps = new ArrayList<>();
        for (EffectBuild each : added) {
            PackageBuild build = each.build();
            switch (each.effect()) {
                case RUNNING ->
                    steps.add(new Named(
                            build.id(), isKernel(build) ? new Step.Booted(build) : new Step.StillRuns(build)));
                case INSTALLED -> {
                    PackageBuild before = gone.remove(build.id());
                    steps.add(new Named(
                            build.id(), before == null ? new Step.Installed(build) : new Step.Replaced(before, build)));
                }
            }
        }
        for (EffectBuild each : removed) {
            if (each.effect() == Effect.RUNNING && !isKernel(each.build())) {
                steps.add(new Named(each.build().id(), new Step.CameIntoEffect(each.build())));
            }
        }
        gone.forEach((id, build) -> steps.add(new Named(id, new Step.Removed(build))));
        return steps.stream()
                .sorted(Comparator.comparing(Named::name))
                .map(Named::step)
                .toList();
    }
}
