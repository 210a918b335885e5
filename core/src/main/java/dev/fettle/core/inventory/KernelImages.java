package dev.fettle.core.inventory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kernels of a host: those installed, the newest of them, and the one that runs. Only the newest and the running
 * one can be attacked, now or after the next boot.
 *
 * @param installed every installed image, newest first
 * @param runningRelease what {@code uname -r} says, or null if it is not known (a mounted image, a saved listing)
 */
public record KernelImages(
        List<InstalledPackage> installed, @Nullable String runningRelease) {
    /** Asked first, for nearly all packages are none, and this is asked of every package of every host. */
    private static final String PREFIX = "linux-image-";

    private static final Pattern IMAGE = Pattern.compile("linux-image-\\d.*");
    private static final Pattern KERNEL_SOURCE = Pattern.compile("linux(-\\d[0-9.]*)?");
    private static final Pattern IMAGE_OR_META = Pattern.compile("linux-image-.*");

    public KernelImages {
        installed = installed.stream()
                .sorted(Comparator.comparing((InstalledPackage image) ->
                                image.source().unsigned().version())
                        .reversed()
                        .thenComparing(InstalledPackage::name))
                .toList();
    }

    /** Whether a package is a kernel that can be booted. */
    public static boolean isImage(String packageName) {
        return packageName.startsWith(PREFIX) && IMAGE.matcher(packageName).matches() && !packageName.endsWith("-dbg");
    }

    /** Whether a package is an image or the meta package that pulls in the newest one. */
    public static boolean bringsKernel(String packageName) {
        return IMAGE_OR_META.matcher(packageName).matches() && !packageName.endsWith("-dbg");
    }

    /** Whether a source package is the kernel, {@code linux} or {@code linux-6.12}; signed names are to be resolved before. */
    public static boolean isKernelSource(String source) {
        return source.startsWith("linux") && KERNEL_SOURCE.matcher(source).matches();
    }

    /** The newest of the distribution's own images: what its statements speak of and what runs after the next boot. */
    public Optional<InstalledPackage> newest() {
        return installed.stream().filter(image -> !isForeign(image)).findFirst();
    }

    /** Images built from a source that is not the distribution's kernel, of which its statements do not speak. */
    public List<InstalledPackage> foreign() {
        return installed.stream().filter(KernelImages::isForeign).toList();
    }

    private static boolean isForeign(InstalledPackage image) {
        return !isKernelSource(image.source().unsigned().name());
    }

    /** The installed image that runs; empty if none is known to (a container runs its host's kernel). */
    public Optional<InstalledPackage> running() {
        String name = "linux-image-" + runningRelease;
        return installed.stream()
                .filter(image -> image.name().equals(name) || image.name().equals(name + "-unsigned"))
                .findFirst();
    }

    /** A sentence for each kernel that cannot be judged. */
    public List<String> unjudged() {
        List<String> sentences = new ArrayList<>();
        if (runningRelease != null && running().isEmpty()) {
            sentences.add(
                    "The running kernel " + runningRelease + " is none of the installed images (a container runs its"
                            + " host's), so which vulnerabilities it has is not known here.");
        }
        for (InstalledPackage image : foreign()) {
            sentences.add(image.name() + " is built from " + image.source().name() + ", which is not the distribution's"
                    + " kernel, so which vulnerabilities it has is not known.");
        }
        return sentences;
    }

    /** Whether an image is installed that is newer than the running one and only takes effect at the next boot. */
    public boolean newerThanRunning() {
        String running = running().map(InstalledPackage::id).orElse("");
        return !running.isEmpty()
                && !running.equals(newest().map(InstalledPackage::id).orElse(""));
    }
}
