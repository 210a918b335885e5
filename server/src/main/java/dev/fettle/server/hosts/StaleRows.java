package dev.fettle.server.hosts;

import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.database.TextRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds that were replaced and still run, as one column has them: a row for each of them and each of its users. */
final class StaleRows {
    private static final int WIDTH = 6;

    /** A host's own word, so it is not taken at any length. */
    private static final int MOST_USERS = 100;

    private StaleRows() {}

    static List<String> cells(List<StaleBuild> stale) {
        TextRows rows = TextRows.ofWidth(WIDTH);
        for (StaleBuild build : stale) {
            SourceBuild source = build.source();
            List<String> users = build.users().isEmpty() ? List.of("") : build.users();
            for (String user : users.subList(0, Math.min(users.size(), MOST_USERS))) {
                rows.add(
                        build.name(),
                        build.architecture(),
                        text(build.version()),
                        source == null ? "" : source.name(),
                        text(source == null ? null : source.version()),
                        user);
            }
        }
        return rows.cells();
    }

    private static String text(@Nullable DebVersion version) {
        return version == null ? "" : version.text();
    }

    static List<StaleBuild> read(List<String> cells) {
        Map<List<String>, List<String>> users = new LinkedHashMap<>();
        for (List<String> row : TextRows.read(WIDTH, cells).rows()) {
            List<String> by = users.computeIfAbsent(List.copyOf(row.subList(0, WIDTH - 1)), _ -> new ArrayList<>());
            if (!row.get(WIDTH - 1).isEmpty()) {
                by.add(row.get(WIDTH - 1));
            }
        }
        List<StaleBuild> stale = new ArrayList<>();
        users.forEach((build, by) -> stale.add(new StaleBuild(
                build.get(0),
                build.get(1),
                build.get(2).isEmpty() ? null : new DebVersion(build.get(2)),
                build.get(3).isEmpty() ? null : new SourceBuild(build.get(3), new DebVersion(build.get(4))),
                by)));
        return stale;
    }
}
