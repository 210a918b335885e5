package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingChanges.Install;
import dev.fettle.core.inventory.PendingChanges.KeptBack;
import dev.fettle.core.inventory.PendingChanges.Removal;
import dev.fettle.core.inventory.PendingChanges.Why;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.server.database.Storable;
import dev.fettle.server.database.TextRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the hosts' package managers would do next, and what the changelogs of the candidates say. */
@Component
final class PendingStore {
    private static final int INSTALL = 6;
    private static final int REMOVAL = 3;
    private static final int KEPT_BACK = 5;

    private final JdbcClient jdbc;
    private final PatchTable patches;
    private final OriginsTable origins;
    private final ClaimTable claims;
    private final DeltaStore deltas;

    PendingStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.patches = new PatchTable(jdbc);
        this.origins = new OriginsTable(jdbc);
        this.claims = new ClaimTable(jdbc);
        this.deltas = new DeltaStore(jdbc);
    }

    /**
     * Puts this in the place of what was pending before; the caller has locked the host. Where nobody knows what is
     * pending, the history does not go on: not to know is no change.
     */
    DeltaStore.Count put(HostId host, Instant at, Platform platform, PendingLook look) {
        @Nullable PendingChanges known = look.changes();
        PendingChanges changes = known == null ? PendingChanges.none() : known;
        int[] ids = patches.ids(platform, at, changes.patches());
        DeltaStore.Count count = DeltaStore.Count.NONE;
        if (known != null) {
            count = deltas.append(
                    host,
                    DeltaStore.Subject.PATCH,
                    at,
                    lastKnown(host),
                    Arrays.stream(ids).sorted().distinct().toArray());
        }
        Map<List<Origin>, Integer> archives =
                origins.ids(changes.installs().stream().map(Install::origins));
        TextRows installs = TextRows.ofWidth(INSTALL);
        for (Install each : changes.installs()) {
            installs.add(
                    each.name(),
                    each.architecture(),
                    each.version().text(),
                    Integer.toString(archives.getOrDefault(each.origins(), 0)),
                    Long.toString(each.bytes()),
                    each.sha256());
        }
        TextRows removals = TextRows.ofWidth(REMOVAL);
        changes.removals()
                .forEach(each -> removals.add(
                        each.name(), each.architecture(), each.installed().text()));
        TextRows keptBack = TextRows.ofWidth(KEPT_BACK);
        changes.keptBack()
                .forEach(each -> keptBack.add(
                        each.name(),
                        each.architecture(),
                        each.installed().text(),
                        each.candidate().text(),
                        word(each.why())));
        jdbc.sql("""
                        insert into pending
                            (host_id, unavailable, patches, installs, removals, kept_back, claims, unread)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (host_id) do update set
                            unavailable = excluded.unavailable, patches = excluded.patches,
                            installs = excluded.installs, removals = excluded.removals,
                            kept_back = excluded.kept_back, claims = excluded.claims, unread = excluded.unread""")
                .params(
                        host.value(),
                        Storable.nullable(look.unavailable()),
                        Storable.integers(ids),
                        Storable.texts(installs.cells()),
                        Storable.texts(removals.cells()),
                        Storable.texts(keptBack.cells()),
                        Storable.integers(claims.ids(look.claims().values())),
                        Storable.texts(look.unread()))
                .update();
        return count;
    }

    /** What the history says is pending: the sum of its deltas, for the last look may not have known. */
    private int[] lastKnown(HostId host) {
        return jdbc.sql("""
                        select coalesce(array_agg(id order by id), '{}') as ids from (
                            select id from (
                                select unnest(added) as id, 1 as step from delta where host_id = ? and subject = 'patch'
                                union all
                                select unnest(removed), -1 from delta where host_id = ? and subject = 'patch') as steps
                            group by id having sum(step) > 0) as present""")
                .params(host.value(), host.value())
                .query((row, _) -> Storable.integers(row.getArray("ids")))
                .single();
    }

    private static String word(Why why) {
        return switch (why) {
            case Why.Held _ -> "held";
            case Why.Phased(int percentage) -> "phased " + percentage;
            case Why.Unsatisfied _ -> "unsatisfied";
        };
    }

    private static Why why(String word) {
        if (word.startsWith("phased ")) {
            return new Why.Phased(Integer.parseInt(word.substring("phased ".length())));
        }
        return word.equals("held") ? new Why.Held() : new Why.Unsatisfied();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(
            @Nullable String unavailable,
            int[] patches,
            List<List<String>> installs,
            List<Removal> removals,
            List<KeptBack> keptBack,
            int[] claims,
            List<String> unread) {}

    Optional<PendingLook> find(HostId host) {
        return jdbc.sql("""
                        select unavailable, patches, installs, removals, kept_back, claims, unread
                        from pending where host_id = ?""")
                .param(host.value())
                .query((row, _) -> row(row))
                .optional()
                .map(this::look);
    }

    static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("unavailable"),
                Storable.integers(row.getArray("patches")),
                TextRows.read(INSTALL, Storable.texts(row.getArray("installs"))).rows(),
                TextRows.read(REMOVAL, Storable.texts(row.getArray("removals"))).rows().stream()
                        .map(each -> new Removal(each.get(0), each.get(1), new DebVersion(each.get(2))))
                        .toList(),
                TextRows.read(KEPT_BACK, Storable.texts(row.getArray("kept_back"))).rows().stream()
                        .map(each -> new KeptBack(
                                each.get(0),
                                each.get(1),
                                new DebVersion(each.get(2)),
                                new DebVersion(each.get(3)),
                                why(each.get(4))))
                        .toList(),
                Storable.integers(row.getArray("claims")),
                Storable.texts(row.getArray("unread")));
    }

    PendingLook look(Row row) {
        Map<Integer, PatchTable.Seen> known = patches.patches(row.patches());
        Map<Integer, List<Origin>> archives = origins.lists(row.installs().stream()
                .mapToInt(each -> Integer.parseInt(each.get(3)))
                .toArray());
        List<PendingPatch> steps = new ArrayList<>();
        Map<String, Instant> firstSeen = new HashMap<>();
        for (int id : row.patches()) {
            PatchTable.Seen seen = known.get(id);
            if (seen == null) {
                throw new IllegalStateException("What is pending names the unknown patch " + id + ".");
            }
            steps.add(seen.patch());
            firstSeen.put(seen.patch().id(), seen.firstSeenAt());
        }
        List<Install> installs = row.installs().stream()
                .map(each -> new Install(
                        each.get(0),
                        each.get(1),
                        new DebVersion(each.get(2)),
                        archives.getOrDefault(Integer.parseInt(each.get(3)), List.of()),
                        Long.parseLong(each.get(4)),
                        each.get(5)))
                .toList();
        @Nullable
        PendingChanges changes =
                row.unavailable() == null ? new PendingChanges(steps, installs, row.removals(), row.keptBack()) : null;
        return new PendingLook(changes, row.unavailable(), claims.claims(row.claims()), row.unread(), firstSeen);
    }
}
