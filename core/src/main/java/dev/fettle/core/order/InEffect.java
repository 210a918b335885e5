package dev.fettle.core.order;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether builds that are on disk as they should be are also what runs. Names in the sentences come from the host and are
 * hostile.
 *
 * @param faults sentences on services and a kernel that still run what was replaced; empty if all is in effect
 * @param notes sentences on what else runs replaced files: sessions, programs without a service, other packages
 */
public record InEffect(List<String> faults, List<String> notes) {
    private static final String KERNEL_PREFIX = "linux-image-";

    public InEffect {
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    /**
     * The kernel that runs, and those that are installed.
     *
     * @param images with the release that runs
     * @param runs the version of the build that runs, as the kernel itself says; empty if it does not say
     */
    public record Kernels(KernelImages images, Optional<DebVersion> runs) {}

    /** @param installed what is installed now */
    public static InEffect of(
            Order.Verify wanted, List<StaleBuild> stale, Kernels kernels, List<InstalledPackage> installed) {
        List<String> faults = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        processes(wanted, stale, faults, notes);
        kernel(wanted, kernels, installed, faults, notes);
        return new InEffect(faults, notes);
    }

    private static void processes(
            Order.Verify wanted, List<StaleBuild> stale, List<String> faults, List<String> notes) {
        Map<String, @Nullable DebVersion> concerned = new HashMap<>();
        wanted.present().forEach(each -> concerned.put(each.id(), each.version()));
        wanted.absent().forEach(each -> concerned.put(each.id(), null));
        for (StaleBuild build : stale) {
            DebVersion version = build.version();
            if (version != null && version.equals(concerned.get(build.id()))) {
                continue; // replaced by the same: what runs is what should
            }
            List<String> services = new ArrayList<>();
            List<String> others = new ArrayList<>();
            for (String user : build.users()) {
                (concerned.containsKey(build.id()) && isService(user) ? services : others).add(user);
            }
            tell(build, services, faults);
            tell(build, others, notes);
        }
    }

    /**
     * Whether it is a service that can be restarted while the system runs, without ending somebody's session. The message bus, which
     * only a reboot ends, cannot: a plan that did not foresee the reboot must not make one.
     */
    private static boolean isService(String user) {
        return Order.RestartServices.canName(user) && StaleBuild.Remedy.of(user) == StaleBuild.Remedy.RESTART;
    }

    private static void tell(StaleBuild build, List<String> users, List<String> sentences) {
        if (!users.isEmpty()) {
            DebVersion version = build.version();
            StaleBuild only = new StaleBuild(build.name(), build.architecture(), version, build.source(), users);
            sentences.add(StaleBuild.named(users) + (users.size() == 1 ? " still runs " : " still run ") + "files of "
                    + build.id() + (version == null ? "" : " " + version.text()) + " that were replaced or removed. "
                    + only.advice());
        }
    }

    private static void kernel(
            Order.Verify wanted,
            Kernels kernels,
            List<InstalledPackage> installed,
            List<String> faults,
            List<String> notes) {
        KernelImages images = kernels.images();
        String release = images.runningRelease();
        if (release == null) {
            return;
        }
        for (ExactBuild gone : wanted.absent()) {
            if (isOf(gone.name(), release)) {
                faults.add("The kernel " + release + " still runs, although " + gone.id()
                        + " should be gone: the reboot is missing.");
            }
        }
        Map<String, InstalledPackage> byId = new HashMap<>();
        installed.forEach(each -> byId.put(each.id(), each));
        List<String> unknown = new ArrayList<>();
        for (ExactBuild build : wanted.present()) {
            InstalledPackage brings = KernelImages.bringsKernel(build.name()) ? byId.get(build.id()) : null;
            if (brings == null) {
                continue;
            }
            if (images.running().isEmpty()) {
                unknown.add(build.id());
            } else if (isOlder(images.running().get(), kernels.runs(), brings)) {
                faults.add(build + " is installed, but an older kernel, " + release
                        + kernels.runs().map(runs -> " (" + runs.text() + ")").orElse("")
                        + ", still runs: the reboot is missing.");
            }
        }
        if (!unknown.isEmpty()) {
            notes.add("Whether the kernel of " + StaleBuild.named(unknown) + " runs is not known: " + release
                    + " is none of the installed images (a container runs its host's).");
        }
    }

    private static boolean isOf(String image, String release) {
        return image.equals(KERNEL_PREFIX + release) || image.equals(KERNEL_PREFIX + release + "-unsigned");
    }

    /** Versions of different sources are not held against each other, but for those of the distribution's kernels. */
    private static boolean isOlder(InstalledPackage running, Optional<DebVersion> runs, InstalledPackage brings) {
        SourceBuild one = running.source().unsigned();
        SourceBuild other = brings.source().unsigned();
        boolean comparable = one.name().equals(other.name())
                || (KernelImages.isKernelSource(one.name()) && KernelImages.isKernelSource(other.name()));
        return comparable && runs.orElse(one.version()).compareTo(other.version()) < 0;
    }
}
