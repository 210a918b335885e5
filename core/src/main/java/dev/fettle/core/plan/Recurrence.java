package dev.fettle.core.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/**
 * A recurrence rule of RFC 5545, such as {@code FREQ=MONTHLY;BYDAY=3TU}; the only place that knows the library behind it.
 * The rule runs on what clocks show. A start that does not fit the rule is not one of its times.
 */
final class Recurrence {
    private static final int LONGEST = 500;
    private static final Pattern PART = Pattern.compile("([A-Z]{1,20})=([A-Z0-9,+-]{1,400})");

    /** Those of RFC 5545. Others, as of RFC 7529, would count by another calendar than the times that come of it. */
    private static final List<String> PARTS = List.of(
            "FREQ",
            "INTERVAL",
            "COUNT",
            "UNTIL",
            "WKST",
            "BYSECOND",
            "BYMINUTE",
            "BYHOUR",
            "BYDAY",
            "BYMONTHDAY",
            "BYYEARDAY",
            "BYWEEKNO",
            "BYMONTH",
            "BYSETPOS");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private final RecurrenceRule rule;
    private final Map<String, String> parts;
    private final @Nullable Until until;

    private Recurrence(RecurrenceRule rule, Map<String, String> parts, @Nullable Until until) {
        this.rule = rule;
        this.parts = Map.copyOf(parts);
        this.until = until;
    }

    /** The last moment that a rule allows; in UTC, or where it says none in the zone of the start. */
    private record Until(LocalDateTime last, boolean utc) {
        boolean allows(LocalDateTime local, Instant moment) {
            return utc ? !moment.isAfter(last.toInstant(ZoneOffset.UTC)) : !local.isAfter(last);
        }
    }

    /** @throws IllegalArgumentException if it is no such rule; the message is for people */
    static Recurrence of(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("A recurrence rule has at most " + LONGEST + " characters.");
        }
        Map<String, String> parts = new HashMap<>();
        StringBuilder rest = new StringBuilder();
        for (String each : text.strip().toUpperCase(Locale.ROOT).split(";", -1)) {
            Matcher part = PART.matcher(each);
            if (!part.matches()) {
                throw new IllegalArgumentException(
                        "A recurrence rule has parts such as FREQ=MONTHLY;BYDAY=3TU, with ; between them. Correct the part"
                                + " that stands there as " + shown(each) + ".");
            }
            if (!PARTS.contains(part.group(1))) {
                throw new IllegalArgumentException("A recurrence rule has no part " + shown(part.group(1))
                        + " here; it has " + String.join(", ", PARTS) + ".");
            }
            if (parts.put(part.group(1), part.group(2)) != null) {
                throw new IllegalArgumentException(
                        "The recurrence rule has " + part.group(1) + " twice. Leave one out.");
            }
            if (!part.group(1).equals("UNTIL")) {
                rest.append(rest.isEmpty() ? "" : ";").append(each);
            }
        }
        String until = parts.get("UNTIL");
        if (until != null && parts.containsKey("COUNT")) {
            throw new IllegalArgumentException("A recurrence rule ends by COUNT or by UNTIL, not by both.");
        }
        return new Recurrence(parsed(rest.toString()), parts, until == null ? null : until(until));
    }

    private static RecurrenceRule parsed(String text) {
        try {
            return new RecurrenceRule(text, RecurrenceRule.RfcMode.RFC5545_STRICT);
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "The recurrence rule " + shown(text)
                            + " is not one of RFC 5545. One for the third Tuesday of each month"
                            + " is FREQ=MONTHLY;BYDAY=3TU.",
                    unreadable);
        }
    }

    private static Until until(String text) {
        try {
            boolean utc = text.endsWith("Z");
            String local = utc ? text.substring(0, text.length() - 1) : text;
            return local.indexOf('T') < 0 && !utc
                    ? new Until(LocalDate.parse(local, DATE).atTime(LocalTime.MAX), false)
                    : new Until(LocalDateTime.parse(local, MOMENT), utc);
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    "UNTIL of a recurrence rule is a date such as 20301231, or a time such as 20301231T220000 or"
                            + " 20301231T220000Z; not " + shown(text) + ".",
                    unreadable);
        }
    }

    private static String shown(String text) {
        String plain = text.replaceAll("[^ -~]", "?");
        return plain.length() > 40 ? plain.substring(0, 40) + "…" : plain.isEmpty() ? "nothing" : plain;
    }

    /** The value of a part, in capitals; null if the rule does not have it. */
    @Nullable
    String part(String name) {
        return parts.get(name);
    }

    /** How many values a part has; 0 if the rule does not have it. */
    int values(String name) {
        String value = parts.get(name);
        return value == null ? 0 : value.split(",", -1).length;
    }

    /**
     * The times of the rule in their order. A local time that does not exist is taken with the offset from before the gap,
     * one that occurs twice is its first occurrence (RFC 5545, 3.3.5). A rule of which nothing comes for a thousand of its
     * turns has ended.
     *
     * @param first from where the rule is counted, and the first that can be a time of it
     * @param before no time from here on is told
     * @param most no more times than that are told
     */
    List<ZonedDateTime> times(LocalDateTime first, ZoneId zone, Instant before, int most) {
        // Where clocks are set back, what is later on them is earlier: a day more than any change of an offset.
        LocalDateTime end = LocalDateTime.ofInstant(before, zone).plusDays(1);
        List<ZonedDateTime> times = new ArrayList<>();
        try {
            RecurrenceRuleIterator turns = rule.iterator(of(first));
            while (turns.hasNext() && times.size() < most) {
                // The next turn is looked for before this one is handed out, and looking for it may end in an
                // exception.
                LocalDateTime local = of(turns.peekDateTime());
                ZonedDateTime time = ZonedDateTime.of(local, zone);
                if (local.isAfter(end) || (until != null && !until.allows(local, time.toInstant()))) {
                    break;
                }
                if (!local.isBefore(first) && time.toInstant().isBefore(before)) {
                    times.add(time);
                }
                turns.nextDateTime();
            }
        } catch (IllegalArgumentException | IllegalStateException nothingMore) {
            return times;
        }
        return times;
    }

    private static DateTime of(LocalDateTime local) {
        return new DateTime(
                local.getYear(),
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
    }

    private static LocalDateTime of(DateTime local) {
        return LocalDateTime.of(
                local.getYear(),
                local.getMonth() + 1,
                local.getDayOfMonth(),
                local.getHours(),
                local.getMinutes(),
                local.getSeconds());
    }
}
