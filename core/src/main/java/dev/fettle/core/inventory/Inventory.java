package dev.fettle.core.inventory;

import dev.fettle.core.product.Platform;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one host has at one moment.
 *
 * @param host its name as it calls itself; the file's name for a saved listing
 * @param prettyName the platform's name for people, {@code Debian GNU/Linux 12 (bookworm)}
 * @param packages installed packages, by name and architecture
 * @param reboot whether the host says that it must be rebooted
 * @param stale builds that are replaced on disk and still run, the kernel left out; empty too where nobody looked
 * @param unreadable how many packages could not be read and are missing from {@code packages}
 * @param problems what could not be read, in sentences
 */
public record Inventory(
        String host,
        Platform platform,
        String prettyName,
        List<InstalledPackage> packages,
        KernelImages kernels,
        Reboot reboot,
        List<StaleBuild> stale,
        int unreadable,
        List<Problem> problems) {

    public Inventory {
        packages = List.copyOf(packages);
        stale = List.copyOf(stale);
        problems = List.copyOf(problems);
    }

    /** Whether a reboot is due, and which packages ask for it. */
    public sealed interface Reboot {
        record Required(List<String> packages) implements Reboot {}

        record NotRequired() implements Reboot {}

        /** @param why one sentence: a saved listing or a mounted image does not tell */
        record Unknown(String why) implements Reboot {}
    }

    /** Of a host where nobody looked whether builds run that were replaced. */
    public Inventory(
            String host,
            Platform platform,
            String prettyName,
            List<InstalledPackage> packages,
            KernelImages kernels,
            Reboot reboot,
            int unreadable,
            List<Problem> problems) {
        this(host, platform, prettyName, packages, kernels, reboot, List.of(), unreadable, problems);
    }

    /** The same with these problems in the place of its own. */
    public Inventory withProblems(List<Problem> others) {
        return new Inventory(host, platform, prettyName, packages, kernels, reboot, stale, unreadable, others);
    }

    /** The inventory of a saved listing, which tells nothing of kernels that run or reboots that are due. */
    public static Inventory ofListing(
            String host, Platform platform, List<InstalledPackage> packages, int unreadable, List<Problem> problems) {
        return new Inventory(
                host,
                platform,
                platform.toString(),
                packages,
                kernelsOf(packages, null),
                new Reboot.Unknown("A saved listing does not tell whether a reboot is due."),
                List.of(),
                unreadable,
                problems);
    }

    /** @param runningRelease what {@code uname -r} says, or null if it is not known */
    public static KernelImages kernelsOf(List<InstalledPackage> packages, @Nullable String runningRelease) {
        return new KernelImages(
                packages.stream().filter(InstalledPackage::isKernelImage).toList(), runningRelease);
    }
}
