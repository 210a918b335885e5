package dev.fettle.server.hosts;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.database.Storable;
import dev.fettle.server.database.TextRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What candidates' changelogs say, interned. */
final class ClaimTable {
    private static final int MENTION = 2;

    private final JdbcClient jdbc;
    private final Interned table;

    ClaimTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.table = new Interned(
                jdbc,
                "changelog_claim",
                "source text",
                "version text",
                "since text",
                "complete boolean",
                "mentions text[]");
    }

    int[] ids(Collection<ChangelogClaim> claims) {
        return table.ids(claims.stream().map(ClaimTable::value).toList());
    }

    private static Interned.Value value(ChangelogClaim claim) {
        TextRows mentions = TextRows.ofWidth(MENTION);
        claim.mentions()
                .forEach(each ->
                        mentions.add(each.vulnerability(), each.version().text()));
        return Interned.Value.of(
                claim.candidate().name(),
                claim.candidate().version().text(),
                claim.since().text(),
                Boolean.toString(claim.complete()),
                Interned.array(mentions.cells()));
    }

    /** The claims that bear these numbers, by source. */
    Map<String, ChangelogClaim> claims(int... ids) {
        Map<String, ChangelogClaim> claims = new HashMap<>();
        jdbc.sql("select source, version, since, complete, mentions from changelog_claim where id = any (?)")
                .param(Storable.integers(ids))
                .query((row, _) -> claim(row))
                .list()
                .forEach(claim -> claims.put(claim.candidate().name(), claim));
        return claims;
    }

    private static ChangelogClaim claim(ResultSet row) throws SQLException {
        return new ChangelogClaim(
                new SourceBuild(row.getString("source"), new DebVersion(row.getString("version"))),
                new DebVersion(row.getString("since")),
                TextRows.read(MENTION, Storable.texts(row.getArray("mentions"))).rows().stream()
                        .map(each -> new ChangelogClaim.Mention(each.get(0), new DebVersion(each.get(1))))
                        .toList(),
                row.getBoolean("complete"));
    }

    /** What a claim that was read is done with. */
    @FunctionalInterface
    interface Read {
        void put(int id, ChangelogClaim claim);
    }

    /** Every claim with a greater number. */
    void behind(int newest, Read read) {
        jdbc.sql("select id, source, version, since, complete, mentions from changelog_claim where id > ? order by id")
                .param(newest)
                .query((ResultSet row) -> read.put(row.getInt("id"), claim(row)));
    }
}
