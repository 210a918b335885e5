package dev.fettle.core.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * When hosts may be changed, again and again. Each opening begins at a time that clocks in the zone show, and lasts as long
 * as the window is, in time that really passes: in the night in which clocks are set, its end is shown an hour off.
 *
 * @param first from where the rule is counted, to the minute, from 2000 to 2199; an opening only if it fits the rule
 * @param rule of RFC 5545, daily or less often; empty for one opening alone
 * @param length a whole number of minutes, from one minute to seven days
 * @param except days on which no opening begins
 */
public record MaintenanceWindow(LocalDateTime first, String rule, Duration length, ZoneId zone, Set<LocalDate> except) {
    public static final Duration LONGEST = Duration.ofDays(7);
    public static final int MOST_EXCEPTIONS = 400;

    /** An opening that is farther away is none that anybody plans with. */
    static final Duration HORIZON = Duration.ofDays(4_000);

    private static final int MOST_PER_DAY = 4;
    private static final int MOST_APART = 400;
    private static final int MOST_TIMES = 400_000;
    private static final Set<String> FREQUENCIES = Set.of("DAILY", "WEEKLY", "MONTHLY", "YEARLY");

    /** @throws IllegalArgumentException if it is no window; the message is for people */
    public MaintenanceWindow {
        except = Set.copyOf(except);
        rule = rule.strip();
        if (first.getYear() < 2000 || first.getYear() > 2199) {
            throw new IllegalArgumentException("The first start of a window is between the years 2000 and 2199.");
        }
        if (first.getSecond() != 0 || first.getNano() != 0) {
            throw new IllegalArgumentException("A window starts at a full minute.");
        }
        if (length.compareTo(Duration.ofMinutes(1)) < 0
                || length.compareTo(LONGEST) > 0
                || !length.equals(Duration.ofMinutes(length.toMinutes()))) {
            throw new IllegalArgumentException(
                    "A window is open for 1 minute to " + LONGEST.toDays() + " days, in whole minutes.");
        }
        if (except.size() > MOST_EXCEPTIONS) {
            throw new IllegalArgumentException("A window leaves out at most " + MOST_EXCEPTIONS
                    + " days. Take away those that are over, or make a freeze.");
        }
        if (!rule.isEmpty()) {
            check(Recurrence.of(rule), first, zone);
        }
    }

    private static void check(Recurrence recurrence, LocalDateTime first, ZoneId zone) {
        String frequency = recurrence.part("FREQ");
        if (frequency == null || !FREQUENCIES.contains(frequency)) {
            throw new IllegalArgumentException(
                    "A window comes back daily or less often: FREQ is DAILY, WEEKLY, MONTHLY or"
                            + " YEARLY. For several openings a day make several windows, or one that is longer.");
        }
        long perDay = 1;
        for (String part : List.of("BYHOUR", "BYMINUTE", "BYSECOND")) {
            perDay *= Math.max(1, recurrence.values(part));
        }
        if (perDay > MOST_PER_DAY) {
            throw new IllegalArgumentException(
                    "A window opens at most " + MOST_PER_DAY + " times a day. Make one that is open longer.");
        }
        String seconds = recurrence.part("BYSECOND");
        if (seconds != null && !seconds.matches("0+")) {
            throw new IllegalArgumentException("A window starts at a full minute: leave BYSECOND out.");
        }
        String interval = recurrence.part("INTERVAL");
        if (interval != null && tooBig(interval, MOST_APART)) {
            throw new IllegalArgumentException("INTERVAL of a window is 1 to " + MOST_APART + ".");
        }
        String count = recurrence.part("COUNT");
        if (count != null && tooBig(count, 10_000)) {
            throw new IllegalArgumentException(
                    "COUNT of a window is 1 to 10000. Leave it out for a window without an end.");
        }
        Instant start = ZonedDateTime.of(first, zone).toInstant();
        if (recurrence.times(first, zone, start.plus(HORIZON), 1).isEmpty()) {
            throw new IllegalArgumentException("By its recurrence rule the window never opens, or not in the first "
                    + HORIZON.toDays() / 365 + " years. Correct the rule or the first start.");
        }
    }

    private static boolean tooBig(String number, int most) {
        return !number.matches("[0-9]{1,6}") || Integer.parseInt(number) > most;
    }

    /**
     * The openings that have not ended at a moment and begin before another, in their order, each as the rule says:
     * they may overlap.
     */
    public List<Opening> openings(Instant from, Instant before) {
        List<Opening> openings = new ArrayList<>();
        for (ZonedDateTime start : starts(before)) {
            Instant end = start.toInstant().plus(length);
            if (end.isAfter(from) && !except.contains(start.toLocalDate())) {
                openings.add(new Opening(start.toInstant(), end));
            }
        }
        return openings;
    }

    private List<ZonedDateTime> starts(Instant before) {
        if (!rule.isEmpty()) {
            return Recurrence.of(rule).times(first, zone, before, MOST_TIMES);
        }
        ZonedDateTime only = ZonedDateTime.of(first, zone);
        return only.toInstant().isBefore(before) ? List.of(only) : List.of();
    }
}
