package dev.fettle.feeds.osv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.catalog.FeedRef;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.feeds.compiled.Advisories;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OsvImportTest {
    private static final String RANGE =
            "{'type':'ECOSYSTEM','events':[{'introduced':'0'},{'fixed':'1.2-3'}]}".replace('\'', '"');

    @Test
    void a_cve_record_is_about_itself() throws IOException {
        Statement statement = only("""
                {"schema_version":"1.6.0","id":"CVE-2024-1","modified":"2024-02-03T04:05:06.789Z",
                 "published":"2024-01-01T00:00:00Z","aliases":["GHSA-1"],"upstream":["CVE-1999-1"],
                 "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
                 "affected":[{"package":{"ecosystem":"Debian:12","name":"p","purl":"x"},
                              "ecosystem_specific":{"urgency":"low","more":[1]},"ranges":[%s]}]}""".formatted(RANGE));
        assertThat(statement.record()).isEqualTo("CVE-2024-1");
        assertThat(statement.kind()).isEqualTo(Statement.Kind.VULNERABILITY);
        assertThat(statement.vulnerabilities()).containsExactly("CVE-2024-1");
        assertThat(statement.ranges()).hasToString("[introduced 0, fixed 1.2-3]");
        assertThat(statement.urgency()).isEqualTo("low");
        assertThat(statement.modified()).isEqualTo("2024-02-03T04:05:06Z");
        assertThat(statement.published()).isEqualTo("2024-01-01T00:00:00Z");
        assertThat(statement.severity()).isEqualTo(new Severity("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8));
        assertThat(statement.withdrawn()).isFalse();
        assertThat(statement.feed()).isEqualTo(new FeedRef("all.zip", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "DEBIAN-CVE-2026-1 | \"upstream\":[\"CVE-2026-1\"] | VULNERABILITY | CVE-2026-1",
                "DEBIAN-CVE-2026-1 | \"upstream\":[] | VULNERABILITY | CVE-2026-1",
                "DEBIAN-CVE-2026-1 | \"upstream\":null | VULNERABILITY | CVE-2026-1",
                "DEBIAN-CVE-2026-1 | \"related\":[\"CVE-2026-2\"] | VULNERABILITY | CVE-2026-1",
                "DSA-1-1 | \"related\":[\"CVE-2026-1\",\"CVE-2026-2\",\"CVE-2026-1\"] | ADVISORY | CVE-2026-1;CVE-2026-2",
                "DLA-1-1 | \"aliases\":[\"CVE-2026-2\"],\"upstream\":[\"CVE-2026-1\"] | ADVISORY | CVE-2026-1;CVE-2026-2",
                "DSA-1-1 | \"related\":[\"DSA-1-2\"] | ADVISORY | DSA-1-1",
                "GHSA-1 | \"aliases\":[\"CVE-2026-1\",\"PYSEC-1\"] | VULNERABILITY | CVE-2026-1",
                "TEMP-1 | \"aliases\":[] | VULNERABILITY | TEMP-1",
            })
    void a_record_tells_which_vulnerabilities_it_is_about(String id, String members, String kind, String about)
            throws IOException {
        Statement statement = only("{\"id\":\"" + id + "\"," + members + ",\"affected\":["
                + affected("\"ranges\":[" + RANGE + "]") + "]}");
        assertThat(statement.kind()).hasToString(kind);
        assertThat(statement.vulnerabilities()).containsExactly(about.split(";"));
    }

    @Test
    void a_withdrawn_record_says_so() throws IOException {
        String record = "{\"id\":\"CVE-2024-1\",\"withdrawn\":%s,\"affected\":["
                + affected("\"ranges\":[" + RANGE + "]") + "]}";
        assertThat(only(record.formatted("\"2024-01-01T00:00:00Z\"")).withdrawn())
                .isTrue();
        assertThat(only(record.formatted("null")).withdrawn()).isFalse();
    }

    @Test
    void several_entries_for_one_package_are_one_statement_and_neither_is_lost() throws IOException {
        Statement statement = only(record(
                affected("\"ranges\":[" + RANGE + "],\"versions\":[\"1.0-1\"]"),
                affected("\"versions\":[\"7.0-1\",\"7.0-2\"]"),
                affected("\"ranges\":[" + RANGE.replace("1.2-3", "9.9-1") + "]")));
        assertThat(statement.ranges()).hasToString("[introduced 0, fixed 1.2-3, introduced 0, fixed 9.9-1]");
        assertThat(statement.versions()).containsExactly("7.0-1", "7.0-2");
    }

    @Test
    void versions_listed_one_by_one_count_where_no_range_can_be_evaluated() throws IOException {
        assertThat(only(record(affected("\"versions\":[\"1.0-1\"]"))).versions())
                .containsExactly("1.0-1");
        String git = "{\"type\":\"GIT\",\"repo\":\"r\",\"events\":[{\"introduced\":\"0\"}]}";
        Statement statement = only(record(affected("\"ranges\":[" + git + "],\"versions\":[\"1.0-1\"]")));
        assertThat(statement.ranges()).isEmpty();
        assertThat(statement.versions()).containsExactly("1.0-1");
        Statement both = only(record(affected("\"versions\":[\"1.0-1\"],\"ranges\":[" + RANGE + "]")));
        assertThat(both.versions()).as("the range says the same").isEmpty();
        assertThat(both.ranges()).hasSize(1);
    }

    @Test
    void an_entry_that_gives_neither_range_nor_version_is_kept_so_that_it_counts_as_unknown() throws IOException {
        Statement statement = only(record(affected("\"ranges\":[]")));
        assertThat(statement.ranges()).isEmpty();
        assertThat(statement.versions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not a version!", "", "x:1", ":1", "99999999999999999999:1", "1:", "-", "\\u0000", "\\ud800"})
    void a_version_that_is_none_leaves_the_statement_without_ranges_and_is_counted(String version) throws IOException {
        OsvImport osv = new OsvImport("all.zip");
        String events = "{'introduced':'1.0-1'},{'fixed':'" + version + "'},{'last_affected':'2.0-1'}";
        String range = "{'type':'ECOSYSTEM','events':[" + events + "]}";
        byte[] bytes = bytes(record(affected(("'ranges':[" + range + "],'versions':['1.0-1']").replace('\'', '"'))));
        osv.add("CVE-2024-1.json", bytes, bytes.length);
        Table table = Table.of(ByteBuffer.wrap(osv.toBytes()), "all.zip");
        assertThat(table.property("unreadable")).isEqualTo("1");
        assertThat(table.property("first-unreadable")).isEqualTo("CVE-2024-1");
        Advisories read = new Advisories(table, new FeedRef("all.zip", ""));
        Statement statement = read.statements("Debian:12", "p").getFirst();
        assertThat(statement.ranges()).isEmpty();
        assertThat(statement.versions()).isEmpty();
    }

    @Test
    void entries_for_other_systems_and_members_nobody_knows_are_stepped_over() throws IOException {
        Statement statement = only("""
                {"id":"CVE-2024-1","future":{"a":[{"b":[[]]}]},"database_specific":{"x":1e5},
                 "affected":[{"package":{"ecosystem":"npm","name":"p"},"versions":["1"],"ranges":[{"type":"SEMVER"}]},
                             {"package":{"ecosystem":"Debian","name":"p"}},
                             {"package":null},
                             {"future":true,"package":{"future":[],"ecosystem":"Debian:12","name":"p"},"ranges":[%s],
                              "database_specific":{}}]}""".formatted(RANGE));
        assertThat(statement.ranges()).hasSize(1);
    }

    @Test
    void the_order_of_members_does_not_matter() throws IOException {
        Statement statement = only("""
                {"affected":[{"ecosystem_specific":{"urgency":"high"},"versions":["1"],
                  "ranges":[{"events":[{"fixed":"1.2-3"},{"introduced":"0"}],"type":"ECOSYSTEM"}],
                  "package":{"name":"p","ecosystem":"Debian:12"}}],"id":"CVE-2024-1"}""");
        assertThat(statement.ranges()).hasToString("[introduced 0, fixed 1.2-3]");
        assertThat(statement.urgency()).isEqualTo("high");
    }

    @Test
    void the_newest_cvss_version_that_can_be_scored_rates_the_record() throws IOException {
        String record = "{\"id\":\"CVE-2024-1\",\"severity\":[%s],\"affected\":[" + affected("\"ranges\":[]") + "]}";
        String three = "{\"type\":\"CVSS_V3\",\"score\":\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N\"}";
        String four =
                "{\"score\":\"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N\",\"type\":\"CVSS_V4\"}";
        String broken = "{\"type\":\"CVSS_V4\",\"score\":\"CVSS:4.0/AV:N\"}";
        assertThat(only(record.formatted(four + "," + three)).severity().score())
                .isEqualTo(8.7);
        assertThat(only(record.formatted(three + "," + four)).severity().score())
                .isEqualTo(8.7);
        assertThat(only(record.formatted(three + "," + broken)).severity().score())
                .isEqualTo(7.5);
        assertThat(only(record.formatted(broken)).severity()).isNull();
        assertThat(only(record.formatted("{\"type\":\"Ubuntu\",\"score\":\"high\"}"))
                        .severity())
                .isNull();
        assertThat(only(record.formatted("")).severity()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "null",
                "\"text\"",
                "{",
                "{}",
                "{\"id\":\"\"}",
                "{\"modified\":\"2024-01-01T00:00:00Z\"}",
                "{\"id\":7}",
                "{\"id\":null}",
                "{\"id\":\"CVE-2024-1\"} x",
                "{\"id\":\"CVE-2024-1\"}{}",
                "{\"id\":\"CVE-2024-1\"}]",
                "{\"id\":\"CVE-2024-1\",}",
                "{id:1}",
                "{\"id\":\"CVE-2024-1\",\"aliases\":{}}",
                "{\"id\":\"CVE-2024-1\",\"aliases\":[1]}",
                "{\"id\":\"CVE-2024-1\",\"aliases\":[[\"x\"]]}",
                "{\"id\":\"CVE-2024-1\",\"modified\":[]}",
                "{\"id\":\"CVE-2024-1\",\"severity\":\"high\"}",
                "{\"id\":\"CVE-2024-1\",\"severity\":[\"high\"]}",
                "{\"severity\":[\"high\"],\"id\":\"CVE-2024-1\"}",
                "{\"severity\":[[]],\"id\":\"CVE-2024-1\"}",
                "{\"severity\":[null],\"id\":\"CVE-2024-1\"}",
                "{\"id\":\"CVE-2024-1\",\"severity\":[{\"type\":3}]}",
                "{\"id\":\"CVE-2024-1\",\"affected\":{}}",
                "{\"id\":\"CVE-2024-1\",\"affected\":[1]}",
                "{\"id\":\"CVE-2024-1\",\"affected\":[[]]}",
                "{\"id\":\"CVE-2024-1\",\"affected\":[{\"package\":[]}]}",
                "{\"id\":\"CVE-2024-1\",\"affected\":[{\"package\":{\"ecosystem\":12}}]}",
                "{\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"p\"},\"ranges\":[1]}],\"id\":\"C\"}",
                "{\"affected\":[{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"p\"},\"ranges\":{}}],\"id\":\"C\"}",
                "{\"affected\":[{\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[\"0\"]}]}],\"id\":\"C\"}",
                "{\"affected\":[{\"ranges\":[{\"type\":\"ECOSYSTEM\",\"events\":[[]]}]}],\"id\":\"C\"}",
                "{\"affected\":[{\"ranges\":[{\"events\":[{\"introduced\":0}]}]}],\"id\":\"C\"}",
                "{\"affected\":[{\"versions\":\"1\"}],\"id\":\"C\"}",
                "{\"affected\":[{\"ecosystem_specific\":[]}],\"id\":\"C\"}",
                "\u0000{}",
            })
    void what_is_no_osv_record_is_refused_by_a_sentence_that_names_file_and_record(String text) {
        assertRefused(text);
    }

    @Test
    void nesting_without_end_is_refused() {
        assertRefused("{\"id\":\"CVE-2024-1\",\"x\":" + "[".repeat(100_000));
        assertRefused("{\"id\":\"CVE-2024-1\",\"x\":" + "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_001));
    }

    @Test
    void lists_without_end_are_refused() {
        assertRefused("{\"id\":\"CVE-2024-1\",\"aliases\":[" + "\"a\",".repeat(200_000) + "\"a\"]}");
        String events = "{\"introduced\":\"0\"},".repeat(20_000) + "{\"fixed\":\"1\"}";
        assertRefused("{\"id\":\"CVE-2024-1\",\"affected\":[{\"ranges\":[{\"events\":[" + events + "]}]}]}");
    }

    @Test
    void of_a_member_that_stands_twice_nothing_is_lost() throws IOException {
        Statement statement =
                only("{\"id\":\"X\",\"id\":\"CVE-2024-1\",\"affected\":[" + affected("\"ranges\":[" + RANGE + "]")
                        + "],\"affected\":[" + affected("\"versions\":[\"7\"]") + "]}");
        assertThat(statement.record()).isEqualTo("CVE-2024-1");
        assertThat(statement.ranges()).hasSize(1);
        assertThat(statement.versions()).containsExactly("7");
    }

    @Test
    void a_record_cut_anywhere_is_refused() throws IOException {
        byte[] whole = bytes(record(affected("\"ranges\":[" + RANGE + "]")));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> new OsvImport("all.zip").add("CVE-2024-1.json", cut, cut.length))
                    .as("cut at %d", length)
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("all.zip, record CVE-2024-1.json");
        }
    }

    @Test
    void random_damage_is_refused_or_taken_but_never_more_than_that() throws IOException {
        long seed = 11;
        Random random = new Random(seed);
        byte[] whole = bytes(record(affected("\"ranges\":[" + RANGE + "]"), affected("\"versions\":[\"1\"]")));
        byte[] syntax = bytes("{}[]\",:0\\ntfu-");
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] =
                        random.nextBoolean() ? (byte) random.nextInt(256) : syntax[random.nextInt(syntax.length)];
            }
            OsvImport osv = new OsvImport("all.zip");
            try {
                osv.add("CVE-2024-1.json", damaged, damaged.length);
                Table.of(ByteBuffer.wrap(osv.toBytes()), "all.zip");
            } catch (FeedException e) {
                assertThat(e).hasMessageStartingWith("all.zip");
                refused++;
            }
        }
        assertThat(refused).as("seed %d", seed).isGreaterThan(5_000);
    }

    @Test
    void records_about_other_systems_are_counted_but_make_no_statement() throws IOException {
        OsvImport osv = new OsvImport("all.zip");
        byte[] bytes = bytes("{\"id\":\"GHSA-1\",\"modified\":\"2024-01-01T00:00:00Z\",\"affected\":[]}");
        osv.add("GHSA-1.json", bytes, bytes.length);
        assertThat(osv.records()).isEqualTo(1);
        assertThat(osv.statements()).isZero();
        Table table = Table.of(ByteBuffer.wrap(osv.toBytes()), "all.zip");
        assertThat(table.property("statements")).isEqualTo("0");
        assertThat(table.property("date")).isEqualTo("2024-01-01T00:00:00Z");
    }

    private static void assertRefused(String text) {
        byte[] bytes = bytes(text);
        assertThatThrownBy(() -> new OsvImport("all.zip").add("CVE-2024-1.json", bytes, bytes.length))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("all.zip, record CVE-2024-1.json")
                .hasMessageContaining("not taken in")
                .hasMessageEndingWith(".")
                .message()
                .doesNotContain("Exception")
                .doesNotContain("\n");
    }

    private static String affected(String members) {
        return "{\"package\":{\"ecosystem\":\"Debian:12\",\"name\":\"p\"}," + members + "}";
    }

    private static String record(String... affected) {
        return "{\"id\":\"CVE-2024-1\",\"affected\":[" + String.join(",", affected) + "]}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Statement only(String text) throws IOException {
        OsvImport osv = new OsvImport("all.zip");
        byte[] bytes = bytes(text);
        osv.add("record.json", bytes, bytes.length);
        List<Statement> statements = advisories(osv).statements("Debian:12", "p");
        assertThat(statements).hasSize(1);
        return statements.getFirst();
    }

    private static Advisories advisories(OsvImport osv) throws IOException {
        return new Advisories(Table.of(ByteBuffer.wrap(osv.toBytes()), "all.zip"), new FeedRef("all.zip", ""));
    }
}
