package dev.fettle.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WindowCalendarTest {
    private static final List<String> ZONES =
            List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Australia/Sydney", "UTC");

    private static MaintenanceWindow window(String first, String rule, int minutes) {
        return new MaintenanceWindow(
                LocalDateTime.parse(first), rule, Duration.ofMinutes(minutes), ZoneId.of("UTC"), Set.of());
    }

    private static Instant at(String text) {
        return Instant.parse(text + ":00Z");
    }

    private static Opening opening(String start, String end) {
        return new Opening(at(start), at(end));
    }

    @Test
    void openings_that_touch_or_overlap_are_one() {
        WindowCalendar calendar = WindowCalendar.of(
                List.of(
                        window("2027-01-01T02:00", "FREQ=DAILY", 60),
                        window("2027-01-01T03:00", "FREQ=DAILY", 30),
                        window("2027-01-01T03:15", "FREQ=DAILY", 45)),
                List.of());
        assertThat(calendar.openUntil(at("2027-01-05T02:00"))).contains(at("2027-01-05T04:00"));
        assertThat(calendar.openUntil(at("2027-01-05T04:00"))).isEmpty();
        assertThat(calendar.next(at("2027-01-05T02:00"))).contains(opening("2027-01-06T02:00", "2027-01-06T04:00"));
    }

    @Test
    void a_freeze_outranks_windows_and_cuts_their_openings() {
        Freeze freeze = new Freeze(at("2027-01-05T02:20"), at("2027-01-05T02:40"));
        WindowCalendar calendar =
                WindowCalendar.of(List.of(window("2027-01-01T02:00", "FREQ=DAILY", 60)), List.of(freeze));
        assertThat(calendar.upcoming(at("2027-01-05T00:00"), 3))
                .containsExactly(
                        opening("2027-01-05T02:00", "2027-01-05T02:20"),
                        opening("2027-01-05T02:40", "2027-01-05T03:00"),
                        opening("2027-01-06T02:00", "2027-01-06T03:00"));
        assertThat(calendar.openUntil(at("2027-01-05T02:00"))).contains(at("2027-01-05T02:20"));
        assertThat(calendar.openUntil(at("2027-01-05T02:20"))).isEmpty();
        assertThat(calendar.isFrozen(at("2027-01-05T02:39"))).isTrue();
        assertThat(calendar.isFrozen(at("2027-01-05T02:40"))).isFalse();
    }

    @Test
    void a_freeze_said_in_local_time_holds_for_both_occurrences_of_an_hour() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        LocalDateTime twice = LocalDateTime.parse("2027-10-31T02:30");
        assertThat(Freeze.of(twice, twice.plusHours(2), berlin).start()).isEqualTo(at("2027-10-31T00:30"));
        assertThat(Freeze.of(twice.minusHours(2), twice, berlin).end()).isEqualTo(at("2027-10-31T01:30"));
        LocalDateTime never = LocalDateTime.parse("2027-03-28T02:30");
        assertThat(Freeze.of(never, never.plusHours(2), berlin).start()).isEqualTo(at("2027-03-28T01:00"));
        assertThatThrownBy(() -> Freeze.of(twice, twice.minusHours(3), berlin)).hasMessageContaining("ends after");
    }

    @Test
    void without_a_window_it_is_never_open_and_unrestricted_whenever_nothing_is_frozen() {
        Instant now = at("2027-01-05T00:00");
        Freeze freeze = new Freeze(at("2027-01-06T00:00"), at("2027-01-07T00:00"));
        WindowCalendar none = WindowCalendar.of(List.of(), List.of());
        assertThat(none.openUntil(now)).isEmpty();
        assertThat(none.next(now)).isEmpty();
        assertThat(none.upcoming(now, 12)).isEmpty();
        WindowCalendar always = WindowCalendar.unrestricted(List.of(freeze));
        assertThat(always.openUntil(now)).contains(freeze.start());
        assertThat(always.openUntil(freeze.start())).isEmpty();
        assertThat(always.openUntil(freeze.end())).contains(freeze.end().plus(WindowCalendar.LONGEST));
        assertThat(always.next(now)).map(Opening::start).contains(freeze.end());
        assertThat(always.next(freeze.end())).isEmpty();
    }

    @Test
    void windows_that_follow_one_another_without_an_end_are_told_a_month_ahead() {
        WindowCalendar calendar =
                WindowCalendar.of(List.of(window("2020-01-01T00:00", "FREQ=DAILY", 24 * 60)), List.of());
        Instant now = at("2027-01-05T12:34");
        assertThat(calendar.openUntil(now)).contains(now.plus(WindowCalendar.LONGEST));
        assertThat(calendar.upcoming(now, 12))
                .containsExactly(new Opening(now.minus(WindowCalendar.LONGEST), now.plus(WindowCalendar.LONGEST)));
    }

    @Test
    void rare_openings_are_found_years_ahead_and_none_beyond_the_horizon() {
        WindowCalendar calendar =
                WindowCalendar.of(List.of(window("2028-02-29T02:00", "FREQ=YEARLY;COUNT=3", 60)), List.of());
        assertThat(calendar.next(at("2028-02-29T02:00"))).contains(opening("2032-02-29T02:00", "2032-02-29T03:00"));
        assertThat(calendar.upcoming(at("2027-01-01T00:00"), 12)).hasSize(3);
        assertThat(calendar.upcoming(at("2037-01-01T00:00"), 12)).isEmpty();
        assertThat(calendar.next(at("2010-01-01T00:00"))).isEmpty();
    }

    @Test
    void what_fits_into_no_opening_is_said_so() {
        WindowCalendar calendar = WindowCalendar.of(
                List.of(
                        window("2027-01-01T02:00", "FREQ=DAILY", 60),
                        window("2027-01-01T02:00", "FREQ=MONTHLY;BYDAY=3TU", 240)),
                List.of());
        Instant now = at("2027-01-05T02:30");
        assertThat(calendar.nextFitting(now, Duration.ofMinutes(30)))
                .contains(new Opening(now, at("2027-01-05T03:00")));
        assertThat(calendar.nextFitting(now, Duration.ofMinutes(31)))
                .contains(opening("2027-01-06T02:00", "2027-01-06T03:00"));
        assertThat(calendar.nextFitting(now, Duration.ofHours(4)))
                .contains(opening("2027-01-19T02:00", "2027-01-19T06:00"));
        assertThat(calendar.nextFitting(now, Duration.ofMinutes(241))).isEmpty();
    }

    /** Windows and freezes of all kinds, around changes of the clocks in spring and autumn. */
    private record Made(List<MaintenanceWindow> windows, List<Freeze> freezes, Instant from) {
        static Made of(Random random) {
            LocalDate day = LocalDate.parse(random.nextBoolean() ? "2027-03-10" : "2027-10-01")
                    .plusDays(random.nextInt(30));
            List<MaintenanceWindow> windows = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                List<String> rules = List.of(
                        "",
                        "FREQ=DAILY",
                        "FREQ=DAILY;INTERVAL=3",
                        "FREQ=WEEKLY;BYDAY=SU,TU",
                        "FREQ=DAILY;BYHOUR=1,2,3;UNTIL=20271101T000000Z",
                        "FREQ=MONTHLY;BYDAY=-1SU");
                windows.add(new MaintenanceWindow(
                        day.minusDays(random.nextInt(400)).atTime(random.nextInt(24), 15 * random.nextInt(4)),
                        rules.get(random.nextInt(rules.size())),
                        Duration.ofMinutes(1 + random.nextInt(random.nextBoolean() ? 200 : 2_000)),
                        ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))),
                        random.nextBoolean() ? Set.of() : Set.of(day, day.plusDays(2))));
            }
            Instant from = day.atStartOfDay(ZoneId.of("UTC")).toInstant();
            List<Freeze> freezes = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                Instant start = from.plus(Duration.ofMinutes(random.nextInt(6_000) - 500));
                freezes.add(new Freeze(start, start.plus(Duration.ofMinutes(1 + random.nextInt(1_500)))));
            }
            return new Made(windows, freezes, from);
        }

        /** Every opening of every window in these days, whatever else there is. */
        List<Opening> all() {
            return windows.stream()
                    .flatMap(each ->
                            each.openings(from.minus(Duration.ofDays(1)), from.plus(Duration.ofDays(3))).stream())
                    .toList();
        }

        /** Straight from what the words mean. */
        boolean open(List<Opening> all, Instant moment) {
            return freezes.stream().noneMatch(each -> each.contains(moment))
                    && all.stream().anyMatch(each -> each.contains(moment));
        }
    }

    @Test
    void the_calendar_agrees_with_a_walk_from_minute_to_minute() {
        for (long seed = 1; seed <= 40; seed++) {
            Made made = Made.of(new Random(seed));
            WindowCalendar calendar = WindowCalendar.of(made.windows(), made.freezes());
            Instant end = made.from().plus(Duration.ofDays(2));
            List<Opening> all = made.all();
            Instant until = null;
            Instant next = null;
            for (Instant moment = end; !moment.isBefore(made.from()); moment = moment.minusSeconds(60)) {
                boolean open = made.open(all, moment);
                if (open && until == null) {
                    until = moment.plusSeconds(60);
                } else if (!open) {
                    if (until != null) {
                        next = moment.plusSeconds(60);
                    }
                    until = null;
                }
                Optional<Instant> told = calendar.openUntil(moment);
                assertThat(told.isPresent()).as("seed %s at %s", seed, moment).isEqualTo(open);
                if (until != null && !until.isAfter(end)) {
                    assertThat(told).as("seed %s at %s", seed, moment).contains(until);
                }
                if (next != null && !open) {
                    assertThat(calendar.next(moment).map(Opening::start))
                            .as("seed %s at %s", seed, moment)
                            .contains(next);
                }
            }
        }
    }

    @Test
    void openings_never_overlap_a_freeze_nor_one_another() {
        for (long seed = 1; seed <= 500; seed++) {
            Made made = Made.of(new Random(seed));
            List<Opening> upcoming =
                    WindowCalendar.of(made.windows(), made.freezes()).upcoming(made.from(), 50);
            for (int i = 0; i < upcoming.size(); i++) {
                Opening each = upcoming.get(i);
                assertThat(made.freezes())
                        .as("seed %s", seed)
                        .noneMatch(freeze -> freeze.start().isBefore(each.end())
                                && each.start().isBefore(freeze.end()));
                if (i > 0) {
                    assertThat(each.start())
                            .as("seed %s", seed)
                            .isAfter(upcoming.get(i - 1).end());
                }
            }
        }
    }

    @Test
    void what_is_answered_does_not_depend_on_what_was_asked_before() {
        for (long seed = 1; seed <= 100; seed++) {
            Random random = new Random(seed);
            Made made = Made.of(random);
            WindowCalendar asked = WindowCalendar.of(made.windows(), made.freezes());
            for (int i = 0; i < 20; i++) {
                Instant moment = made.from().plus(Duration.ofMinutes(random.nextInt(3_000_000) - 1_500_000));
                WindowCalendar fresh = WindowCalendar.of(made.windows(), made.freezes());
                assertThat(asked.openUntil(moment)).as("seed %s", seed).isEqualTo(fresh.openUntil(moment));
                assertThat(asked.upcoming(moment, 5)).as("seed %s", seed).isEqualTo(fresh.upcoming(moment, 5));
                assertThat(asked.next(moment)).as("seed %s", seed).isEqualTo(fresh.next(moment));
            }
        }
    }
}
