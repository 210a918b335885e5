package dev.fettle.server.hosts;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.EffectBuild;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PackageBuild;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All interned values in memory, to read many hosts at once. It is for one thread. */
final class Dictionary {
    /** Stands for numbers that no build bears. */
    private static final DebVersion NONE = new DebVersion("0");

    private final List<@Nullable EffectBuild> builds = new ArrayList<>();
    private final Map<Integer, List<Origin>> origins = new HashMap<>();
    private final Map<Integer, PendingPatch> patches = new HashMap<>();
    private final Map<Integer, ChangelogClaim> claims = new HashMap<>();
    private final Map<Long, InstalledPackage> packages = new HashMap<>();
    private final List<int[]> ranked = new ArrayList<>(1);
    private final Map<Platform, Map<SourceBuild, List<Integer>>> installed = new HashMap<>();
    private final Map<Platform, Map<String, List<Integer>>> installedByName = new HashMap<>();
    private final Map<Platform, List<Integer>> running = new HashMap<>();
    private final Map<Platform, List<Integer>> kernels = new HashMap<>();
    private final Map<String, String> sourcesByName = new ConcurrentHashMap<>();
    private int newestPatch;
    private int newestOrigins;
    private int newestClaim;

    Dictionary() {
        origins.put(0, List.of());
    }

    /** The number behind which new values are. */
    int newestBuild() {
        return builds.size() - 1;
    }

    int newestPatch() {
        return newestPatch;
    }

    int newestOrigins() {
        return newestOrigins;
    }

    int newestClaim() {
        return newestClaim;
    }

    void put(int id, EffectBuild build) {
        while (builds.size() <= id) {
            builds.add(null);
        }
        builds.set(id, build);
        Platform platform = build.build().platform();
        if (build.build().name().startsWith("linux-image-")
                && (build.effect() == EffectBuild.Effect.RUNNING
                        || KernelImages.isImage(build.build().name()))) {
            kernels.computeIfAbsent(platform, _ -> new ArrayList<>()).add(id);
        }
        if (build.effect() == EffectBuild.Effect.RUNNING
                && !build.build().name().startsWith("linux-image-")) {
            running.computeIfAbsent(platform, _ -> new ArrayList<>()).add(id);
        }
        if (build.effect() == EffectBuild.Effect.INSTALLED) {
            installedByName
                    .computeIfAbsent(platform, _ -> new HashMap<>())
                    .computeIfAbsent(build.build().source().unsigned().name(), _ -> new ArrayList<>(2))
                    .add(id);
            sourcesByName.put(
                    build.build().name(), build.build().source().unsigned().name());
            installed
                    .computeIfAbsent(platform, _ -> new HashMap<>())
                    .computeIfAbsent(build.build().source().unsigned(), _ -> new ArrayList<>(2))
                    .add(id);
        }
    }

    /** For the name of each package that a host has or had the source that it is made from; for any thread. */
    Map<String, String> sourcesByName() {
        return sourcesByName;
    }

    /** The installed builds that were made from a source build, whatever hosts have them. */
    List<Integer> installedOf(Platform platform, SourceBuild source) {
        return installed.getOrDefault(platform, Map.of()).getOrDefault(source, List.of());
    }

    /** The installed builds that were made from a source package, whatever hosts have them. */
    List<Integer> installedOf(Platform platform, String source) {
        return installedByName.getOrDefault(platform, Map.of()).getOrDefault(source, List.of());
    }

    /** Replaced builds that run or ran on any host; no kernels. */
    List<Integer> running(Platform platform) {
        return running.getOrDefault(platform, List.of());
    }

    /** Kernel images, installed and running. */
    List<Integer> kernels(Platform platform) {
        return kernels.getOrDefault(platform, List.of());
    }

    void put(int id, List<Origin> suites) {
        origins.put(id, suites);
        newestOrigins = Math.max(newestOrigins, id);
    }

    void put(int id, PendingPatch patch) {
        patches.put(id, patch);
        newestPatch = Math.max(newestPatch, id);
    }

    void put(int id, ChangelogClaim claim) {
        claims.put(id, claim);
        newestClaim = Math.max(newestClaim, id);
    }

    List<Origin> origins(int id) {
        return known(origins.get(id), "list of archives", id);
    }

    EffectBuild build(int id) {
        return known(id < builds.size() ? builds.get(id) : null, "build", id);
    }

    private static <T> T known(@Nullable T value, String what, int id) {
        if (value == null) {
            throw new IllegalStateException("A host names the unknown " + what + " " + id + ".");
        }
        return value;
    }

    /**
     * What is installed, in the order of an inventory; the same package of several hosts is one object.
     *
     * @param carriedBy for each build the number of its archives
     */
    List<InstalledPackage> packages(int[] ids, int... carriedBy) {
        int[] ranks = ranks();
        long[] order = new long[ids.length];
        int count = 0;
        for (int i = 0; i < ids.length; i++) {
            if (build(ids[i]).effect() == EffectBuild.Effect.INSTALLED) {
                order[count++] = ((long) ranks[ids[i]] << Integer.SIZE) | i;
            }
        }
        Arrays.sort(order, 0, count);
        List<InstalledPackage> all = new ArrayList<>(count);
        for (int each = 0; each < count; each++) {
            int i = (int) order[each];
            int archives = carriedBy.length == 0 ? 0 : carriedBy[i];
            all.add(packages.computeIfAbsent(
                    ((long) ids[i] << Integer.SIZE) | archives,
                    _ -> installed(build(ids[i]).build(), known(origins.get(archives), "list of archives", archives))));
        }
        return all;
    }

    /** For each build its place in the order of names: comparing numbers is far cheaper than comparing names. */
    private int[] ranks() {
        if (ranked.size() != 1 || ranked.getFirst().length != builds.size()) {
            Integer[] ids = new Integer[builds.size()];
            Arrays.setAll(ids, id -> id);
            Arrays.sort(ids, Comparator.comparing(this::nameOf).thenComparing(this::versionOf));
            int[] ranks = new int[ids.length];
            for (int rank = 0; rank < ids.length; rank++) {
                ranks[ids[rank]] = rank;
            }
            ranked.clear();
            ranked.add(ranks);
        }
        return ranked.getFirst();
    }

    private String nameOf(int id) {
        EffectBuild build = builds.get(id);
        return build == null ? "" : build.build().name() + " " + build.build().architecture();
    }

    private DebVersion versionOf(int id) {
        EffectBuild build = builds.get(id);
        return build == null ? NONE : build.build().version();
    }

    private static InstalledPackage installed(PackageBuild build, List<Origin> archives) {
        return new InstalledPackage(
                build.name(), build.architecture(), build.version(), build.source(), archives, false, false);
    }

    List<PendingPatch> patches(int... ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> known(patches.get(id), "patch", id))
                .toList();
    }

    /** By source. */
    Map<String, ChangelogClaim> claims(int... ids) {
        Map<String, ChangelogClaim> bySource = new HashMap<>();
        for (int id : ids) {
            ChangelogClaim claim = known(claims.get(id), "claim", id);
            bySource.put(claim.candidate().name(), claim);
        }
        return bySource;
    }
}
