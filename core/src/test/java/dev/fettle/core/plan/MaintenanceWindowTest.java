package dev.fettle.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaintenanceWindowTest {
    private static MaintenanceWindow window(String first, String rule, int minutes, String zone) {
        return new MaintenanceWindow(
                LocalDateTime.parse(first), rule, Duration.ofMinutes(minutes), ZoneId.of(zone), Set.of());
    }

    private static Instant at(String text) {
        return Instant.parse(text);
    }

    /** The night of the change: what clocks show at start and end is apart by more or less than the window is long. */
    @ParameterizedTest
    @CsvSource({
        "2027-03-28T01:30, Europe/Berlin, 120, 2027-03-28T00:30:00Z",
        "2027-03-28T02:30, Europe/Berlin, 120, 2027-03-28T01:30:00Z",
        "2027-10-31T01:30, Europe/Berlin, 120, 2027-10-30T23:30:00Z",
        "2027-10-31T02:30, Europe/Berlin, 120, 2027-10-31T00:30:00Z",
        "2027-10-31T03:00, Europe/Berlin, 120, 2027-10-31T02:00:00Z",
        "2027-03-14T02:15, America/New_York, 60, 2027-03-14T07:15:00Z",
        "2027-11-07T01:15, America/New_York, 60, 2027-11-07T05:15:00Z",
        "2027-10-03T02:30, Australia/Sydney, 60, 2027-10-02T16:30:00Z",
        "2027-04-04T02:30, Australia/Sydney, 60, 2027-04-03T15:30:00Z",
        "2027-10-03T02:15, Australia/Lord_Howe, 90, 2027-10-02T15:45:00Z",
        "2027-10-03T02:45, Australia/Lord_Howe, 90, 2027-10-02T15:45:00Z",
        "2027-04-04T01:45, Australia/Lord_Howe, 90, 2027-04-03T14:45:00Z",
        "2027-04-04T02:00, Australia/Lord_Howe, 90, 2027-04-03T15:30:00Z",
    })
    void an_opening_lasts_as_long_as_the_window_also_when_clocks_are_set(
            String first, String zone, int minutes, Instant start) {
        for (String rule : new String[] {"", "FREQ=DAILY"}) {
            Opening opening = window(first, rule, minutes, zone)
                    .openings(start.minusSeconds(60), start.plusSeconds(60))
                    .getFirst();
            assertThat(opening).isEqualTo(new Opening(start, start.plus(Duration.ofMinutes(minutes))));
        }
    }

    @Test
    void no_opening_begins_on_a_day_that_is_left_out() {
        MaintenanceWindow window = new MaintenanceWindow(
                LocalDateTime.parse("2027-01-01T23:00"),
                "FREQ=DAILY",
                Duration.ofHours(3),
                ZoneId.of("Asia/Tokyo"),
                Set.of(LocalDate.parse("2027-01-02")));
        assertThat(window.openings(at("2027-01-01T00:00:00Z"), at("2027-01-04T00:00:00Z")))
                .extracting(Opening::start)
                .containsExactly(at("2027-01-01T14:00:00Z"), at("2027-01-03T14:00:00Z"));
    }

    @Test
    void what_has_ended_and_what_begins_later_is_not_told() {
        MaintenanceWindow window = window("2027-01-01T02:00", "FREQ=DAILY", 60, "UTC");
        assertThat(window.openings(at("2027-01-02T03:00:00Z"), at("2027-01-03T02:00:00Z")))
                .isEmpty();
        assertThat(window.openings(at("2027-01-02T02:59:59Z"), at("2027-01-03T02:00:01Z")))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FREQ=SECONDLY | FREQ is DAILY
            FREQ=MINUTELY;INTERVAL=90 | FREQ is DAILY
            FREQ=HOURLY | FREQ is DAILY
            FREQ=DAILY;BYHOUR=0,1,2,3,4 | at most 4 times a day
            FREQ=DAILY;BYHOUR=0,1,2;BYMINUTE=0,1,2 | at most 4 times a day
            FREQ=DAILY;BYSECOND=7 | leave BYSECOND out
            FREQ=DAILY;INTERVAL=401 | INTERVAL of a window
            FREQ=DAILY;COUNT=10001 | COUNT of a window
            FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2 | never opens
            FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 | never opens
            FREQ=DAILY;UNTIL=20261231 | never opens
            FREQ=NEVER | not one of RFC 5545
            """)
    void what_is_not_sensible_for_a_window_is_refused_with_a_sentence(String rule, String word) {
        assertThatThrownBy(() -> window("2027-01-05T02:00", rule, 60, "UTC"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word)
                .hasMessageEndingWith(".");
    }

    @Test
    void lengths_and_starts_have_limits() {
        assertThatThrownBy(() -> window("2027-01-05T02:00", "", 0, "UTC")).hasMessageContaining("1 minute to 7 days");
        assertThatThrownBy(() -> window("2027-01-05T02:00", "", 7 * 1440 + 1, "UTC"))
                .hasMessageContaining("1 minute to 7 days");
        assertThatThrownBy(() -> window("1999-12-31T02:00", "", 60, "UTC")).hasMessageContaining("2000 and 2199");
        assertThatThrownBy(() -> window("2027-01-05T02:00:30", "", 60, "UTC")).hasMessageContaining("full minute");
    }

    @Test
    void a_rule_of_which_no_set_has_so_many_times_never_opens_and_says_so() {
        for (String rule :
                List.of("FREQ=DAILY;BYHOUR=0,6,12,18;BYSETPOS=5", "FREQ=YEARLY;BYSETPOS=400;BYMONTH=2;BYMONTHDAY=1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MaintenanceWindow(
                            LocalDateTime.parse("2027-01-01T00:00"),
                            rule,
                            Duration.ofHours(1),
                            ZoneId.of("UTC"),
                            Set.of()));
        }
    }
}
