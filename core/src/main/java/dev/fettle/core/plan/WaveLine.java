package dev.fettle.core.plan;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wave in a line, as people write it: its name, which hosts it takes, and what differs from the usual of the rest.
 *
 * <pre>
 * pilot 10% soak=24h failed=1
 * critical [tags==database] soak=2d
 * broad rest rate=5
 * test ring:test
 * </pre>
 *
 * It takes so many percent, so many hosts ({@code 25}), those that match a filter in brackets, those of a ring (which bear the tag
 * {@code ring:test}), or the {@code rest}. Of
 * {@code soak} (in m, h or d) and the numbers of {@link Gate} ({@code least}, {@code failed}, {@code percent}, {@code rate})
 * any may stand in any order.
 */
public final class WaveLine {
    private static final Pattern LINE = Pattern.compile(
            "(?<name>[^\\s\\[\\]=]+)\\s+(?<share>\\d{1,7}%?|rest|ring:[a-z0-9-]{1,50}|\\[[^\\[\\]]+\\])(?<more>(?:\\s.*)?)");
    private static final int LONGEST = 2_300;
    private static final int QUOTED = 200;
    private static final Pattern MORE = Pattern.compile("(soak|least|failed|percent|rate)=(\\d{1,6})([mhd]?)");
    private static final Duration USUAL_SOAK = Duration.ofHours(1);
    private static final int HOURS = 24;

    private WaveLine() {}

    /** @throws IllegalArgumentException with a sentence that quotes what cannot be read */
    public static WaveRule read(String line) {
        String text = line.strip();
        Matcher matcher = LINE.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "A wave is written such as \"pilot 10% soak=24h failed=0\", with 10%, 25,"
                            + " rest, ring:pilot or a filter in brackets for its hosts; this is not: " + quoted(text));
        }
        Duration soak = USUAL_SOAK;
        int least = 1;
        int failed = 0;
        int percent = 100;
        int rate = 0;
        List<String> words =
                Arrays.stream(matcher.group("more").strip().split("\\s+", -1)).toList();
        for (String word : words) {
            if (word.isEmpty()) {
                continue;
            }
            Matcher more = MORE.matcher(word);
            boolean time = more.matches() && more.group(1).equals("soak");
            if (!more.matches() || time == more.group(3).isEmpty()) {
                throw new IllegalArgumentException(
                        "After the hosts of a wave come soak=24h, least=1, failed=0, percent=100"
                                + " or rate=0, with numbers of your own; this is none: " + quoted(word));
            }
            int number = Integer.parseInt(more.group(2));
            switch (more.group(1)) {
                case "soak" -> soak = duration(number, more.group(3));
                case "least" -> least = number;
                case "failed" -> failed = number;
                case "percent" -> percent = number;
                default -> rate = number;
            }
        }
        return new WaveRule(
                matcher.group("name"), share(matcher.group("share")), new Gate(least, failed, percent, rate), soak);
    }

    private static String quoted(String text) {
        return text.length() > QUOTED ? text.substring(0, QUOTED) + "…" : text;
    }

    private static WaveRule.Share share(String text) {
        if (text.equals("rest")) {
            return new WaveRule.Share.Rest();
        }
        if (text.startsWith("ring:")) {
            return new WaveRule.Share.Matching("tags==" + text);
        }
        if (text.startsWith("[")) {
            return new WaveRule.Share.Matching(text.substring(1, text.length() - 1));
        }
        return text.endsWith("%")
                ? new WaveRule.Share.Percentage(Integer.parseInt(text.substring(0, text.length() - 1)))
                : new WaveRule.Share.Count(Integer.parseInt(text));
    }

    private static Duration duration(int number, String unit) {
        return switch (unit) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** As {@link #read} reads it, all said. */
    public static String write(WaveRule wave) {
        String share =
                switch (wave.share()) {
                    case WaveRule.Share.Percentage(int percent) -> percent + "%";
                    case WaveRule.Share.Count(int hosts) -> Integer.toString(hosts);
                    case WaveRule.Share.Matching(String query) -> "[" + query + "]";
                    case WaveRule.Share.Rest() -> "rest";
                };
        Gate gate = wave.gate();
        return wave.name() + " " + share + " soak=" + text(wave.soak()) + " least=" + gate.leastSucceeded() + " failed="
                + gate.mostFailed() + " percent=" + gate.mostFailedPercent() + " rate=" + gate.rateLimitPercent();
    }

    private static String text(Duration soak) {
        long minutes = soak.toMinutes();
        if (minutes % 60 != 0) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        return hours > 0 && hours % HOURS == 0 ? hours / HOURS + "d" : hours + "h";
    }
}
