package dev.fettle.server.hosts;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands at the top of every page on one host.
 *
 * @param platform for people, {@code Debian GNU/Linux 12 (bookworm)}
 * @param kernel the release that runs; null if it is not known
 * @param rebootDue whether the host must be rebooted, as far as is known
 * @param reboot a sentence on that
 * @param notInEffect how many builds were replaced and still run
 * @param contact how the server hears of it
 * @param removal that it was taken away; null as a rule
 * @param problems what the last look could not read or do
 */
public record HostHead(
        HostId id,
        String name,
        String platform,
        int packages,
        @Nullable String kernel,
        boolean rebootDue,
        String reboot,
        int notInEffect,
        Instant takenAt,
        HostContact contact,
        Host.@Nullable Removal removal,
        List<Problem> problems) {

    public static HostHead of(HostNow now, Presence presence) {
        Inventory inventory = now.inventory();
        return new HostHead(
                now.host().id(),
                now.host().name(),
                inventory.prettyName(),
                inventory.packages().size(),
                inventory.kernels().runningRelease(),
                inventory.reboot() instanceof Inventory.Reboot.Required
                        || inventory.kernels().newerThanRunning(),
                reboot(inventory),
                inventory.stale().size(),
                now.takenAt(),
                now.host().isRemoved()
                        ? new HostContact(null, null, List.of())
                        : presence.contact(now.host().id(), now.takenAt()),
                now.host().removal(),
                inventory.problems());
    }

    private static String reboot(Inventory inventory) {
        return switch (inventory.reboot()) {
            case Inventory.Reboot.Required(List<String> packages) ->
                "A reboot is due" + (packages.isEmpty() ? "." : ": " + String.join(", ", packages) + " ask for it.");
            case Inventory.Reboot.NotRequired _ ->
                inventory.kernels().newerThanRunning()
                        ? "A reboot is due: " + newestKernel(inventory) + " is installed and does not run yet."
                        : "No reboot is due.";
            case Inventory.Reboot.Unknown(String why) -> why;
        };
    }

    private static String newestKernel(Inventory inventory) {
        return inventory.kernels().newest().map(InstalledPackage::name).orElse("A newer kernel");
    }
}
