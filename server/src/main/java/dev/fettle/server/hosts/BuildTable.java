package dev.fettle.server.hosts;

import dev.fettle.core.inventory.EffectBuild;
import dev.fettle.core.inventory.PackageBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.database.Storable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Effect builds, interned. */
final class BuildTable {
    private final JdbcClient jdbc;
    private final Interned table;

    BuildTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.table = new Interned(
                jdbc,
                "effect_build",
                "platform text",
                "package text",
                "version text",
                "architecture text",
                "source text",
                "source_version text",
                "effect text");
    }

    /** The number of each build. */
    Map<EffectBuild, Integer> ids(Collection<EffectBuild> builds) {
        List<EffectBuild> list = List.copyOf(builds);
        int[] ids = table.ids(list.stream().map(BuildTable::value).toList());
        Map<EffectBuild, Integer> numbers = HashMap.newHashMap(ids.length);
        for (int i = 0; i < ids.length; i++) {
            numbers.put(list.get(i), ids[i]);
        }
        return numbers;
    }

    private static Interned.Value value(EffectBuild each) {
        PackageBuild build = each.build();
        return Interned.Value.of(
                build.platform().toString(),
                build.name(),
                build.version().text(),
                build.architecture(),
                build.source().name(),
                build.source().version().text(),
                each.effect().name().toLowerCase(Locale.ROOT));
    }

    /** The builds that bear these numbers. */
    Map<Integer, EffectBuild> builds(int... ids) {
        Map<Integer, EffectBuild> builds = HashMap.newHashMap(ids.length);
        jdbc.sql("""
                        select id, platform, package, version, architecture, source, source_version, effect
                        from effect_build where id = any (?)""")
                .param(Storable.integers(ids))
                .query((row, _) -> Map.entry(row.getInt("id"), build(row)))
                .list()
                .forEach(entry -> builds.put(entry.getKey(), entry.getValue()));
        return builds;
    }

    /** What an effect build that was read is done with. */
    @FunctionalInterface
    interface Read {
        void put(int id, EffectBuild build);
    }

    /** Every build with a greater number. */
    void behind(int newest, Read read) {
        jdbc.sql("""
                        select id, platform, package, version, architecture, source, source_version, effect
                        from effect_build where id > ? order by id""").param(newest).query((ResultSet row) -> read.put(row.getInt("id"), build(row)));
    }

    private static EffectBuild build(ResultSet row) throws SQLException {
        PackageBuild build = new PackageBuild(
                Platform.parse(row.getString("platform")),
                row.getString("package"),
                new DebVersion(row.getString("version")),
                row.getString("architecture"),
                new SourceBuild(row.getString("source"), new DebVersion(row.getString("source_version"))));
        return new EffectBuild(
                build, EffectBuild.Effect.valueOf(row.getString("effect").toUpperCase(Locale.ROOT)));
    }
}
