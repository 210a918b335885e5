package dev.fettle.core.plan;

import dev.fettle.core.inventory.KernelImages;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What is to be expected after an installation, judged by the names of packages alone. What really still runs replaced files
 * is found out on the host afterwards; services of a package itself are restarted by its own scripts and are not told here.
 *
 * @param rebootFor packages that take effect at the next boot only: kernels, the C library and the message bus, which the
 *     first process and others use that are never restarted, microcode and firmware; sorted
 * @param restartFor libraries: whatever uses them has to be restarted; sorted
 */
public record Aftermath(List<String> rebootFor, List<String> restartFor) {
    private static final Set<String> NEEDS_BOOT =
            Set.of("libc6", "dbus", "dbus-daemon", "dbus-broker", "intel-microcode", "amd64-microcode");
    private static final Pattern LIBRARY = Pattern.compile("lib[a-z0-9.+-]*\\d[a-z0-9.+-]*");
    private static final Pattern NO_CODE =
            Pattern.compile(".*-(dev|doc|dbg|dbgsym|data|common|perl|java|bin|utils|tools|l10n|headers)");

    public Aftermath {
        rebootFor = List.copyOf(rebootFor);
        restartFor = List.copyOf(restartFor);
    }

    /** @param names of the packages that are installed */
    static Aftermath of(Collection<String> names) {
        TreeSet<String> reboot = new TreeSet<>();
        TreeSet<String> restart = new TreeSet<>();
        for (String name : names) {
            if (NEEDS_BOOT.contains(name) || name.startsWith("firmware-") || KernelImages.bringsKernel(name)) {
                reboot.add(name);
            } else if (LIBRARY.matcher(name).matches() && !NO_CODE.matcher(name).matches()) {
                restart.add(name);
            }
        }
        return new Aftermath(List.copyOf(reboot), List.copyOf(restart));
    }

    public boolean reboot() {
        return !rebootFor.isEmpty();
    }
}
