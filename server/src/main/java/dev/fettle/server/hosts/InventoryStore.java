package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.EffectBuild;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.InventoryDelta;
import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PackageBuild;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.Platform;
import dev.fettle.server.database.Storable;
import dev.fettle.server.database.TextRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What hosts have: sorted arrays of effect builds, and the deltas that led to them. */
@Component
final class InventoryStore {
    private static final int PROBLEM = 3;
    private static final Comparator<InstalledPackage> BY_NAME = Comparator.comparing(InstalledPackage::name)
            .thenComparing(InstalledPackage::architecture)
            .thenComparing(InstalledPackage::version);

    private final JdbcClient jdbc;
    private final BuildTable builds;
    private final OriginsTable origins;
    private final DeltaStore deltas;

    InventoryStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.builds = new BuildTable(jdbc);
        this.origins = new OriginsTable(jdbc);
        this.deltas = new DeltaStore(jdbc);
    }

    /** Puts an inventory in the place of the one before; the caller has locked the host. */
    DeltaStore.Count put(HostId host, Instant takenAt, Inventory inventory) {
        Map<EffectBuild, Integer> ids = builds.ids(EffectBuild.of(inventory));
        Map<List<Origin>, Integer> archives =
                origins.ids(inventory.packages().stream().map(InstalledPackage::origins));
        int[] after = ids.values().stream().mapToInt(Integer::intValue).sorted().toArray();
        int[] carriedBy = new int[after.length];
        for (InstalledPackage each : inventory.packages()) {
            int at = Arrays.binarySearch(after, number(ids, inventory, each));
            carriedBy[at] = archives.getOrDefault(each.origins(), 0);
        }
        DeltaStore.Count count = deltas.append(host, DeltaStore.Subject.BUILD, takenAt, present(host), after);
        write(
                host,
                takenAt,
                inventory,
                after,
                carriedBy,
                numbers(ids, inventory, InstalledPackage::held),
                numbers(ids, inventory, InstalledPackage::automatic));
        return count;
    }

    private static int number(Map<EffectBuild, Integer> ids, Inventory inventory, InstalledPackage each) {
        EffectBuild build = new EffectBuild(PackageBuild.of(inventory.platform(), each), EffectBuild.Effect.INSTALLED);
        Integer id = ids.get(build);
        if (id == null) {
            throw new IllegalStateException(build + " of the inventory bears no number.");
        }
        return id;
    }

    private static int[] numbers(
            Map<EffectBuild, Integer> ids, Inventory inventory, Predicate<InstalledPackage> which) {
        return inventory.packages().stream()
                .filter(which)
                .mapToInt(each -> number(ids, inventory, each))
                .sorted()
                .toArray();
    }

    private int[] present(HostId host) {
        return jdbc.sql("select builds from inventory where host_id = ?")
                .param(host.value())
                .query((row, _) -> Storable.integers(row.getArray("builds")))
                .optional()
                .orElseGet(() -> new int[0]);
    }

    private void write(
            HostId host,
            Instant takenAt,
            Inventory inventory,
            int[] sorted,
            int[] carriedBy,
            int[] held,
            int[] automatic) {
        TextRows problems = TextRows.ofWidth(PROBLEM);
        inventory.problems().forEach(each -> problems.add(each.where(), each.message(), each.text()));
        jdbc.sql("""
                        insert into inventory (host_id, look, taken_at, platform, pretty_name, builds, origins, held, automatic,
                            running_release, reboot, reboot_because, unreadable, problems, stale)
                        values (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (host_id) do update set look = inventory.look + 1,
                            taken_at = greatest(excluded.taken_at, inventory.taken_at), platform = excluded.platform,
                            pretty_name = excluded.pretty_name, builds = excluded.builds, origins = excluded.origins,
                            held = excluded.held, automatic = excluded.automatic,
                            running_release = excluded.running_release, reboot = excluded.reboot,
                            reboot_because = excluded.reboot_because, unreadable = excluded.unreadable,
                            problems = excluded.problems, stale = excluded.stale""")
                .params(
                        host.value(),
                        Timestamp.from(takenAt),
                        inventory.platform().toString(),
                        Storable.text(inventory.prettyName()),
                        Storable.integers(sorted),
                        Storable.integers(carriedBy),
                        Storable.integers(held),
                        Storable.integers(automatic),
                        Storable.nullable(inventory.kernels().runningRelease()),
                        rebootWord(inventory.reboot()),
                        Storable.texts(rebootBecause(inventory.reboot())),
                        inventory.unreadable(),
                        Storable.texts(problems.cells()),
                        Storable.texts(StaleRows.cells(inventory.stale())))
                .update();
    }

    private static String rebootWord(Inventory.Reboot reboot) {
        return switch (reboot) {
            case Inventory.Reboot.Required _ -> "required";
            case Inventory.Reboot.NotRequired _ -> "not_required";
            case Inventory.Reboot.Unknown _ -> "unknown";
        };
    }

    private static List<String> rebootBecause(Inventory.Reboot reboot) {
        return switch (reboot) {
            case Inventory.Reboot.Required(List<String> packages) -> packages;
            case Inventory.Reboot.NotRequired _ -> List.of();
            case Inventory.Reboot.Unknown(String why) -> List.of(why);
        };
    }

    /**
     * An inventory and when it was taken.
     *
     * @param look counts the looks at the host
     */
    record Taken(long look, Instant at, Inventory inventory) {}

    /** A row of the table, before its numbers are resolved. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(
            long look,
            Instant takenAt,
            Platform platform,
            String prettyName,
            int[] builds,
            int[] origins,
            int[] held,
            int[] automatic,
            @Nullable String runningRelease,
            Inventory.Reboot reboot,
            int unreadable,
            List<Problem> problems,
            List<StaleBuild> stale) {}

    /** @param name of the host */
    Optional<Taken> find(HostId host, String name) {
        return jdbc.sql("""
                        select look, taken_at, platform, pretty_name, builds, origins, held, automatic, running_release, reboot,
                            reboot_because, unreadable, problems, stale
                        from inventory where host_id = ?""")
                .param(host.value())
                .query((row, _) -> row(row))
                .optional()
                .map(row -> new Taken(row.look(), row.takenAt(), inventory(name, row)));
    }

    private static Row row(ResultSet row) throws SQLException {
        List<String> because = Storable.texts(row.getArray("reboot_because"));
        Inventory.Reboot reboot =
                switch (row.getString("reboot")) {
                    case "required" -> new Inventory.Reboot.Required(because);
                    case "not_required" -> new Inventory.Reboot.NotRequired();
                    default -> new Inventory.Reboot.Unknown(String.join(" ", because));
                };
        List<Problem> problems = TextRows.read(PROBLEM, Storable.texts(row.getArray("problems"))).rows().stream()
                .map(each -> new Problem(each.get(0), each.get(1), each.get(2)))
                .toList();
        return new Row(
                row.getLong("look"),
                row.getTimestamp("taken_at").toInstant(),
                Platform.parse(row.getString("platform")),
                row.getString("pretty_name"),
                Storable.integers(row.getArray("builds")),
                Storable.integers(row.getArray("origins")),
                Storable.integers(row.getArray("held")),
                Storable.integers(row.getArray("automatic")),
                row.getString("running_release"),
                reboot,
                row.getInt("unreadable"),
                problems,
                StaleRows.read(Storable.texts(row.getArray("stale"))));
    }

    private Inventory inventory(String name, Row row) {
        Map<Integer, EffectBuild> known = builds.builds(row.builds());
        Map<Integer, List<Origin>> archives = origins.lists(row.origins());
        List<InstalledPackage> packages = new ArrayList<>();
        for (int i = 0; i < row.builds().length; i++) {
            int id = row.builds()[i];
            EffectBuild each = known.get(id);
            if (each == null) {
                throw new IllegalStateException("The inventory of " + name + " has the unknown build " + id + ".");
            }
            if (each.effect() == EffectBuild.Effect.INSTALLED) {
                PackageBuild build = each.build();
                packages.add(new InstalledPackage(
                        build.name(),
                        build.architecture(),
                        build.version(),
                        build.source(),
                        archives.getOrDefault(row.origins()[i], List.of()),
                        Arrays.binarySearch(row.held(), id) >= 0,
                        Arrays.binarySearch(row.automatic(), id) >= 0));
            }
        }
        packages.sort(BY_NAME);
        return new Inventory(
                name,
                row.platform(),
                row.prettyName(),
                packages,
                Inventory.kernelsOf(packages, row.runningRelease()),
                row.reboot(),
                row.stale(),
                row.unreadable(),
                row.problems());
    }

    Optional<Long> look(HostId id, Scope scope) {
        return jdbc.sql("select look from inventory join host on host.id = inventory.host_id where host.id = ? and "
                        + ScopeFilter.CONDITION)
                .param(id.value())
                .params(ScopeFilter.of(scope).parameters())
                .query((row, _) -> row.getLong("look"))
                .optional();
    }

    Optional<Instant> oldest() {
        return jdbc.sql("select i.taken_at from inventory i join host h on h.id = i.host_id where h.removed_at is null"
                        + " order by i.taken_at limit 1")
                .query((row, _) -> row.getTimestamp("taken_at").toInstant())
                .optional();
    }

    /** The newest first. */
    List<InventoryDelta> history(HostId host, int limit) {
        List<DeltaStore.Delta> newest = deltas.newest(host, DeltaStore.Subject.BUILD, limit);
        int[] named = newest.stream()
                .flatMapToInt(each -> IntStream.concat(Arrays.stream(each.added()), Arrays.stream(each.removed())))
                .distinct()
                .toArray();
        Map<Integer, EffectBuild> known = builds.builds(named);
        return newest.stream()
                .map(each -> new InventoryDelta(
                        each.revision(), each.at(), named(known, each.added()), named(known, each.removed())))
                .toList();
    }

    /** When a look first found each replaced build running that runs now, by {@code name:architecture version}. */
    Map<String, Instant> runningSince(HostId host) {
        Map<String, Instant> since = new HashMap<>();
        jdbc.sql("""
                        select b.package, b.architecture, b.version, max(d.at) as since
                        from inventory i join effect_build b on b.id = any (i.builds) and b.effect = 'running'
                            join delta d on d.host_id = i.host_id and d.subject = 'build' and b.id = any (d.added)
                        where i.host_id = ? group by b.id""").param(host.value()).query((ResultSet row) -> {
            since.put(
                    row.getString("package") + ":" + row.getString("architecture") + " " + row.getString("version"),
                    row.getTimestamp("since").toInstant());
        });
        return since;
    }

    private static List<EffectBuild> named(Map<Integer, EffectBuild> known, int... ids) {
        return Arrays.stream(ids)
                .mapToObj(known::get)
                .flatMap(Stream::ofNullable)
                .toList();
    }
}
