package dev.fettle.server.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.plan.Opening;
import dev.fettle.server.Hostile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What calendars are told, read back by a reader that knows RFC 5545's lines and nothing of ours. */
class CalendarFeedTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Opening OPENING =
            new Opening(Instant.parse("2027-01-19T01:00:00Z"), Instant.parse("2027-01-19T03:00:00Z"));

    private static String feed(String summary, String description) {
        CalendarFeed feed = new CalendarFeed(NOW);
        feed.add("window-7", summary, description, OPENING);
        return feed.end();
    }

    /** Lines, no longer folded. */
    private static List<String> lines(String text) {
        assertThat(text).endsWith("\r\n").doesNotContain("\r\n\r\n");
        for (String line : text.split("\r\n", -1)) {
            assertThat(line.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(75);
            assertThat(line).doesNotContain("\r", "\n");
        }
        String unfolded = text.replace("\r\n ", "");
        return Arrays.asList(unfolded.substring(0, unfolded.length() - 2).split("\r\n", -1));
    }

    private static String value(String text, String name) {
        List<String> found = lines(text).stream()
                .filter(each -> each.startsWith(name + ":"))
                .map(each -> each.substring(name.length() + 1))
                .toList();
        assertThat(found).hasSize(1);
        StringBuilder plain = new StringBuilder();
        boolean escape = false;
        for (char each : found.getFirst().toCharArray()) {
            if (escape) {
                plain.append(each == 'n' || each == 'N' ? '\n' : each);
                escape = false;
            } else if (each == '\\') {
                escape = true;
            } else {
                assertThat(each).isNotIn(';', ',');
                plain.append(each);
            }
        }
        return plain.toString();
    }

    @Test
    void an_opening_is_an_event_in_utc() {
        String feed = feed("Shops", "on the third Tuesday");
        assertThat(lines(feed))
                .startsWith("BEGIN:VCALENDAR", "VERSION:2.0")
                .contains(
                        "UID:window-7-20270119T010000Z@fettle",
                        "DTSTAMP:20261121T120000Z",
                        "DTSTART:20270119T010000Z",
                        "DTEND:20270119T030000Z",
                        "SUMMARY:Shops")
                .endsWith("END:VEVENT", "END:VCALENDAR");
    }

    @Test
    void an_event_keeps_its_id_whenever_it_is_and_has_the_address_of_its_page() {
        CalendarFeed feed = new CalendarFeed(NOW);
        feed.event(
                "rollout-12", "Roll-out 12: a,b", "", OPENING, URI.create("https://fettle.example:8443/rollouts/12"));
        assertThat(lines(feed.end()))
                .contains(
                        "UID:rollout-12@fettle",
                        "SUMMARY:Roll-out 12: a\\,b",
                        "URL:https://fettle.example:8443/rollouts/12")
                .doesNotContain("DESCRIPTION:");
        feed.event("rollout-13", "", "", OPENING, null);
        assertThat(lines(feed.end()))
                .filteredOn(each -> each.startsWith("URL:"))
                .hasSize(1);
    }

    @Test
    void texts_come_back_as_they_were_written() {
        List<String> texts = new ArrayList<>(Hostile.MARKUP);
        texts.addAll(List.of(
                "a;b,c\\d\ne",
                "Ü".repeat(100),
                "🙂".repeat(60),
                "x".repeat(500),
                "END:VEVENT",
                "one\nEND:VEVENT\nBEGIN:VALARM"));
        for (String each : texts) {
            String plain = each.codePoints()
                    .filter(point -> point == '\n' || (point >= ' ' && point != 0x7f))
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            String feed = feed(each, "x" + each);
            assertThat(value(feed, "SUMMARY")).isEqualTo(plain);
            assertThat(value(feed, "DESCRIPTION")).isEqualTo("x" + plain);
            assertThat(lines(feed))
                    .filteredOn(line -> line.equals("END:VEVENT"))
                    .hasSize(1);
        }
    }
}
