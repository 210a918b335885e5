package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Origin;
import dev.fettle.server.database.Storable;
import dev.fettle.server.database.TextRows;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists of archive suites, interned. Number 0 stands for the empty list. */
final class OriginsTable {
    private static final int WIDTH = 5;

    private final JdbcClient jdbc;
    private final Interned table;

    OriginsTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.table = new Interned(jdbc, "origins", "suites text[]");
    }

    /** The number of each list. */
    Map<List<Origin>, Integer> ids(Stream<List<Origin>> lists) {
        List<List<Origin>> distinct =
                lists.filter(list -> !list.isEmpty()).distinct().toList();
        int[] ids = table.ids(distinct.stream().map(OriginsTable::value).toList());
        Map<List<Origin>, Integer> numbers = new HashMap<>();
        numbers.put(List.of(), 0);
        for (int i = 0; i < ids.length; i++) {
            numbers.put(distinct.get(i), ids[i]);
        }
        return numbers;
    }

    private static Interned.Value value(List<Origin> origins) {
        TextRows rows = TextRows.ofWidth(WIDTH);
        for (Origin each : origins) {
            rows.add(each.origin(), each.label(), each.suite(), each.codename(), each.site());
        }
        return Interned.Value.of(Interned.array(rows.cells()));
    }

    /** The lists that bear these numbers. */
    Map<Integer, List<Origin>> lists(int... ids) {
        Map<Integer, List<Origin>> lists = new HashMap<>();
        lists.put(0, List.of());
        int[] distinct = Arrays.stream(ids).filter(id -> id != 0).distinct().toArray();
        jdbc.sql("select id, suites from origins where id = any (?)")
                .param(Storable.integers(distinct))
                .query((row, _) -> Map.entry(row.getInt("id"), origins(Storable.texts(row.getArray("suites")))))
                .list()
                .forEach(entry -> lists.put(entry.getKey(), entry.getValue()));
        return lists;
    }

    /** What a list that was read is done with. */
    @FunctionalInterface
    interface Read {
        void put(int id, List<Origin> list);
    }

    /** Every list with a greater number. */
    void behind(int newest, Read read) {
        jdbc.sql("select id, suites from origins where id > ? order by id")
                .param(newest)
                .query((ResultSet row) -> read.put(row.getInt("id"), origins(Storable.texts(row.getArray("suites")))));
    }

    private static List<Origin> origins(List<String> cells) {
        return TextRows.read(WIDTH, cells).rows().stream()
                .map(row -> new Origin(row.get(0), row.get(1), row.get(2), row.get(3), row.get(4)))
                .toList();
    }
}
