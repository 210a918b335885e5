package dev.fettle.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EmergencyWavesTest {
    @ParameterizedTest
    @CsvSource({"2, 1", "3, 1", "9, 4", "10, 5", "100, 5", "101, 5%", "100000, 5%"})
    void a_few_go_first_and_some_are_left(int hosts, String pilot) {
        List<String> lines =
                EmergencyWaves.of(hosts).stream().map(WaveLine::write).toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).startsWith("pilot " + pilot + " ").contains("soak=10m");
        assertThat(lines.getLast()).startsWith("rest rest");
    }

    @Test
    void a_single_host_has_a_single_wave() {
        assertThat(EmergencyWaves.of(1)).hasSize(1);
        assertThat(EmergencyWaves.of(0)).hasSize(1);
    }

    @Test
    void overriding_windows_keeps_to_freezes_unless_that_is_said_too() {
        Instant noon = Instant.parse("2026-11-22T12:00:00Z");
        Instant frozen = Instant.parse("2026-11-24T12:00:00Z");
        Freeze freeze = Freeze.of(
                LocalDateTime.parse("2026-11-24T00:00"), LocalDateTime.parse("2026-11-25T00:00"), ZoneOffset.UTC);
        WindowCalendar never = WindowCalendar.of(List.of(), List.of(freeze));

        assertThat(WindowOverride.NOTHING.of(never).openUntil(noon)).isEmpty();
        assertThat(WindowOverride.WINDOWS.of(never).openUntil(noon)).contains(Instant.parse("2026-11-24T00:00:00Z"));
        assertThat(WindowOverride.WINDOWS.of(never).openUntil(frozen)).isEmpty();
        assertThat(WindowOverride.WINDOWS_AND_FREEZES.of(never).openUntil(frozen))
                .isPresent();
        for (WindowOverride each : WindowOverride.values()) {
            assertThat(WindowOverride.of(each.word())).contains(each);
        }
    }
}
