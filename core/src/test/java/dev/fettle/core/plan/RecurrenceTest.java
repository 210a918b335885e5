package dev.fettle.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.fail;

import dev.fettle.core.product.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
    private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

    /** The expected times were found by walking day after day, without a library for rules. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2027-01-31T03:00 | UTC | FREQ=MONTHLY;BYMONTHDAY=31 | 2027-01-31T03:00Z 2027-03-31T03:00Z 2027-05-31T03:00Z 2027-07-31T03:00Z 2027-08-31T03:00Z
            2027-01-31T03:00 | UTC | FREQ=MONTHLY;BYMONTHDAY=-1 | 2027-01-31T03:00Z 2027-02-28T03:00Z 2027-03-31T03:00Z 2027-04-30T03:00Z 2027-05-31T03:00Z
            2028-02-29T04:00 | UTC | FREQ=YEARLY | 2028-02-29T04:00Z 2032-02-29T04:00Z 2036-02-29T04:00Z
            2027-01-01T02:00 | Europe/Berlin | FREQ=MONTHLY;BYDAY=3TU | 2027-01-19T01:00Z 2027-02-16T01:00Z 2027-03-16T01:00Z 2027-04-20T00:00Z 2027-05-18T00:00Z 2027-06-15T00:00Z
            2027-01-01T02:00 | Europe/Berlin | FREQ=MONTHLY;BYDAY=-1SU | 2027-01-31T01:00Z 2027-02-28T01:00Z 2027-03-28T01:00Z 2027-04-25T00:00Z
            2027-01-01T02:00 | UTC | FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=12,13,14,15,16,17,18 | 2027-01-16T02:00Z 2027-02-13T02:00Z 2027-03-13T02:00Z 2027-04-17T02:00Z 2027-05-15T02:00Z 2027-06-12T02:00Z
            2027-01-04T01:00 | Asia/Tokyo | FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=MO | 2027-01-03T16:00Z 2027-01-06T16:00Z 2027-01-17T16:00Z 2027-01-20T16:00Z 2027-01-31T16:00Z
            2027-01-06T01:00 | Asia/Kolkata | FREQ=DAILY;INTERVAL=10;COUNT=3 | 2027-01-05T19:30Z 2027-01-15T19:30Z 2027-01-25T19:30Z
            2027-03-26T02:30 | Europe/Berlin | FREQ=DAILY;COUNT=4 | 2027-03-26T01:30Z 2027-03-27T01:30Z 2027-03-28T01:30Z 2027-03-29T00:30Z
            2027-10-30T02:30 | Europe/Berlin | FREQ=DAILY;COUNT=3 | 2027-10-30T00:30Z 2027-10-31T00:30Z 2027-11-01T01:30Z
            2027-03-13T02:30 | America/New_York | FREQ=DAILY;UNTIL=20270316T063000Z | 2027-03-13T07:30Z 2027-03-14T07:30Z 2027-03-15T06:30Z 2027-03-16T06:30Z
            2027-11-06T01:30 | America/New_York | FREQ=DAILY;UNTIL=20271108 | 2027-11-06T05:30Z 2027-11-07T05:30Z 2027-11-08T06:30Z
            2027-04-03T02:15 | Australia/Lord_Howe | FREQ=DAILY;COUNT=3 | 2027-04-02T15:15Z 2027-04-03T15:45Z 2027-04-04T15:45Z
            2027-04-03T01:45 | Australia/Lord_Howe | FREQ=DAILY;COUNT=3 | 2027-04-02T14:45Z 2027-04-03T14:45Z 2027-04-04T15:15Z
            2027-10-02T02:15 | Australia/Lord_Howe | FREQ=DAILY;COUNT=3 | 2027-10-01T15:45Z 2027-10-02T15:45Z 2027-10-03T15:15Z
            2027-04-03T02:30 | Australia/Sydney | FREQ=DAILY;COUNT=3 | 2027-04-02T15:30Z 2027-04-03T15:30Z 2027-04-04T16:30Z
            2027-10-02T02:30 | Australia/Sydney | FREQ=DAILY;COUNT=3 | 2027-10-01T16:30Z 2027-10-02T16:30Z 2027-10-03T15:30Z
            2027-01-01T00:00 | UTC | FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1 | 2027-01-29T00:00Z 2027-02-26T00:00Z 2027-03-31T00:00Z 2027-04-30T00:00Z 2027-05-31T00:00Z
            2027-01-01T03:00 | UTC | FREQ=YEARLY;BYMONTH=3,6,9,12;BYDAY=3SA | 2027-03-20T03:00Z 2027-06-19T03:00Z 2027-09-18T03:00Z 2027-12-18T03:00Z 2028-03-18T03:00Z
            2027-01-01T03:00 | UTC | FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO | 2027-01-04T03:00Z 2028-01-03T03:00Z 2029-01-01T03:00Z 2029-12-31T03:00Z
            2027-01-01T03:00 | UTC | FREQ=YEARLY;BYYEARDAY=-1 | 2027-12-31T03:00Z 2028-12-31T03:00Z 2029-12-31T03:00Z
            2027-01-01T09:00 | UTC | FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270105 | 2027-01-01T09:00Z 2027-01-04T09:00Z 2027-01-05T09:00Z
            2027-01-01T02:00 | UTC | FREQ=DAILY;BYHOUR=2,14;COUNT=4 | 2027-01-01T02:00Z 2027-01-01T14:00Z 2027-01-02T02:00Z 2027-01-02T14:00Z
            """)
    void times_of_a_rule_are_those_of_the_calendar(LocalDateTime first, String zone, String rule, String expected) {
        List<Instant> wanted = Arrays.stream(expected.split(" ", -1))
                .map(each -> Instant.parse(each.replace("Z", ":00Z")))
                .toList();
        boolean ends = rule.contains("COUNT") || rule.contains("UNTIL");
        assertThat(Recurrence.of(rule).times(first, ZoneId.of(zone), FAR, ends ? 1_000 : wanted.size()))
                .extracting(ZonedDateTime::toInstant)
                .containsExactlyElementsOf(wanted);
    }

    @Test
    void every_conformance_case_comes_out_as_expected() throws IOException {
        String all = Files.readString(SharedData.file("5-conformance/rrule-cases.json"));
        int checked = 0;
        for (String each : all.split("\"id\":", -1)) {
            if (!each.contains("\"rrule\"")) {
                continue;
            }
            List<LocalDateTime> local = array(each, "local").stream()
                    .map(text -> LocalDateTime.parse(text, LOCAL))
                    .toList();
            boolean cut = !each.contains("\"truncated_at\": null") && each.contains("\"truncated_at\"");
            List<ZonedDateTime> times = Recurrence.of(text(each, "rrule"))
                    .times(
                            LocalDateTime.parse(text(each, "dtstart"), LOCAL),
                            ZoneId.of(text(each, "tzid")),
                            Instant.parse("2500-01-01T00:00:00Z"),
                            cut ? local.size() : local.size() + 1);
            if (each.contains("\"utc\": null")) {
                assertThat(times)
                        .as(text(each, "rrule"))
                        .extracting(ZonedDateTime::toLocalDateTime)
                        .containsExactlyElementsOf(local);
            } else {
                assertThat(times)
                        .as(text(each, "rrule"))
                        .extracting(ZonedDateTime::toInstant)
                        .containsExactlyElementsOf(utc(each));
            }
            checked++;
        }
        assertThat(checked).isEqualTo(44);
    }

    private static List<Instant> utc(String of) {
        return array(of, "utc").stream()
                .map(text -> LocalDateTime.parse(text.replace("Z", ""), LOCAL)
                        .atZone(ZoneId.of("UTC"))
                        .toInstant())
                .toList();
    }

    private static String text(String of, String name) {
        Matcher found = Pattern.compile("\"" + name + "\": \"([^\"]*)\"").matcher(of);
        return found.find() ? found.group(1) : fail("no " + name);
    }

    private static List<String> array(String of, String name) {
        Matcher found =
                Pattern.compile("\"" + name + "\": \\[([^]]*)]", Pattern.DOTALL).matcher(of);
        String inside = found.find() ? found.group(1) : fail("no " + name);
        return Arrays.stream(inside.replaceAll("[\"\\s]", "").split(",", -1)).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "FREQ",
                "FREQ=",
                "FREQ=DAILY;",
                "FREQ=DAILY;;COUNT=2",
                "FREQ=FORTNIGHTLY",
                "BYDAY=MO",
                "FREQ=DAILY;FREQ=WEEKLY",
                "FREQ=DAILY;COUNT=2;UNTIL=20270101",
                "FREQ=DAILY;UNTIL=20271301",
                "FREQ=DAILY;UNTIL=20270230",
                "FREQ=DAILY;UNTIL=20270101T250000Z",
                "FREQ=DAILY;UNTIL=20270101Z",
                "FREQ=DAILY;COUNT=0",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;INTERVAL=-1",
                "FREQ=WEEKLY;BYDAY=XX",
                "FREQ=MONTHLY;BYMONTHDAY=32",
                "FREQ=MONTHLY;BYSETPOS=1",
                "FREQ=DAILY;COUNT=99999999999999999999",
                "FREQ=DAILY\nBYDAY=MO",
                "FREQ=D\u202eAILY",
                "RSCALE=ISLAMIC-CIVIL;FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1",
                "FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=31"
            })
    void what_is_no_rule_is_refused_with_a_sentence(String text) {
        assertThatThrownBy(() -> Recurrence.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("[ -~…]+\\.");
    }

    /** Whatever text comes: times of a rule in their order, or a sentence; and always an end. */
    @Test
    void no_text_breaks_the_reader_or_never_ends() {
        List<String> words = List.of(
                "FREQ=",
                "DAILY",
                "WEEKLY",
                "MONTHLY",
                "YEARLY",
                "HOURLY",
                "SECONDLY",
                ";",
                ",",
                "=",
                "INTERVAL=",
                "COUNT=",
                "UNTIL=",
                "20270101",
                "T000000Z",
                "BYDAY=",
                "MO",
                "SU",
                "-1",
                "5",
                "366",
                "53",
                "0",
                "BYMONTHDAY=",
                "BYMONTH=",
                "BYYEARDAY=",
                "BYWEEKNO=",
                "BYSETPOS=",
                "BYHOUR=",
                "WKST=",
                "2147483647",
                "\u0000",
                "é",
                " ",
                "RSCALE=",
                "SKIP=",
                "X-A=",
                "BYEASTER=");
        int read = 0;
        for (long seed = 1; seed <= 20_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text =
                    new StringBuilder(random.nextInt(3) > 0 ? "FREQ=" + words.get(1 + random.nextInt(4)) : "");
            for (int i = random.nextInt(9); i > 0; i--) {
                text.append(random.nextInt(3) == 0 ? ";" : "").append(words.get(random.nextInt(words.size())));
            }
            try {
                Recurrence.of(text.toString())
                        .times(LocalDateTime.parse("2027-01-05T02:00"), ZoneId.of("Europe/Berlin"), FAR, 20);
                read++;
            } catch (IllegalArgumentException refused) {
                assertThat(refused).as("seed %s: %s", seed, text).hasMessageMatching("[ -~…]+\\.");
            }
        }
        assertThat(read).isGreaterThan(200);
    }
}
