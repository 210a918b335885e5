package dev.fettle.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WaveLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pilot 10% soak=1d least=1 failed=1 percent=20 rate=5",
                "test 1 soak=90m least=1 failed=0 percent=100 rate=0",
                "critical [tags==database;name==db*] soak=2d least=3 failed=0 percent=0 rate=0",
                "broad rest soak=0h least=1 failed=0 percent=100 rate=0"
            })
    void a_line_is_written_as_it_is_read(String line) {
        assertThat(WaveLine.write(WaveLine.read(line))).isEqualTo(line);
    }

    @Test
    void a_ring_is_those_that_bear_its_tag() {
        assertThat(WaveLine.read("early ring:pilot soak=2h").share())
                .isEqualTo(new WaveRule.Share.Matching("tags==ring:pilot"));
    }

    @Test
    void what_is_not_said_is_as_usual() {
        assertThat(WaveLine.read(" pilot 10% "))
                .isEqualTo(new WaveRule(
                        "pilot", new WaveRule.Share.Percentage(10), new Gate(1, 0, 100, 0), Duration.ofHours(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "pilot",
                "pilot many",
                "pilot 0%",
                "pilot 101%",
                "pilot 0",
                "pilot []",
                "pilot 10% soak=1",
                "pilot 10% failed=1h",
                "pilot 10% failed=-1",
                "pilot 10% least=0",
                "pilot 10% rate=100",
                "pilot 10% soak=31d",
                "pilot 10% then=1",
                "pilot 99999999999"
            })
    void what_is_no_wave_is_refused_with_a_sentence(String line) {
        assertThatThrownBy(() -> WaveLine.read(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s)[A-Z].{20,}");
    }

    @Test
    void a_line_without_end_is_refused_in_a_sentence() {
        for (String line :
                List.of("a 10%" + " x".repeat(500_000), "a".repeat(1_000_000), "a 10% " + "x".repeat(2_000))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> WaveLine.read(line))
                    .satisfies(refused -> assertThat(refused.getMessage()).hasSizeLessThan(500));
        }
    }
}
