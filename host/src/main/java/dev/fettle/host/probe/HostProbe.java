package dev.fettle.host.probe;

import dev.fettle.core.inventory.Inventory.Reboot;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.HostFiles;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The small facts that a running host tells through files: its name, its kernel and a reboot that is due. */
public final class HostProbe {
    private static final int MAX_BYTES = 64 << 10;
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})");
    private static final Pattern KERNEL_RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+~_-]{0,127}");
    /** {@code Linux version 6.1.0-29-amd64 (…) (…) #1 SMP PREEMPT_DYNAMIC Debian 6.1.123-1 (2025-01-02)}. */
    private static final Pattern KERNEL_BUILD = Pattern.compile(" Debian (\\S{1,128}) \\(\\d{4}-\\d\\d-\\d\\d\\)");

    private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,254}");

    private final HostFiles files;
    private final Problems problems;

    public HostProbe(HostFiles files, Problems problems) {
        this.files = files;
        this.problems = problems;
    }

    /** What the host calls itself; the name of its root directory, or {@code localhost}, if it does not say. */
    public String name() {
        String path = files.isRunningSystem() ? "/proc/sys/kernel/hostname" : "/etc/hostname";
        String name = word(path, HOST_NAME);
        if (name != null) {
            return name;
        }
        return files.root().getNameCount() == 0
                ? "localhost"
                : files.root().getFileName().toString();
    }

    /** What {@code uname -r} would say; null if the system does not run. */
    public @Nullable String kernelRelease() {
        return files.isRunningSystem() ? word("/proc/sys/kernel/osrelease", KERNEL_RELEASE) : null;
    }

    /**
     * The version of the kernel's build that runs, as Debian's kernels say it of themselves; empty if the system does not run,
     * or the kernel is another's. An image that was replaced under its own name runs on in the version before.
     */
    public Optional<DebVersion> kernelBuild() {
        try {
            Optional<String> text = files.isRunningSystem() ? files.read("/proc/version", MAX_BYTES) : Optional.empty();
            Matcher build = KERNEL_BUILD.matcher(text.orElse(""));
            return build.find() && DebVersion.isValid(build.group(1))
                    ? Optional.of(new DebVersion(build.group(1)))
                    : Optional.empty();
        } catch (HostException unreadable) {
            problems.add(unreadable.problem());
            return Optional.empty();
        }
    }

    /** Whether packages asked for a reboot, or a kernel newer than the running one waits for it. */
    public Reboot reboot(KernelImages kernels) {
        if (!files.isRunningSystem()) {
            return new Reboot.Unknown("The files of a system that does not run do not tell whether a reboot is due.");
        }
        TreeSet<String> packages = new TreeSet<>();
        boolean required = false;
        try {
            required = files.resolve("/run/reboot-required").isPresent();
            for (String line : lines(files.read("/run/reboot-required.pkgs", MAX_BYTES))) {
                if (PACKAGE.matcher(line).matches()) {
                    packages.add(line);
                } else {
                    problems.add("/run/reboot-required.pkgs", "This line names no package.", line);
                }
            }
        } catch (HostException unreadable) {
            problems.add(unreadable.problem());
        }
        if (kernels.newerThanRunning()) {
            required = true;
            kernels.newest().ifPresent(image -> packages.add(image.name()));
        }
        return required ? new Reboot.Required(List.copyOf(packages)) : new Reboot.NotRequired();
    }

    private static List<String> lines(Optional<String> text) {
        return text.orElse("")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .distinct()
                .toList();
    }

    /** The single word a file holds; null, and a problem, if it holds something else. */
    private @Nullable String word(String path, Pattern form) {
        try {
            Optional<String> text = files.read(path, MAX_BYTES);
            if (text.isEmpty() || text.get().isBlank()) {
                return null;
            }
            String word = text.get().strip();
            if (form.matcher(word).matches()) {
                return word;
            }
            problems.add(path, path + " holds no usable name.", word);
        } catch (HostException unreadable) {
            problems.add(unreadable.problem());
        }
        return null;
    }
}
