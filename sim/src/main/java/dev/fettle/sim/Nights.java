package dev.fettle.sim;

import dev.fettle.core.plan.MaintenanceWindow;
import dev.fettle.core.plan.WindowCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A window on some days of the week, at the same time by the clocks of a place. A time that the clocks leave out is later by
 * what they leave out; of one that comes twice the first counts. It lasts as long by any clock.
 */
public record Nights(ZoneId zone, Set<DayOfWeek> days, LocalTime from, Duration lasts) {
    /** Before all roll-outs that are played. */
    private static final LocalDate COUNTED_FROM = LocalDate.of(2026, 1, 1);

    private static final Duration LOOK_BACK = Duration.ofHours(3);

    public Nights {
        days = Set.copyOf(days);
    }

    /** The calendar that a server would make of it; to be kept, for it keeps what it has worked out. */
    WindowCalendar calendar() {
        String byDay = days.stream()
                .sorted()
                .map(day -> day.name().substring(0, 2))
                .collect(Collectors.joining(",", "FREQ=WEEKLY;BYDAY=", ""));
        return WindowCalendar.of(
                List.of(new MaintenanceWindow(COUNTED_FROM.atTime(from), byDay, lasts, zone, Set.of())), List.of());
    }

    /**
     * Whether it is open, found without the calendar: minute by minute back in time, looking at the clocks on the wall.
     *
     * @param now to the minute
     */
    boolean isOpenByTheWall(Instant now) {
        for (Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
                Duration.between(minute, now).compareTo(lasts) < 0;
                minute = minute.minus(1, ChronoUnit.MINUTES)) {
            if (beginsByTheWall(minute)) {
                return true;
            }
        }
        return false;
    }

    private boolean beginsByTheWall(Instant minute) {
        LocalDateTime wall = LocalDateTime.ofInstant(minute, zone);
        LocalDateTime start = wall.toLocalDate().atTime(from);
        if (!days.contains(start.getDayOfWeek()) || (!wall.equals(start) && wall.isBefore(start))) {
            return false;
        }
        if (wall.equals(start)) {
            return !shown(minute, start); // the clocks were put back, and this is the second time
        }
        Duration putOn = Duration.between(LocalDateTime.ofInstant(minute.minus(LOOK_BACK), zone), wall)
                .minus(LOOK_BACK);
        return putOn.isPositive() && wall.minus(putOn).equals(start) && !shown(minute, start);
    }

    /** Whether the clocks have shown a time within the last hours. */
    private boolean shown(Instant minute, LocalDateTime time) {
        for (int i = 1; i <= LOOK_BACK.toMinutes(); i++) {
            if (LocalDateTime.ofInstant(minute.minus(i, ChronoUnit.MINUTES), zone)
                    .equals(time)) {
                return true;
            }
        }
        return false;
    }
}
