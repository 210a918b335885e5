package dev.fettle.server.api.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.server.TestDatabase;
import dev.fettle.server.api.ApiFault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Filters, cursors and parts: made at random, read, and held against each other in memory and in PostgreSQL. */
final class FilterReaderTest {
    private static final long SEED = 20261120;
    private static final String ALPHABET = "nametagsizat()(;,=<>!*\"'\\ 0129-:TZ_%$\u00e9\u0000";

    private record Thing(long id, String name, List<String> tags, long size, Instant at) {}

    private static final Fields<Thing> FIELDS = Fields.<Thing>builder()
            .whole("id", Thing::id, "t.id")
            .sortedText("name", Thing::name, "t.name")
            .words("tags", Thing::tags, "t.tags")
            .whole("size", Thing::size, "t.size")
            .sortedInstant("at", Thing::at, "t.at")
            .build("id", "name");

    private static final List<Thing> THINGS = things();

    private static List<Thing> things() {
        Random random = new Random(SEED);
        List<String> names = List.of("a", "ab", "a%b", "a_b", "b*", "", "\\", "it's", "\"x\"", "\u00e9");
        List<Thing> things = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            things.add(new Thing(
                    i,
                    names.get(random.nextInt(names.size())),
                    random.nextBoolean() ? List.of("web") : List.of("db", "web db"),
                    random.nextInt(5),
                    Instant.parse("2026-11-20T00:00:00Z").plusSeconds(random.nextInt(4))));
        }
        return things;
    }

    private static ListPlan<Thing> plan(String filter, String sort, String cursor, int limit) {
        return new ListRequest("/api/v1/things", filter, sort, cursor, Integer.toString(limit)).plan(FIELDS);
    }

    @Test
    @Timeout(60)
    void whatever_is_sent_is_read_or_refused_with_a_sentence() {
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length >= 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            String filter = i % 3 == 0 ? "name==" + text : text.toString();
            try {
                FilterReader.read(FIELDS, filter);
                read++;
            } catch (ApiFault fault) {
                assertThat(fault).hasMessageEndingWith(".");
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    @Timeout(20)
    void limits_hold_and_hostile_filters_cost_nothing() {
        long begin = System.nanoTime();
        for (String hostile : List.of(
                "(".repeat(999),
                "(".repeat(9) + "id==1" + ")".repeat(9),
                "id==1;".repeat(33) + "id==1",
                "id=in=(" + "1,".repeat(200) + "1)",
                "name==" + "*a".repeat(600),
                "name==\"" + "\\\"".repeat(490))) {
            assertThatThrownBy(() -> FilterReader.read(FIELDS, hostile)).isInstanceOf(ApiFault.class);
        }
        assertThat(InMemory.like("a".repeat(20_000), "*a".repeat(400) + "b")).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Timeout(60)
    void cursors_that_somebody_made_up_are_refused_or_show_a_part() {
        Random random = new Random(SEED);
        String next = new Cursor("ab", 7L).text("/api/v1/things\n\nname");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder made = new StringBuilder(next);
            made.setCharAt(random.nextInt(made.length()), (char) (' ' + random.nextInt(95)));
            try {
                assertThat(plan(null, null, made.toString(), 10).of(THINGS)).hasSizeLessThan(12);
            } catch (ApiFault fault) {
                assertThat(fault).hasMessageContaining("cursor");
            }
        }
    }

    /** PostgreSQL orders texts as Java does here, by their characters. */
    @Test
    void memory_and_database_agree_on_random_filters_and_all_parts_make_the_list() throws Exception {
        Random random = new Random(SEED);
        TestDatabase database = TestDatabase.fresh();
        try (Connection connection = database.connect()) {
            connection.createStatement().execute("""
                    create table t (id bigint, name text collate "C", tags text[], size bigint, at timestamptz)""");
            for (Thing each : THINGS) {
                try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?, ?, ?, ?)")) {
                    insert.setLong(1, each.id());
                    insert.setString(2, each.name());
                    insert.setArray(
                            3, connection.createArrayOf("text", each.tags().toArray()));
                    insert.setLong(4, each.size());
                    insert.setObject(5, each.at().atOffset(ZoneOffset.UTC));
                    insert.executeUpdate();
                }
            }
            List<String> sorts = List.of("id", "-id", "name", "-name", "at", "-at", "size", "-size");
            for (int i = 0; i < 500; i++) {
                String filter = random(random, 3);
                String sort = sorts.get(random.nextInt(sorts.size()));
                int limit = 1 + random.nextInt(70);
                List<Long> inMemory = ids(plan(filter, sort, null, limit).of(THINGS));
                assertThat(ask(connection, plan(filter, sort, null, limit).condition()))
                        .as(filter + " " + sort)
                        .isEqualTo(inMemory);
                assertThat(walked(filter, sort, limit))
                        .isEqualTo(ids(plan(filter, sort, null, 500).of(THINGS)));
            }
        } finally {
            database.drop();
        }
    }

    private static List<Long> walked(String filter, String sort, int limit) {
        List<Long> all = new ArrayList<>();
        String cursor = null;
        do {
            ListPlan<Thing> plan = plan(filter, sort, cursor, limit);
            var answer = plan.answer(plan.of(THINGS), Thing::id).getBody();
            assertThat(answer).isNotNull();
            all.addAll(answer.items());
            cursor = answer.next() == null ? null : answer.next().replaceFirst(".*&cursor=", "");
        } while (cursor != null);
        return all;
    }

    private static List<Long> ids(List<Thing> things) {
        return things.stream().map(Thing::id).toList();
    }

    private static List<Long> ask(Connection connection, Condition condition) throws Exception {
        String sql = "select t.id from t where " + condition.sql() + " order by " + condition.order() + " limit ?";
        List<Long> ids = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (Object each : condition.parameters()) {
                statement.setObject(at, each);
                at++;
            }
            statement.setInt(at, condition.limit());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
        }
        return ids;
    }

    private static String random(Random random, int depth) {
        if (depth > 0 && random.nextInt(3) > 0) {
            return "(" + random(random, depth - 1) + (random.nextBoolean() ? ";" : ",") + random(random, depth - 1)
                    + ")";
        }
        List<String> tests = List.of(
                "name==a",
                "name==a*",
                "name==*b",
                "name!=a%b",
                "name==a_b",
                "name=in=(a,ab,'it\\'s')",
                "name=out=(a*,'')",
                "name==\"\\\"x\\\"\"",
                "name=='\\\\'",
                "tags==web",
                "tags!=\"web db\"",
                "tags=in=(db,nothing)",
                "size<3",
                "size>=2",
                "size=out=(1,2)",
                "at>2026-11-20T00:00:01Z",
                "at<=2026-11-20T00:00:02Z",
                "id!=7");
        return tests.get(random.nextInt(tests.size()));
    }
}
