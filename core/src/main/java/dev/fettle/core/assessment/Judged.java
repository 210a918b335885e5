package dev.fettle.core.assessment;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something on a host on which verdicts depend, and on nothing else of that host: so hosts that have it alike have the
 * same findings by it, and it is judged once for all of them.
 */
public sealed interface Judged {
    Platform platform();

    /** The names of the source packages that its findings are about. */
    List<String> sources();

    /**
     * A source build that is no kernel.
     *
     * @param foreignOrigin the archive it comes from if that is not the distribution's own; empty otherwise
     * @param claim what the candidate's changelog says; null if it names nothing newer than this build
     */
    record OfPackage(
            Platform platform,
            SourceBuild build,
            String foreignOrigin,
            @Nullable ChangelogClaim claim) implements Judged {
        public OfPackage {
            claim = newerThan(build, claim);
        }

        @Override
        public List<String> sources() {
            return List.of(build.name());
        }
    }

    /**
     * The kernels of a host that count, together: what the running one still has depends on the newest one.
     *
     * @param newest null if none of the distribution's is installed
     * @param running null unless another one than the newest runs
     * @param claim what the candidate's changelog says of the newest; null if that is nothing new
     */
    record OfKernels(
            Platform platform,
            @Nullable Kernel newest,
            @Nullable Kernel running,
            @Nullable ChangelogClaim claim) implements Judged {
        public OfKernels {
            claim = newest == null ? null : newerThan(newest.build(), claim);
        }

        @Override
        public List<String> sources() {
            List<String> names = new ArrayList<>();
            if (newest != null) {
                names.add(newest.build().name());
            }
            if (running != null && !names.contains(running.build().name())) {
                names.add(running.build().name());
            }
            return names;
        }
    }

    /**
     * A source build that was replaced and still runs. Who runs it is not part of it, for that is another on each host.
     *
     * @param installed what is installed in its place; null if nothing is
     * @param foreignOrigin as for {@link OfPackage}, of both
     * @param way what brings the installed build into effect
     */
    record OfRunning(
            Platform platform,
            SourceBuild running,
            @Nullable SourceBuild installed,
            String foreignOrigin,
            Verdict.Way way)
            implements Judged {

        @Override
        public List<String> sources() {
            return List.of(running.name());
        }
    }

    /** @param foreignOrigin as for {@link OfPackage} */
    record Kernel(SourceBuild build, String foreignOrigin) {}

    /**
     * All that a host is judged by.
     *
     * @param claims what candidates' changelogs say, by unsigned source name
     */
    static List<Judged> of(Inventory inventory, Map<String, ChangelogClaim> claims) {
        Platform platform = inventory.platform();
        List<Judged> all = new ArrayList<>();
        @Nullable Kernel newest = null;
        @Nullable Kernel running = null;
        for (Subject subject : Subject.of(inventory)) {
            SourceBuild build = subject.build();
            switch (subject.role()) {
                case PACKAGE ->
                    all.add(new OfPackage(platform, build, subject.foreignOrigin(), claims.get(build.name())));
                case NEWEST_KERNEL -> newest = new Kernel(build, subject.foreignOrigin());
                case RUNNING_KERNEL -> running = new Kernel(build, subject.foreignOrigin());
            }
        }
        if (newest != null || running != null) {
            @Nullable
            ChangelogClaim claim =
                    newest == null ? null : claims.get(newest.build().name());
            all.add(new OfKernels(platform, newest, running, claim));
        }
        all.addAll(Replaced.of(inventory));
        return all;
    }

    /** What such a host is judged by because replaced builds run on it: a part of {@link #of}. */
    static List<Judged> running(Platform platform, List<InstalledPackage> installed, List<StaleBuild> stale) {
        return Replaced.of(new Inventory(
                "",
                platform,
                "",
                installed,
                Inventory.kernelsOf(installed, null),
                new Inventory.Reboot.NotRequired(),
                stale,
                0,
                List.of()));
    }

    private static @Nullable ChangelogClaim newerThan(SourceBuild build, @Nullable ChangelogClaim claim) {
        boolean newer = claim != null
                && claim.mentions().stream().anyMatch(mention -> build.version().isBefore(mention.version()));
        return newer ? claim : null;
    }
}
