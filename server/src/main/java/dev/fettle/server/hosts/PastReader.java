package dev.fettle.server.hosts;

import dev.fettle.core.assessment.Judged;
import dev.fettle.core.inventory.EffectBuild;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.PackageBuild;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Undoes a host's deltas one after the other, from what it has now, and tells what that changes. It is for one thread. */
final class PastReader {
    private static final String IMAGE = "linux-image-";

    private final Dictionary dictionary;
    private final Consumer<HostPast> each;
    private final BitSet state = new BitSet();
    private final List<HostPast.Change> changes = new ArrayList<>();
    private long host = -1;

    PastReader(Dictionary dictionary, Consumer<HostPast> each) {
        this.dictionary = dictionary;
        this.each = each;
    }

    /** @param builds what the host has now; null but for the first of its deltas, which is the newest */
    void delta(long of, Instant at, int @Nullable [] builds, int[] added, int... removed) {
        if (builds != null) {
            end();
            host = of;
            for (int id : builds) {
                state.set(id);
            }
        }
        Set<SourceBuild> touched = new HashSet<>();
        Platform platform = dictionary
                .build(added.length > 0 ? added[0] : removed[0])
                .build()
                .platform();
        touch(touched, added);
        touch(touched, removed);
        List<SourceBuild> after = present(touched, platform);
        Judged.@Nullable OfKernels kernelsAfter = kernels(platform);
        List<Judged> runningAfter = running(platform);
        for (int id : added) {
            state.clear(id);
        }
        for (int id : removed) {
            state.set(id);
        }
        List<SourceBuild> before = present(touched, platform);
        Judged.@Nullable OfKernels kernelsBefore = kernels(platform);
        List<Judged> runningBefore = running(platform);
        List<Judged> gone = judged(platform, before, after);
        List<Judged> come = judged(platform, after, before);
        if (!Objects.equals(kernelsBefore, kernelsAfter)) {
            if (kernelsBefore != null) {
                gone.add(kernelsBefore);
            }
            if (kernelsAfter != null) {
                come.add(kernelsAfter);
            }
        }
        runningBefore.stream().filter(each -> !runningAfter.contains(each)).forEach(gone::add);
        runningAfter.stream().filter(each -> !runningBefore.contains(each)).forEach(come::add);
        changes.add(new HostPast.Change(at, gone, come));
    }

    /** After the last delta of all. */
    void end() {
        if (host >= 0) {
            each.accept(new HostPast(new HostId(host), changes));
        }
        changes.clear();
        state.clear();
    }

    private void touch(Set<SourceBuild> touched, int... ids) {
        for (int id : ids) {
            EffectBuild build = dictionary.build(id);
            SourceBuild source = build.build().source().unsigned();
            if (build.effect() == EffectBuild.Effect.INSTALLED && !KernelImages.isKernelSource(source.name())) {
                touched.add(source);
            }
        }
    }

    private List<SourceBuild> present(Set<SourceBuild> touched, Platform platform) {
        List<SourceBuild> present = new ArrayList<>();
        for (SourceBuild source : touched) {
            for (int id : dictionary.installedOf(platform, source)) {
                if (state.get(id)) {
                    present.add(source);
                    break;
                }
            }
        }
        return present;
    }

    private static List<Judged> judged(Platform platform, List<SourceBuild> these, List<SourceBuild> without) {
        List<Judged> judged = new ArrayList<>();
        for (SourceBuild source : these) {
            if (!without.contains(source)) {
                judged.add(new Judged.OfPackage(platform, source, "", null));
            }
        }
        return judged;
    }

    /** By whom they were run is not kept, so a restart is taken to have been enough; it makes no finding more or less. */
    private List<Judged> running(Platform platform) {
        List<StaleBuild> stale = new ArrayList<>();
        Set<String> sources = new HashSet<>();
        for (int id : dictionary.running(platform)) {
            if (state.get(id)) {
                PackageBuild build = dictionary.build(id).build();
                stale.add(
                        new StaleBuild(build.name(), build.architecture(), build.version(), build.source(), List.of()));
                sources.add(build.source().unsigned().name());
            }
        }
        if (stale.isEmpty()) {
            return List.of();
        }
        List<InstalledPackage> present = new ArrayList<>();
        for (String source : sources) {
            for (int id : dictionary.installedOf(platform, source)) {
                if (state.get(id)) {
                    present.add(installed(dictionary.build(id).build()));
                }
            }
        }
        return Judged.running(platform, present, stale);
    }

    private static InstalledPackage installed(PackageBuild build) {
        return new InstalledPackage(
                build.name(), build.architecture(), build.version(), build.source(), List.of(), false, false);
    }

    private Judged.@Nullable OfKernels kernels(Platform platform) {
        List<InstalledPackage> images = new ArrayList<>();
        @Nullable String running = null;
        for (int id : dictionary.kernels(platform)) {
            if (state.get(id)) {
                EffectBuild image = dictionary.build(id);
                PackageBuild build = image.build();
                if (image.effect() == EffectBuild.Effect.RUNNING) {
                    running = build.name().substring(IMAGE.length());
                } else {
                    images.add(installed(build));
                }
            }
        }
        KernelImages kernels = new KernelImages(images, running);
        Judged.@Nullable Kernel newest =
                kernels.newest().map(PastReader::kernel).orElse(null);
        Judged.@Nullable Kernel other = kernels.newerThanRunning()
                ? kernels.running().map(PastReader::kernel).orElse(null)
                : null;
        return newest == null && other == null ? null : new Judged.OfKernels(platform, newest, other, null);
    }

    private static Judged.Kernel kernel(InstalledPackage image) {
        return new Judged.Kernel(image.source().unsigned(), "");
    }
}
