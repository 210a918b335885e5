package dev.fettle.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RhythmTest {
    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final LocalDateTime FIRST = LocalDateTime.parse("2026-01-01T02:00");
    private static final Instant FAR = Instant.parse("2036-01-01T00:00:00Z");

    private static List<LocalDate> days(Rhythm rhythm) {
        return Recurrence.of(rhythm.rule()).times(FIRST, UTC, FAR, 10_000).stream()
                .map(ZonedDateTime::toLocalDate)
                .toList();
    }

    @Test
    void the_saturday_after_the_second_tuesday_is_found_from_that_tuesday() {
        for (DayOfWeek day : DayOfWeek.values()) {
            for (DayOfWeek other : DayOfWeek.values()) {
                for (int nth = 1; nth <= 3; nth++) {
                    int which = nth;
                    List<LocalDate> expected = FIRST.toLocalDate()
                            .datesUntil(LocalDate.parse("2036-01-01"), java.time.Period.ofMonths(1))
                            .map(month -> month.with(TemporalAdjusters.dayOfWeekInMonth(which, other))
                                    .with(TemporalAdjusters.next(day)))
                            .toList();
                    assertThat(days(new Rhythm.After(day, nth, other)))
                            .as("%s after %s. %s", day, nth, other)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void the_third_and_the_last_tuesday_are_found_in_every_month() {
        assertThat(days(new Rhythm.Nth(3, DayOfWeek.TUESDAY)))
                .isEqualTo(FIRST.toLocalDate()
                        .datesUntil(LocalDate.parse("2036-01-01"), java.time.Period.ofMonths(1))
                        .map(month -> month.with(TemporalAdjusters.dayOfWeekInMonth(3, DayOfWeek.TUESDAY)))
                        .toList());
        assertThat(days(new Rhythm.Nth(Rhythm.LAST, DayOfWeek.TUESDAY)))
                .isEqualTo(FIRST.toLocalDate()
                        .datesUntil(LocalDate.parse("2036-01-01"), java.time.Period.ofMonths(1))
                        .map(month -> month.with(TemporalAdjusters.lastInMonth(DayOfWeek.TUESDAY)))
                        .toList());
    }

    @Test
    void weekdays_leave_out_saturday_and_sunday() {
        assertThat(days(new Rhythm.Weekly(Rhythm.Weekly.WEEKDAYS)))
                .hasSizeGreaterThan(2_600)
                .extracting(LocalDate::getDayOfWeek)
                .doesNotContain(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY);
    }

    @Test
    void a_rule_is_told_in_the_words_it_was_made_of() {
        assertThat(List.of(
                        new Rhythm.Once(),
                        new Rhythm.Daily(),
                        new Rhythm.Weekly(Rhythm.Weekly.WEEKDAYS),
                        new Rhythm.Weekly(Set.of(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY)),
                        new Rhythm.Nth(3, DayOfWeek.TUESDAY),
                        new Rhythm.Nth(Rhythm.LAST, DayOfWeek.SUNDAY),
                        new Rhythm.After(DayOfWeek.SATURDAY, 2, DayOfWeek.TUESDAY),
                        new Rhythm.Own("FREQ=YEARLY")))
                .allSatisfy(each -> assertThat(Rhythm.of(each.rule())).isEqualTo(each))
                .extracting(Rhythm::words)
                .containsExactly(
                        "once",
                        "every day",
                        "on weekdays",
                        "every Saturday, Sunday",
                        "on the third Tuesday of each month",
                        "on the last Sunday of each month",
                        "on the Saturday after the second Tuesday of each month",
                        "by the rule FREQ=YEARLY");
    }

    @Test
    void words_are_read_as_they_are_told_and_shorter() {
        for (Rhythm each : List.of(
                new Rhythm.Once(),
                new Rhythm.Daily(),
                new Rhythm.Weekly(Rhythm.Weekly.WEEKDAYS),
                new Rhythm.Weekly(Set.of(DayOfWeek.SUNDAY, DayOfWeek.SATURDAY)),
                new Rhythm.Nth(Rhythm.LAST, DayOfWeek.SUNDAY),
                new Rhythm.After(DayOfWeek.SATURDAY, 2, DayOfWeek.TUESDAY))) {
            assertThat(Rhythm.said(each.words())).isEqualTo(each);
            assertThat(Rhythm.said(each.rule())).isEqualTo(each);
        }
        assertThat(Rhythm.said("third tuesday")).isEqualTo(new Rhythm.Nth(3, DayOfWeek.TUESDAY));
        assertThat(Rhythm.said("Saturday after second Tuesday"))
                .isEqualTo(new Rhythm.After(DayOfWeek.SATURDAY, 2, DayOfWeek.TUESDAY));
        assertThat(Rhythm.said("FREQ=YEARLY")).isEqualTo(new Rhythm.Own("FREQ=YEARLY"));
        for (String wrong :
                List.of("now and then", "fifth Monday", "Monday,", "Caturday", "day after tomorrow night")) {
            assertThatThrownBy(() -> Rhythm.said(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("third Tuesday");
        }
    }

    @Test
    void days_that_not_every_month_has_are_refused() {
        assertThatThrownBy(() -> new Rhythm.Nth(5, DayOfWeek.MONDAY)).hasMessageContaining("first to a fourth");
        assertThatThrownBy(() -> new Rhythm.After(DayOfWeek.MONDAY, 4, DayOfWeek.TUESDAY))
                .hasMessageContaining("same month");
        assertThatThrownBy(() -> new Rhythm.Weekly(Set.of())).hasMessageContaining("at least one day");
    }
}
