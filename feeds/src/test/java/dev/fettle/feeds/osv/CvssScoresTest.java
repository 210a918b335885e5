package dev.fettle.feeds.osv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.catalog.Severity;
import dev.fettle.feeds.SharedData;
import java.io.IOException;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CvssScoresTest {
    /** The calculator gives each of these 0.1 too little. */
    private static final Set<String> KNOWN_TO_BE_LOW = Set.of(
            "CVSS:4.0/AV:N/AC:H/AT:P/PR:H/UI:A/VC:L/VI:H/VA:N/SC:L/SI:N/SA:N",
            "CVSS:4.0/AV:L/AC:L/AT:P/PR:N/UI:A/VC:L/VI:H/VA:N/SC:N/SI:N/SA:N",
            "CVSS:4.0/AV:L/AC:L/AT:P/PR:N/UI:A/VC:N/VI:N/VA:L/SC:H/SI:H/SA:H",
            "CVSS:4.0/AV:L/AC:H/AT:P/PR:N/UI:A/VC:L/VI:H/VA:N/SC:L/SI:N/SA:L");

    private final CvssScores scores = new CvssScores();

    @ParameterizedTest
    @CsvSource({
        // CVSS v2 guide, section 3.3: CVE-2002-0392, CVE-2003-0818, CVE-2003-0062
        "AV:N/AC:L/Au:N/C:N/I:N/A:C, 7.8",
        "AV:N/AC:L/Au:N/C:C/I:C/A:C, 10.0",
        "AV:L/AC:H/Au:N/C:C/I:C/A:C, 6.2",
        // CVSS v3.0 and v3.1 examples documents
        "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N, 6.4",
        "CVSS:3.0/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N, 3.1",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N, 6.1",
        "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H, 9.9",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N, 7.5",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H, 9.8",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N, 0.0",
        // CVSS v4.0 examples document
        "CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N, 7.3",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N, 8.7",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H, 10.0",
    })
    void the_examples_of_first_score_as_first_says(String vector, double score) {
        assertThat(scores.of(vector)).contains(new Severity(vector, score));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7.5",
                "high",
                "CVSS:3.1",
                "CVSS:3.1/",
                "CVSS:3.1/AV:N",
                "CVSS:3.1/AV:X/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "CVSS:4.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
                "null",
                "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\n\u0000"
            })
    void what_is_no_vector_has_no_severity_rather_than_one_of_zero(String vector) {
        assertThat(scores.of(vector)).isEmpty();
    }

    @Test
    void damaged_vectors_never_throw_and_scores_stay_between_zero_and_ten() {
        long seed = 41;
        Random random = new Random(seed);
        String[] sound = {
            "AV:N/AC:L/Au:N/C:N/I:N/A:C",
            "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O",
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N/E:A",
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder vector = new StringBuilder(sound[random.nextInt(sound.length)]);
            for (int n = random.nextInt(3); n >= 0 && !vector.isEmpty(); n--) {
                int at = random.nextInt(vector.length());
                switch (random.nextInt(4)) {
                    case 0 -> vector.deleteCharAt(at);
                    case 1 -> vector.setLength(Math.max(1, at));
                    case 2 -> vector.insert(at, vector.substring(at / 2, at));
                    default -> vector.setCharAt(at, "/:NLHPXAC\u0000é".charAt(random.nextInt(11)));
                }
            }
            scores.of(vector.toString())
                    .ifPresent(severity -> assertThat(severity.score())
                            .as("seed %d: %s", seed, vector)
                            .isBetween(0.0, 10.0));
        }
    }

    @Test
    void more_vectors_than_any_real_feed_has_do_not_pile_up() {
        for (int i = 0; i < 50_000; i++) {
            assertThat(scores.of("NO:"
                            + Integer.toString(i, 2)
                                    .replace('0', 'A')
                                    .replace('1', 'B')
                                    .replaceAll("(.{4})(?=.)", "$1/V:")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 522", "3.0, 1821", "3.1, 1787"})
    void every_conformance_vector_of_cvss_2_and_3_scores_exactly(String version, int rows) throws IOException {
        int checked = 0;
        for (String[] row : SharedData.rows("5-conformance/cvss-" + version + "-vectors.tsv")) {
            assertThat(scores.of(row[0]).map(Severity::score)).as(row[0]).contains(Double.valueOf(row[1]));
            checked++;
        }
        assertThat(checked).isEqualTo(rows);
    }

    @Test
    void all_but_four_conformance_vectors_of_cvss_4_score_exactly() throws IOException {
        Set<String> low = new TreeSet<>();
        int checked = 0;
        for (String[] row : SharedData.rows("5-conformance/cvss-4.0-vectors.tsv")) {
            double score = scores.of(row[0]).orElseThrow().score();
            double expected = Double.parseDouble(row[1]);
            if (Math.abs(score - expected) > 1e-9) {
                assertThat(expected - score).as(row[0]).isBetween(0.099, 0.101);
                low.add(row[0]);
            }
            checked++;
        }
        assertThat(checked).isEqualTo(1_165);
        assertThat(low).isEqualTo(KNOWN_TO_BE_LOW);
    }
}
