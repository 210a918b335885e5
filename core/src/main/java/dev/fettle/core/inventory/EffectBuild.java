package dev.fettle.core.inventory;

import java.util.LinkedHashSet;
import java.util.Set;

/** A package build and where it has an effect: a build that was replaced on disk may still run. */
public record EffectBuild(PackageBuild build, Effect effect) {

    public enum Effect {
        /** It lies on disk, and is what the next start of a program or of the system takes. */
        INSTALLED,
        /** It is executed now. */
        RUNNING
    }

    /**
     * Every installed build, the running kernel's where the host has its image, and those that were replaced and still run, as
     * far as their versions are known.
     */
    public static Set<EffectBuild> of(Inventory inventory) {
        Set<EffectBuild> all = new LinkedHashSet<>();
        for (InstalledPackage installed : inventory.packages()) {
            all.add(new EffectBuild(PackageBuild.of(inventory.platform(), installed), Effect.INSTALLED));
        }
        inventory
                .kernels()
                .running()
                .ifPresent(image ->
                        all.add(new EffectBuild(PackageBuild.of(inventory.platform(), image), Effect.RUNNING)));
        for (StaleBuild stale : inventory.stale()) {
            PackageBuild build = PackageBuild.of(inventory.platform(), stale);
            // Which kernel runs is known by its release; a host that names one here is not believed.
            if (build != null && !stale.name().startsWith("linux-image")) {
                all.add(new EffectBuild(build, Effect.RUNNING));
            }
        }
        return all;
    }
}
