package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Patches, interned. */
final class PatchTable {
    private final JdbcClient jdbc;
    private final Interned table;
    private final OriginsTable origins;

    PatchTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.origins = new OriginsTable(jdbc);
        this.table = new Interned(
                jdbc,
                "patch",
                "platform text",
                "package text",
                "architecture text",
                "installed text",
                "candidate text",
                "source text",
                "source_version text",
                "origins integer",
                "bytes bigint",
                "sha256 text",
                "basis text");
    }

    /**
     * The numbers of the patches, in their order.
     *
     * @param at when they were seen; looks may come in late
     */
    int[] ids(Platform platform, Instant at, List<PendingPatch> patches) {
        Map<List<Origin>, Integer> archives = origins.ids(patches.stream().map(PendingPatch::origins));
        int[] ids = table.ids(patches.stream()
                .map(each -> value(platform, each, archives.getOrDefault(each.origins(), 0)))
                .toList());
        jdbc.sql("update patch set first_seen_at = ? where id = any (?) and first_seen_at > ?")
                .params(Timestamp.from(at), Storable.integers(ids), Timestamp.from(at))
                .update();
        return ids;
    }

    private static Interned.Value value(Platform platform, PendingPatch patch, int archives) {
        SourceBuild source = patch.source();
        PendingPatch.Download download = patch.download();
        return Interned.Value.of(
                platform.toString(),
                patch.name(),
                patch.architecture(),
                patch.installed().text(),
                patch.candidate().text(),
                source == null ? null : source.name(),
                source == null ? null : source.version().text(),
                archives == 0 ? null : Integer.toString(archives),
                download == null ? null : Long.toString(download.bytes()),
                download == null ? null : download.sha256(),
                patch.basis().name().toLowerCase(Locale.ROOT));
    }

    /** A patch, and when this installation saw it first on any host. */
    record Seen(PendingPatch patch, Instant firstSeenAt) {}

    private record Row(int id, int archives, PendingPatch bare, Instant firstSeenAt) {}

    /** The patches that bear these numbers. */
    Map<Integer, Seen> patches(int... ids) {
        List<Row> rows = jdbc.sql("""
                        select id, package, architecture, installed, candidate, source, source_version,
                            coalesce(origins, 0) as archives, bytes, sha256, basis, first_seen_at
                        from patch where id = any (?)""")
                .param(Storable.integers(ids))
                .query((row, _) -> new Row(
                        row.getInt("id"),
                        row.getInt("archives"),
                        patch(row, List.of()),
                        row.getTimestamp("first_seen_at").toInstant()))
                .list();
        Map<Integer, List<Origin>> archives =
                origins.lists(rows.stream().mapToInt(Row::archives).toArray());
        Map<Integer, Seen> patches = HashMap.newHashMap(rows.size());
        for (Row row : rows) {
            PendingPatch patch = row.bare().withOrigins(archives.getOrDefault(row.archives(), List.of()));
            patches.put(row.id(), new Seen(patch, row.firstSeenAt()));
        }
        return patches;
    }

    /** What a patch that was read is done with. */
    @FunctionalInterface
    interface Read {
        void put(int id, PendingPatch patch);
    }

    /**
     * Every patch with a greater number.
     *
     * @param archives gives the archives by their number
     */
    void behind(int newest, IntFunction<List<Origin>> archives, Read read) {
        jdbc.sql("""
                        select id, package, architecture, installed, candidate, source, source_version,
                            coalesce(origins, 0) as archives, bytes, sha256, basis
                        from patch where id > ? order by id""")
                .param(newest)
                .query((ResultSet row) ->
                        read.put(row.getInt("id"), patch(row, archives.apply(row.getInt("archives")))));
    }

    /** When this installation saw a step to a source build first on any host. */
    Optional<Instant> firstSeen(Platform platform, String source, String version) {
        return jdbc.sql("""
                        select min(first_seen_at) as first from patch
                        where platform = ? and source = ? and source_version = ?""")
                .params(platform.toString(), source, version)
                .query((row, _) -> Optional.ofNullable(row.getTimestamp("first")))
                .single()
                .map(Timestamp::toInstant);
    }

    private static PendingPatch patch(ResultSet row, List<Origin> origins) throws SQLException {
        String source = row.getString("source");
        @Nullable
        SourceBuild build =
                source == null ? null : new SourceBuild(source, new DebVersion(row.getString("source_version")));
        String sha256 = row.getString("sha256");
        PendingPatch.@Nullable Download download =
                sha256 == null ? null : new PendingPatch.Download(row.getLong("bytes"), sha256);
        return new PendingPatch(
                row.getString("package"),
                row.getString("architecture"),
                new DebVersion(row.getString("installed")),
                new DebVersion(row.getString("candidate")),
                build,
                origins,
                download,
                PendingPatch.Basis.valueOf(row.getString("basis").toUpperCase(Locale.ROOT)));
    }
}
