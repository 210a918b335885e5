package dev.fettle.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.assessment.Tier;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1, 1 byte",
        "1023, '1,023 bytes'",
        "1024, 1.0 KiB",
        "1258291, 1.2 MiB",
        "73400320, 70 MiB",
        "9223372036854775807, 8388608 TiB"
    })
    void bytes_stand_in_the_unit_that_people_read(long bytes, String words) {
        assertThat(Words.bytes(bytes)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0%", "0.0004, under 0.1%", "0.036, 3.6%", "0.941, 94.1%", "0.9997, over 99.9%", "1, 100.0%"})
    void a_share_is_never_rounded_to_nothing_or_to_all(double share, String words) {
        assertThat(Words.percent(share)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({
        "PT6H, 6 hours",
        "PT1H, 1 hour",
        "PT90M, 90 minutes",
        "PT48H, 2 days",
        "PT45S, 45 seconds",
        "PT61S, 61 seconds"
    })
    void a_span_stands_in_the_largest_unit_without_a_rest(Duration span, String words) {
        assertThat(Words.span(span)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"PT0.2S, under a second", "PT1S, 1 second", "PT119S, 119 seconds", "PT2M5S, 2 minutes"})
    void what_took_long_is_told_in_minutes(Duration took, String words) {
        assertThat(Words.took(Instant.EPOCH, Instant.EPOCH.plus(took))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"10, Critical", "9, Critical", "8.9, High", "7, High", "6.9, Medium", "4, Medium", "3.9, Low", "0, None"
    })
    void a_score_has_the_word_of_cvss(double score, String word) {
        assertThat(Words.severity(score)).isEqualTo(word);
    }

    @ParameterizedTest
    @EnumSource
    void every_tier_has_a_word_and_a_meaning(Tier tier) {
        assertThat(Words.tier(tier)).isNotBlank();
        assertThat(Words.meaning(tier)).endsWith(".");
    }

    @Test
    void a_value_of_a_query_cannot_leave_its_place() {
        assertThat(Words.encoded("a&page=2#x y")).isEqualTo("a%26page%3D2%23x+y");
    }
}
