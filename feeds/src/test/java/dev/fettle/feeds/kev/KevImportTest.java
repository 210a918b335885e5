package dev.fettle.feeds.kev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.feeds.compiled.Exploited;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KevImportTest {
    private static final String ENTRY = """
            {"cveID":"CVE-2024-1234","vulnerabilityName":"Näme","dateAdded":"2024-01-02","dueDate":"2024-01-23",
             "knownRansomwareCampaignUse":"Known","cwes":["CWE-1"]}""";
    private static final String JSON = "{\"title\":\"CISA\",\"catalogVersion\":\"2024.01.02\","
            + "\"dateReleased\":\"2024-01-02T15:00:00.1Z\",\"count\":1,\"vulnerabilities\":[" + ENTRY + "]}";
    private static final String HEADER = "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,"
            + "requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes\r\n";
    private static final String ROW =
            "CVE-2024-1234,V,P,\"Näme, \"\"quoted\"\"\nover two lines\",2024-01-02,\"a\r\nb\","
                    + "c,2024-01-23,Unknown,\"\",\"CWE-1, CWE-2\"\r\n";

    @Test
    void an_entry_of_the_json_form_is_read_whole() throws IOException {
        assertThat(json(JSON).find("CVE-2024-1234"))
                .contains(new KnownExploitation(LocalDate.of(2024, 1, 2), LocalDate.of(2024, 1, 23), true, "Näme"));
    }

    @Test
    void quotes_and_newlines_in_the_csv_form_are_read() throws IOException {
        assertThat(csv(HEADER + ROW).find("CVE-2024-1234"))
                .contains(new KnownExploitation(
                        LocalDate.of(2024, 1, 2),
                        LocalDate.of(2024, 1, 23),
                        false,
                        "Näme, \"quoted\"\nover two lines"));
    }

    @Test
    void a_missing_due_date_is_none() throws IOException {
        assertThat(json(JSON.replace("\"dueDate\":\"2024-01-23\",", ""))
                        .find("CVE-2024-1234")
                        .orElseThrow()
                        .due())
                .isNull();
    }

    @Test
    void the_catalogue_must_hold_as_many_entries_as_it_says() {
        assertJsonRefused(JSON.replace("\"count\":1", "\"count\":2"), "2 entries");
        assertJsonRefused(JSON.replace("\"count\":1", "\"count\":0"), "0 entries");
        assertJsonRefused(JSON.replace("\"count\":1", "\"count\":\"1\""), "a number");
        assertJsonRefused(JSON.replace("\"count\":1", "\"count\":99999999999999999999"), "kev.json");
        assertJsonRefused(JSON.replace("\"count\":1", "\"count\":1.5"), "a number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[]",
                "{\"vulnerabilities\":[]}",
                "{\"vulnerabilities\":null}",
                "{\"vulnerabilities\":{}}",
                "{\"vulnerabilities\":[1]}",
                "{\"vulnerabilities\":[[]]}",
                "{\"vulnerabilities\":[{}]}",
                "{\"vulnerabilities\":[{\"cveID\":7}]}",
                "{\"vulnerabilities\":[{\"cveID\":\"GHSA-1\"}]}",
                "{\"vulnerabilities\":[{\"cveID\":\"CVE-2024-1234\"}]}",
                "{\"dateReleased\":7,\"vulnerabilities\":[]}"
            })
    void what_is_not_the_catalogue_is_refused(String text) {
        assertJsonRefused(text, "kev.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2024-13-01", "yesterday", "2024-1-2", "2024-01-02T00:00:00Z", "+999999999-12-31", "02/01/2024"})
    void a_date_that_is_none_is_refused_with_the_entry(String date) {
        assertJsonRefused(JSON.replace("2024-01-23", date), "CVE-2024-1234: dueDate");
        assertCsvRefused(HEADER + ROW.replace("2024-01-02", date), "CVE-2024-1234: dateAdded");
    }

    @Test
    void trailing_text_is_refused() {
        assertJsonRefused(JSON + "{}", "kev.json");
        assertJsonRefused(JSON + "x", "kev.json");
    }

    @Test
    void a_json_catalogue_cut_anywhere_is_refused() {
        byte[] whole = JSON.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> new KevImport("kev.json").json(new ByteArrayInputStream(cut)))
                    .as("cut at %d", length)
                    .isInstanceOf(FeedException.class)
                    .hasMessageContaining("kev.json");
        }
    }

    @Test
    void a_csv_catalogue_cut_anywhere_but_behind_a_row_is_refused() {
        String two = HEADER + ROW + ROW.replace("1234", "1235");
        byte[] whole = two.getBytes(StandardCharsets.UTF_8);
        int behindFirst = (HEADER + ROW).getBytes(StandardCharsets.UTF_8).length;
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == behindFirst) {
                continue; // Nothing shows there; FeedStore compares with the last good state.
            }
            assertThatThrownBy(() -> new KevImport("kev.csv").csv(new ByteArrayInputStream(cut)))
                    .as("cut at %d", length)
                    .isInstanceOf(FeedException.class)
                    .hasMessageStartingWith("kev.csv");
        }
    }

    @Test
    void rows_with_other_columns_than_the_header_are_refused_with_their_number() {
        assertCsvRefused(HEADER + ROW + "CVE-2024-1235,V\r\n", "row 2");
        assertCsvRefused(HEADER + ROW.replace(",V,", ",V,V,"), "row 1");
        assertCsvRefused(HEADER, "lists no vulnerability");
        assertCsvRefused("cveID,cveID\r\n1,2\r\n", "kev.csv");
        assertCsvRefused("a,b\r\nCVE-2024-1234,2\r\n", "row 1");
        assertCsvRefused(HEADER + ROW + "\"x\"y,z\r\n", "kev.csv");
        assertCsvRefused(HEADER + ROW + "\"never closed", "kev.csv");
    }

    @Test
    void bytes_that_are_no_utf_8_are_refused() {
        byte[] bytes = (HEADER + ROW).getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new KevImport("kev.csv").csv(new ByteArrayInputStream(bytes)))
                .isInstanceOf(FeedException.class)
                .hasMessageContaining("UTF-8")
                .message()
                .doesNotContain("Exception");
    }

    @Test
    void random_damage_is_refused_or_taken_but_never_more_than_that() throws IOException {
        long seed = 3;
        Random random = new Random(seed);
        for (String text : new String[] {JSON, HEADER + ROW}) {
            for (int i = 0; i < 5_000; i++) {
                byte[] damaged = text.getBytes(StandardCharsets.UTF_8);
                for (int n = random.nextInt(3); n >= 0; n--) {
                    damaged[random.nextInt(damaged.length)] = (byte)
                            (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:0+\n".charAt(random.nextInt(10)));
                }
                try {
                    KevImport kev = new KevImport("kev");
                    ByteArrayInputStream in = new ByteArrayInputStream(damaged);
                    byte[] table = text.startsWith("{") ? kev.json(in) : kev.csv(in);
                    new Exploited(Table.of(ByteBuffer.wrap(table), "kev"));
                } catch (FeedException e) {
                    assertThat(e.getMessage())
                            .as("seed %d", seed)
                            .startsWith("kev")
                            .endsWith(".")
                            .doesNotContain("Exception");
                }
            }
        }
    }

    private static Exploited json(String text) throws IOException {
        byte[] table = new KevImport("kev.json").json(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return new Exploited(Table.of(ByteBuffer.wrap(table), "kev.json"));
    }

    private static Exploited csv(String text) throws IOException {
        byte[] table = new KevImport("kev.csv").csv(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return new Exploited(Table.of(ByteBuffer.wrap(table), "kev.csv"));
    }

    private static void assertJsonRefused(String text, String says) {
        assertThatThrownBy(() -> json(text))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("kev.json")
                .hasMessageContaining(says)
                .hasMessageEndingWith(".")
                .message()
                .doesNotContain("Exception");
    }

    private static void assertCsvRefused(String text, String says) {
        assertThatThrownBy(() -> csv(text))
                .isInstanceOf(FeedException.class)
                .hasMessageStartingWith("kev.csv")
                .hasMessageContaining(says)
                .hasMessageEndingWith(".")
                .message()
                .doesNotContain("Exception");
    }
}
