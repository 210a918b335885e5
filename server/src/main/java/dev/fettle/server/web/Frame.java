package dev.fettle.server.web;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Permission;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What every page needs beside what it shows.
 *
 * @param path of the request
 * @param person who is signed in; null if nobody is
 * @param access what they may do
 * @param csrf what a form sends along to prove that it is ours
 * @param notices sentences that concern everybody, such as that the clock was set back
 * @param version of Fettle
 */
public record Frame(
        String path,
        @Nullable String person,
        Access access,
        Csrf csrf,
        List<String> notices,
        Assets assets,
        String version,
        Instant now,
        ZoneId zone) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);
    private static final long MINUTES_OF_AN_HOUR = 60;
    private static final long HOURS_OF_A_DAY = 24;
    private static final long FEW = 2;

    /**
     * @param parameter the form field's name
     * @param header for requests without a form
     */
    public record Csrf(String parameter, String header, String token) {}

    /** {@code 20 Nov 2026, 18:52} in the server's zone. */
    public String time(Instant at) {
        return MINUTE.format(ZonedDateTime.ofInstant(at, zone));
    }

    /** For people: {@code 5 minutes ago}. */
    public String ago(Instant at) {
        Duration age = Duration.between(at, now);
        if (age.isNegative()) {
            return "in the future";
        }
        long minutes = age.toMinutes();
        if (minutes == 0) {
            return "just now";
        }
        if (minutes < MINUTES_OF_AN_HOUR * FEW) {
            return minutes == 1 ? "1 minute ago" : minutes + " minutes ago";
        }
        long hours = age.toHours();
        return hours < HOURS_OF_A_DAY * FEW ? hours + " hours ago" : age.toDays() + " days ago";
    }

    /** Whether who is signed in may do something: what they may not is not offered. */
    public boolean may(Permission permission) {
        return access.allows(permission);
    }

    /** Whether the page lies below a path, for the navigation. */
    public boolean below(String prefix) {
        return path.equals(prefix) || path.startsWith(prefix + "/");
    }
}
