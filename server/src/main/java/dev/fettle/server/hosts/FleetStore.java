package dev.fettle.server.hosts;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.Platform;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** All hosts at once, or those that have changed; always within a transaction that sees one picture. */
@Component
final class FleetStore {
    /** How many rows are fetched at a time. */
    private static final int FETCHED = 500;

    private final JdbcClient jdbc;
    private final BuildTable builds;
    private final OriginsTable origins;
    private final PatchTable patches;
    private final ClaimTable claims;

    FleetStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.builds = new BuildTable(jdbc);
        this.origins = new OriginsTable(jdbc);
        this.patches = new PatchTable(jdbc);
        this.claims = new ClaimTable(jdbc);
    }

    /** The oldest transaction that may still change something: whatever it and later ones do is not seen yet. */
    String horizon() {
        return jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text as horizon")
                .query((row, _) -> row.getString("horizon"))
                .single();
    }

    /** Takes in what was interned since. Numbers become visible in their order, see {@link Interned}. */
    void refresh(Dictionary dictionary) {
        origins.behind(dictionary.newestOrigins(), dictionary::put);
        builds.behind(dictionary.newestBuild(), dictionary::put);
        patches.behind(dictionary.newestPatch(), dictionary::origins, dictionary::put);
        claims.behind(dictionary.newestClaim(), dictionary::put);
    }

    // What lies behind the present snapshot can only come from a backup of another database.
    private static final String CHANGED = """
            from host h join inventory i on i.host_id = h.id join pending p on p.host_id = h.id
            where h.changed >= ?::xid8 and h.changed < pg_snapshot_xmax(pg_current_snapshot())""";

    long count(String since) {
        return jdbc.sql("select count(*) as hosts " + CHANGED)
                .param(since)
                .query((row, _) -> row.getLong("hosts"))
                .single();
    }

    Optional<Instant> firstSeen(Platform platform, String source, String version) {
        return patches.firstSeen(platform, source, version);
    }

    /** Alike hosts side by side. */
    void changed(String since, Dictionary dictionary, Consumer<FleetLook> each) {
        jdbc.sql("""
                        select h.*, i.look, i.taken_at, i.platform, i.pretty_name, i.builds::text as builds,
                            i.origins::text as origins, i.running_release, i.reboot, i.stale, p.patches::text as patches,
                            p.claims::text as claims
                        """ + CHANGED + " order by i.platform, h.id")
                .withFetchSize(FETCHED)
                .param(since)
                .query((ResultSet row) -> each.accept(look(row, dictionary)));
    }

    private static FleetLook look(ResultSet row, Dictionary dictionary) throws SQLException {
        Host host = HostStore.host(row);
        List<InstalledPackage> packages = dictionary.packages(numbers(row, "builds"), numbers(row, "origins"));
        return new FleetLook(
                host,
                row.getLong("look"),
                row.getTimestamp("taken_at").toInstant(),
                inventory(
                        host.name(),
                        Platform.parse(row.getString("platform")),
                        row.getString("pretty_name"),
                        packages,
                        row.getString("running_release"),
                        reboot(row.getString("reboot")),
                        StaleRows.read(Storable.texts(row.getArray("stale")))),
                dictionary.patches(numbers(row, "patches")),
                dictionary.claims(numbers(row, "claims")));
    }

    private static Inventory inventory(
            String host,
            Platform platform,
            String prettyName,
            List<InstalledPackage> packages,
            @Nullable String runningRelease,
            Inventory.Reboot reboot,
            List<StaleBuild> stale) {
        return new Inventory(
                host,
                platform,
                prettyName,
                packages,
                Inventory.kernelsOf(packages, runningRelease),
                reboot,
                stale,
                0,
                List.of());
    }

    private static Inventory.Reboot reboot(String word) {
        return switch (word) {
            case "required" -> new Inventory.Reboot.Required(List.of());
            case "not_required" -> new Inventory.Reboot.NotRequired();
            default -> new Inventory.Reboot.Unknown("");
        };
    }

    /** Every delta of builds since a moment, host by host, the newest of each first. */
    void deltas(Instant since, PastReader reader) {
        jdbc.sql("""
                        select d.host_id, d.at, d.added::text as added, d.removed::text as removed,
                            case when lag(d.host_id) over (order by d.host_id, d.revision desc) is distinct from d.host_id
                                then i.builds::text end as builds
                        from delta d join inventory i on i.host_id = d.host_id
                            join host h on h.id = d.host_id and h.removed_at is null
                        where d.subject = 'build' and d.at >= ? order by d.host_id, d.revision desc""")
                .withFetchSize(FETCHED)
                .param(Timestamp.from(since))
                .query((ResultSet row) -> reader.delta(
                        row.getLong("host_id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("builds") == null ? null : numbers(row, "builds"),
                        numbers(row, "added"),
                        numbers(row, "removed")));
        reader.end();
    }

    /** An {@code integer[]} as PostgreSQL writes it: far cheaper than an object for each number. */
    static int[] numbers(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        int[] numbers = new int[(text.length() + 1) / 2];
        int count = 0;
        int number = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.max(number, 0) * 10 + c - '0';
            } else if (number >= 0) {
                numbers[count++] = number;
                number = -1;
            }
        }
        return Arrays.copyOf(numbers, count);
    }
}
