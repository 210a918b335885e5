package dev.fettle.server.windows;

import dev.fettle.core.plan.Opening;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An opening as clocks in a zone show it.
 *
 * @param note a sentence if clocks are set in it or were since the one before; empty as a rule
 */
public record ShownOpening(Opening opening, ZoneId zone, String note) {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm 'UTC'xxx", Locale.ENGLISH);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm", Locale.ENGLISH);
    private static final ZoneId ZULU = ZoneId.of("UTC");

    /** @param usual the time at which openings begin as a rule; null if that is not said */
    static List<ShownOpening> of(List<Opening> openings, ZoneId zone, @Nullable LocalTime usual) {
        List<ShownOpening> shown = new ArrayList<>();
        @Nullable ZonedDateTime before = null;
        for (Opening each : openings) {
            ZonedDateTime start = each.start().atZone(zone);
            shown.add(
                    new ShownOpening(each, zone, note(before, start, each.end().atZone(zone), usual)));
            before = start;
        }
        return shown;
    }

    private static String note(
            @Nullable ZonedDateTime before, ZonedDateTime start, ZonedDateTime end, @Nullable LocalTime usual) {
        if (!start.getOffset().equals(end.getOffset())) {
            return "Clocks are set in it.";
        }
        boolean set = before != null && !before.getOffset().equals(start.getOffset());
        boolean skipped =
                usual != null && zoneJumps(start, usual) && !start.toLocalTime().equals(usual);
        if (skipped) {
            return "Clocks don't show " + usual + " on this day.";
        }
        return set ? "Clocks were set since the opening before." : "";
    }

    /** Whether a local time does not exist on the day of another. */
    private static boolean zoneJumps(ZonedDateTime day, LocalTime time) {
        return day.getZone()
                .getRules()
                .getValidOffsets(day.toLocalDate().atTime(time))
                .isEmpty();
    }

    public String localStart() {
        return LOCAL.format(opening.start().atZone(zone));
    }

    public String localEnd() {
        return LOCAL.format(opening.end().atZone(zone));
    }

    public String utcStart() {
        return UTC.format(opening.start().atZone(ZULU));
    }

    public String utcEnd() {
        return UTC.format(opening.end().atZone(ZULU));
    }

    public long minutes() {
        return opening.length().toMinutes();
    }
}
