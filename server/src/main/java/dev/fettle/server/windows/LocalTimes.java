package dev.fettle.server.windows;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Times and zones as people write them. What cannot be read is an {@link IllegalArgumentException} with a sentence. */
final class LocalTimes {
    private static final int SHOWN = 40;
    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2199;

    private LocalTimes() {}

    static LocalDateTime time(String text, String what) {
        try {
            LocalDateTime time = LocalDateTime.parse(text.strip().replace(' ', 'T'));
            if (time.getYear() < FIRST_YEAR || time.getYear() > LAST_YEAR) {
                throw new IllegalArgumentException(
                        what + " is between the years " + FIRST_YEAR + " and " + LAST_YEAR + ".");
            }
            return time;
        } catch (DateTimeParseException unreadable) {
            throw new IllegalArgumentException(
                    what + " is a local time such as 2027-01-19T02:00, not " + shown(text) + ".", unreadable);
        }
    }

    static Set<LocalDate> days(List<String> texts) {
        Set<LocalDate> days = new TreeSet<>();
        for (String each : texts) {
            try {
                LocalDate day = LocalDate.parse(each.strip());
                if (day.getYear() < FIRST_YEAR || day.getYear() > LAST_YEAR) {
                    throw new IllegalArgumentException(
                            "A day that is left out is between the years " + FIRST_YEAR + " and " + LAST_YEAR + ".");
                }
                days.add(day);
            } catch (DateTimeParseException unreadable) {
                throw new IllegalArgumentException(
                        "A day that is left out is a date such as 2027-12-24, not " + shown(each) + ".", unreadable);
            }
        }
        return days;
    }

    /** Only zones that have a place: in an offset, clocks are never set. UTC is one. */
    static ZoneId zone(String text) {
        String wanted = text.strip();
        for (String each : ZoneId.getAvailableZoneIds()) {
            if (each.equalsIgnoreCase(wanted) && !each.startsWith("SystemV/")) {
                return ZoneId.of(each);
            }
        }
        String place =
                wanted.substring(wanted.lastIndexOf('/') + 1).replace(' ', '_').toLowerCase(Locale.ROOT);
        String alike = ZoneId.getAvailableZoneIds().stream()
                .filter(each ->
                        !place.isEmpty() && each.toLowerCase(Locale.ROOT).endsWith("/" + place))
                .sorted()
                .findFirst()
                .map(each -> "Did you mean " + each + "?")
                .orElse("One is Europe/Berlin, another UTC.");
        throw new IllegalArgumentException("There is no time zone called " + shown(text) + ". " + alike);
    }

    private static String shown(String text) {
        String plain = text.strip();
        return plain.isEmpty() ? "nothing" : plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
    }
}
