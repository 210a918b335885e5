package dev.fettle.server.hosts;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.EffectBuild;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PackageBuild;
import dev.fettle.core.inventory.PendingPatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All interned values in memory, to read many hosts at once. It is for one thread. */
final class Dictionary {
    private static final Comparator<InstalledPackage> BY_NAME = Comparator.comparing(InstalledPackage::name)
            .thenComparing(InstalledPackage::architecture)
            .thenComparing(InstalledPackage::version);

    private final List<@Nullable EffectBuild> builds = new ArrayList<>();
    private final Map<Integer, List<Origin>> origins = new HashMap<>();
    private final Map<Integer, PendingPatch> patches = new HashMap<>();
    private final Map<Integer, ChangelogClaim> claims = new HashMap<>();
    private final Map<Long, InstalledPackage> packages = new HashMap<>();
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
        List<InstalledPackage> installed = new ArrayList<>(ids.length);
        for (int i = 0; i < ids.length; i++) {
            EffectBuild each = build(ids[i]);
            if (each.effect() == EffectBuild.Effect.INSTALLED) {
                int archives = carriedBy.length == 0 ? 0 : carriedBy[i];
                installed.add(packages.computeIfAbsent(
                        ((long) ids[i] << Integer.SIZE) | archives,
                        _ -> installed(each.build(), known(origins.get(archives), "list of archives", archives))));
            }
        }
        Collections.sort(installed, BY_NAME);
        return installed;
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
