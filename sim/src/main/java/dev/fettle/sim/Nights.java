package dev.fettle.sim;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * A window on some days of the week, at the same time by the clocks of a place. A time that the clocks leave out is later by
 * what they leave out; of one that comes twice the first counts. It lasts as long by any clock.
 */
public record Nights(ZoneId zone, Set<DayOfWeek> days, LocalTime from, Duration lasts) {
    private static final Duration LOOK_BACK = Duration.ofHours(3);

    public Nights {
        days = Set.copyOf(days);
    }

    /** Until when it is open; empty if it is closed. */
    public Optional<Instant> openUntil(Instant now) {
        ZonedDateTime here = now.atZone(zone);
        for (int back = 0; back <= 1; back++) {
            LocalDateTime start = here.toLocalDate().minusDays(back).atTime(from);
            if (!days.contains(start.getDayOfWeek())) {
                continue;
            }
            Instant begins = start.atZone(zone).toInstant();
            Instant ends = begins.plus(lasts);
            if (!now.isBefore(begins) && now.isBefore(ends)) {
                return Optional.of(ends);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether it is open, found another way: minute by minute back in time, looking at the clocks on the wall.
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
