package dev.fettle.core.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;

/**
 * A time in which nothing is changed, whatever windows say.
 *
 * @param start its first instant
 * @param end the first instant that is no longer in it, after the start
 */
public record Freeze(Instant start, Instant end) {
    /** No freeze is longer. */
    public static final Duration LONGEST = Duration.ofDays(366);

    /** @throws IllegalArgumentException if it is empty or too long; the message is for people */
    public Freeze {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("A freeze ends after it begins.");
        }
        if (Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A freeze lasts at most " + LONGEST.toDays()
                    + " days. If hosts are never to be changed, give them no window that opens.");
        }
    }

    /**
     * One that was said in local time. Where clocks show a time twice, the freeze begins with its first and ends with its
     * second occurrence; a time that clocks leave out begins it when they are set: rather too long than too short.
     */
    public static Freeze of(LocalDateTime start, LocalDateTime end, ZoneId zone) {
        return new Freeze(
                start(start, zone),
                ZonedDateTime.of(end, zone).withLaterOffsetAtOverlap().toInstant());
    }

    private static Instant start(LocalDateTime start, ZoneId zone) {
        ZoneOffsetTransition set = zone.getRules().getTransition(start);
        return set != null && set.isGap()
                ? set.getInstant()
                : ZonedDateTime.of(start, zone).withEarlierOffsetAtOverlap().toInstant();
    }

    public boolean contains(Instant moment) {
        return !moment.isBefore(start) && moment.isBefore(end);
    }
}
