package dev.fettle.server.demo;

import dev.fettle.core.inventory.Criticality;
import dev.fettle.core.inventory.Exposure;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.demo.MadeUpWorld.Release;
import dev.fettle.server.demo.MadeUpWorld.Source;
import dev.fettle.server.hosts.PendingLook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A host that never was: what it has on each day, which depends on how often it is patched and booted. */
final class MadeUpHost {
    /** Of ten packages this many are on every host. */
    private static final int COMMON_OF_TEN = 4;

    /** Other hosts on other days, so that what comes out is seen on some host soon. */
    private static final int DAYS_BETWEEN_LOOKS = 15;

    /** How many days a host's services run what was patched, by its number; the first never do. */
    private static final int[] DAYS_TO_RESTART = {0, 0, 1, 0, 9, 0, 0, 3, 30, 0, 0};

    private static final int SERVICES = 2;
    private static final int UNKNOWN_OF = 9;

    private static final int[] INTERVALS = {7, 14, 14, 30, 30, 60, 200};
    private static final String[] ROLES = {"web", "db", "cache", "mail", "build", "files"};
    private static final String[] REGIONS = {"eu", "us", "ap"};
    private static final String[] OWNERS = {"payments", "shop", "platform", "search", "office", "data"};

    private final MadeUpWorld world;
    private final int number;
    private final String role;
    private final String region;
    private final String owner;
    private final String environment;
    private final Criticality criticality;
    private final Exposure exposure;
    private final Release release;
    private final List<Source> sources = new ArrayList<>();
    private final int interval;
    private final int phase;
    private final int daysToBoot;

    MadeUpHost(MadeUpWorld world, int number) {
        this.world = world;
        this.number = number;
        Random random = new Random(31L * number + 7);
        this.role = ROLES[random.nextInt(ROLES.length)];
        this.region = REGIONS[random.nextInt(REGIONS.length)];
        this.owner = OWNERS[random.nextInt(OWNERS.length)];
        int kind = random.nextInt(10);
        this.environment = kind < 6 ? "production" : kind < 8 ? "staging" : "test";
        this.criticality = kind < 2
                ? Criticality.CRITICAL
                : kind < 4 ? Criticality.HIGH : kind < 8 ? Criticality.NORMAL : Criticality.LOW;
        this.exposure = role.equals("web") || role.equals("mail") ? Exposure.INTERNET : Exposure.INTERNAL;
        int age = random.nextInt(10);
        this.release = MadeUpWorld.RELEASES.get(age < 2 ? 0 : age < 7 ? 1 : 2);
        this.interval = INTERVALS[random.nextInt(INTERVALS.length)];
        this.phase = random.nextInt(interval);
        this.daysToBoot = random.nextInt(5) * random.nextInt(12);
        List<Source> all = world.sources();
        int common = all.size() * COMMON_OF_TEN / 10;
        sources.addAll(all.subList(0, common));
        for (Source each : all.subList(common, all.size())) {
            if (random.nextInt(100) < ((each.name().hashCode() + role.hashCode()) & 63)) {
                sources.add(each);
            }
        }
    }

    String name() {
        return role + "-" + region + "-" + String.format(Locale.ROOT, "%04d", number);
    }

    Set<String> tags() {
        return Set.of(role, region);
    }

    String owner() {
        return owner;
    }

    String environment() {
        return environment;
    }

    Criticality criticality() {
        return criticality;
    }

    Exposure exposure() {
        return exposure;
    }

    /** Nobody has heard of it for days. */
    boolean silent() {
        return number % 67 == 13;
    }

    /** The day on which it was last patched, seen from a day. */
    private int patched(int day) {
        return day - Math.floorMod(day + phase, interval);
    }

    /** The days on which it was looked at, ascending: whenever something changed, and now and then to see what is pending. */
    Set<Integer> days() {
        TreeSet<Integer> days = new TreeSet<>(Set.of(-MadeUpWorld.DAYS));
        for (int day = -MadeUpWorld.DAYS + 1; day < 0; day++) {
            if (patched(day) == day
                    || day - patched(day) == DAYS_TO_RESTART[number % DAYS_TO_RESTART.length]
                    || booted(day) != booted(day - 1)
                    || Math.floorMod(day + number, DAYS_BETWEEN_LOOKS) == 0) {
                days.add(day);
            }
        }
        return days;
    }

    private int newestKernel(int day) {
        return world.kernelUpdatesBy(patched(day));
    }

    private int booted(int day) {
        return world.kernelUpdatesBy(patched(day - daysToBoot));
    }

    Inventory inventory(int day) {
        List<InstalledPackage> installed = new ArrayList<>();
        for (Source source : sources) {
            int update = source.updatesBy(patched(day));
            DebVersion version = source.version(release, update);
            for (String binary : source.binaries()) {
                installed.add(installed(
                        binary, version, new SourceBuild(source.name(), version), origin(source, update, day)));
            }
        }
        TreeSet<Integer> kernels = new TreeSet<>(List.of(newestKernel(day), booted(day)));
        for (int update : kernels) {
            installed.add(installed(
                    "linux-image-" + MadeUpWorld.kernelRelease(release, update),
                    MadeUpWorld.kernel(release, update),
                    signed(update),
                    List.of(release.security())));
        }
        installed.add(installed(
                "linux-image-amd64",
                MadeUpWorld.kernel(release, newestKernel(day)),
                signed(newestKernel(day)),
                List.of(release.security())));
        installed.sort(Comparator.comparing(InstalledPackage::name));
        boolean reboot = newestKernel(day) != booted(day);
        return new Inventory(
                name(),
                release.platform(),
                release.prettyName(),
                installed,
                Inventory.kernelsOf(installed, MadeUpWorld.kernelRelease(release, booted(day))),
                reboot
                        ? new Inventory.Reboot.Required(List.of("linux-image-amd64"))
                        : new Inventory.Reboot.NotRequired(),
                stale(day),
                0,
                List.of());
    }

    /** A service here and there is not restarted for some days after its library was patched. */
    private List<StaleBuild> stale(int day) {
        int patched = patched(day);
        if (day - patched >= DAYS_TO_RESTART[number % DAYS_TO_RESTART.length]) {
            return List.of();
        }
        List<StaleBuild> stale = new ArrayList<>();
        for (Source source : sources) {
            int update = source.updatesBy(patched);
            int before = source.updatesBy(patched(patched - 1));
            if (before < update && stale.size() < SERVICES) {
                DebVersion version = source.version(release, before);
                boolean known = number % UNKNOWN_OF != 0;
                stale.add(new StaleBuild(
                        source.binaries().getLast(),
                        "amd64",
                        known ? version : null,
                        known ? new SourceBuild(source.name(), version) : null,
                        List.of(role + ".service", "ssh.service")));
            }
        }
        return stale;
    }

    private static InstalledPackage installed(
            String name, DebVersion version, SourceBuild source, List<Origin> origins) {
        return new InstalledPackage(name, "amd64", version, source, origins, false, name.startsWith("lib"));
    }

    /** An archive carries only what is newest there. */
    private List<Origin> origin(Source source, int update, int day) {
        if (update < source.updatesBy(day)) {
            return List.of();
        }
        return List.of(update == 0 ? release.main() : release.security());
    }

    private SourceBuild signed(int update) {
        return new SourceBuild(
                "linux-signed-amd64",
                new DebVersion(MadeUpWorld.kernel(release, update).text().replace('-', '+')));
    }

    PendingLook pending(int day) {
        List<PendingPatch> patches = new ArrayList<>();
        for (Source source : sources) {
            int now = source.updatesBy(patched(day));
            int newest = source.updatesBy(day);
            if (now < newest) {
                DebVersion to = source.version(release, newest);
                for (String binary : source.binaries()) {
                    patches.add(patch(binary, source.version(release, now), to, new SourceBuild(source.name(), to)));
                }
            }
        }
        int newestKernel = world.kernelUpdatesBy(day);
        if (newestKernel(day) < newestKernel) {
            patches.add(patch(
                    "linux-image-amd64",
                    MadeUpWorld.kernel(release, newestKernel(day)),
                    MadeUpWorld.kernel(release, newestKernel),
                    signed(newestKernel)));
        }
        return new PendingLook(
                new PendingChanges(patches, List.of(), List.of(), List.of()), null, Map.of(), List.of(), Map.of());
    }

    private PendingPatch patch(String name, DebVersion from, DebVersion to, SourceBuild source) {
        int size = Math.floorMod(name.hashCode(), 4_000_000) + 20_000;
        return new PendingPatch(
                name,
                "amd64",
                from,
                to,
                source,
                List.of(release.security()),
                new PendingPatch.Download(
                        size, HexFormat.of().toHexDigits(name.hashCode()).repeat(8)),
                PendingPatch.Basis.PACKAGE_MANAGER);
    }
}
