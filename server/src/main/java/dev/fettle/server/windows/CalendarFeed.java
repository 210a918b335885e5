package dev.fettle.server.windows;

import dev.fettle.core.plan.Opening;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A calendar as text of iCalendar (RFC 5545). Openings are single events in UTC, not a rule, because freezes and days that are
 * left out have been worked in, and so that nobody's calendar takes daylight saving otherwise than Fettle does.
 */
final class CalendarFeed {
    /** Of a line, without its end. */
    private static final int OCTETS = 75;

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final StringBuilder text = new StringBuilder();
    private final String stamp;

    /** @param made when the calendar is told */
    CalendarFeed(Instant made) {
        this.stamp = MOMENT.format(made);
        line("BEGIN:VCALENDAR");
        line("VERSION:2.0");
        line("PRODID:-//Fettle//Maintenance windows//EN");
        line("X-WR-CALNAME:Maintenance windows");
        line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    }

    /** @param id alike whenever the same opening is told */
    void add(String id, String summary, String description, Opening opening) {
        event(id + "-" + MOMENT.format(opening.start()), summary, description, opening, null);
    }

    /**
     * @param id alike whenever the same event is told, also if it is at another time by then; letters, digits and dashes
     * @param url of its page; null if nobody knows at which address this server is
     */
    void event(String id, String summary, String description, Opening time, @Nullable URI url) {
        line("BEGIN:VEVENT");
        line("UID:" + id + "@fettle");
        line("DTSTAMP:" + stamp);
        line("DTSTART:" + MOMENT.format(time.start()));
        line("DTEND:" + MOMENT.format(time.end()));
        line("SUMMARY:" + escaped(summary));
        if (!description.isEmpty()) {
            line("DESCRIPTION:" + escaped(description));
        }
        if (url != null) {
            line("URL:" + url.toASCIIString());
        }
        line("TRANSP:TRANSPARENT");
        line("END:VEVENT");
    }

    String end() {
        line("END:VCALENDAR");
        return text.toString();
    }

    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        value.codePoints().forEach(each -> {
            switch (each) {
                case '\\', ';', ',' -> escaped.append('\\').appendCodePoint(each);
                case '\n' -> escaped.append("\\n");
                default -> {
                    if (each >= ' ' && each != 0x7f) {
                        escaped.appendCodePoint(each);
                    }
                }
            }
        });
        return escaped.toString();
    }

    /** Folded after at most 75 octets, never within a character. */
    private void line(String content) {
        int octets = 0;
        for (int at = 0; at < content.length(); ) {
            int point = content.codePointAt(at);
            String character = Character.toString(point);
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (octets + size > OCTETS) {
                text.append("\r\n ");
                octets = 1;
            }
            text.append(character);
            octets += size;
            at += Character.charCount(point);
        }
        text.append("\r\n");
    }
}
