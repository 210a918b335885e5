package dev.fettle.server.web;

import dev.fettle.core.assessment.Rating;
import dev.fettle.core.assessment.Tier;
import dev.fettle.core.catalog.Severity;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.springframework.web.util.UriUtils;

/** How pages write numbers and ratings. */
public final class Words {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);
    private static final int KIBI = 1024;
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    /** From here on a decimal tells nobody anything. */
    private static final double ROUND_FROM = 9.95;

    private static final double LEAST_SHARE = 0.001;
    private static final double MEDIUM = 4.0;
    private static final long FIRST_GROUPED = 1_000;
    private static final long HOURS_OF_A_DAY = 24;
    private static final long MINUTES_OF_AN_HOUR = 60;

    private static final Duration SECONDS_UNTIL = Duration.ofMinutes(2);

    private Words() {}

    /** {@code 812 bytes}, {@code 1.2 MiB}. */
    public static String bytes(long bytes) {
        if (bytes < KIBI) {
            return count(bytes, "byte", "bytes");
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= KIBI && unit < UNITS.length - 1) {
            amount /= KIBI;
            unit++;
        }
        return decimal(amount) + " " + UNITS[unit];
    }

    /** {@code 1 package}, {@code 1,204 packages}. */
    public static String count(long count, String one, String several) {
        return number(count) + " " + (count == 1 ? one : several);
    }

    /** {@code 1,204}. */
    public static String number(long number) {
        // Formatting costs a thousand times what most numbers need.
        return Math.abs(number) < FIRST_GROUPED ? Long.toString(number) : String.format(Locale.ENGLISH, "%,d", number);
    }

    /**
     * {@code 3.6%}; what is more than nothing is never written as nothing, nor less than all as all.
     *
     * @param share 0 to 1
     */
    public static String percent(double share) {
        if (share > 0 && share < LEAST_SHARE) {
            return "under 0.1%";
        }
        if (share > 1 - LEAST_SHARE && share < 1) {
            return "over 99.9%";
        }
        return String.format(Locale.ENGLISH, "%.1f%%", share * 100);
    }

    private static String decimal(double amount) {
        return String.format(Locale.ENGLISH, amount < ROUND_FROM ? "%.1f" : "%.0f", amount);
    }

    /** {@code 20 Nov 2026}. */
    public static String day(LocalDate day) {
        return DAY.format(day);
    }

    /** In the largest unit that leaves no rest: {@code 6 hours}, {@code 90 minutes}. */
    public static String span(Duration span) {
        long minutes = span.toMinutes();
        if (minutes == 0 || !span.equals(Duration.ofMinutes(minutes))) {
            return count(span.toSeconds(), "second", "seconds");
        }
        if (minutes % MINUTES_OF_AN_HOUR != 0) {
            return count(minutes, "minute", "minutes");
        }
        long hours = minutes / MINUTES_OF_AN_HOUR;
        return hours % HOURS_OF_A_DAY == 0
                ? count(hours / HOURS_OF_A_DAY, "day", "days")
                : count(hours, "hour", "hours");
    }

    /** How long something took, to the second, or to the minute if that is enough: {@code 45 seconds}, {@code 5 minutes}. */
    public static String took(Instant from, Instant to) {
        Duration span = Duration.between(from, to);
        if (span.compareTo(Duration.ofSeconds(1)) < 0) {
            return "under a second";
        }
        return span.compareTo(SECONDS_UNTIL) < 0
                ? count(span.toSeconds(), "second", "seconds")
                : count(span.toMinutes(), "minute", "minutes");
    }

    /** The tier in one or two words, for a badge. */
    public static String tier(Tier tier) {
        return switch (tier) {
            case EXPLOITED -> "Exploited";
            case LIKELY -> "Likely";
            case SEVERE -> "Severe";
            case UNRATED -> "Unrated";
            case MODERATE -> "Moderate";
            case UNIMPORTANT -> "Unimportant";
            case ROUTINE -> "Routine";
        };
    }

    /** What a tier means, in a sentence. */
    public static String meaning(Tier tier) {
        return switch (tier) {
            case EXPLOITED -> "Used in attacks now, as CISA lists it.";
            case LIKELY -> "Attacks within 30 days are likely: an EPSS score of at least 10%.";
            case SEVERE -> "A CVSS score of at least 7.0.";
            case UNRATED -> "A security patch of which some severity is not known; it could be severe.";
            case MODERATE -> "Vulnerabilities that are all rated below 7.0.";
            case UNIMPORTANT -> "Only what the vendor calls unimportant.";
            case ROUTINE -> "No vulnerability is known to be mended.";
        };
    }

    /** A rating in a word or two. */
    public static String rating(Rating rating) {
        return switch (rating) {
            case CRITICAL -> "critical";
            case HIGH -> "high";
            case MEDIUM -> "medium";
            case LOW -> "low";
            case UNRATED -> "not rated";
            case UNIMPORTANT -> "called unimportant";
        };
    }

    /** CVSS's own word for a score. */
    public static String severity(double score) {
        if (score >= Severity.CRITICAL) {
            return "Critical";
        }
        if (score >= Severity.HIGH) {
            return "High";
        }
        if (score >= MEDIUM) {
            return "Medium";
        }
        return score > 0 ? "Low" : "None";
    }

    /** As a value in the query of an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** As one part of the path of an address. */
    public static String segment(String text) {
        return UriUtils.encodePathSegment(text, StandardCharsets.UTF_8);
    }

    /** {@code 7.8}; empty for a score below 0, which stands for none. */
    public static String score(double score) {
        return score < 0 ? "" : String.format(Locale.ENGLISH, "%.1f", score);
    }
}
