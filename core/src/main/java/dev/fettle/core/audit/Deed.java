package dev.fettle.core.audit;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What was done.
 *
 * @param kind dotted words, {@code person.added}: what it was done to, and what was done
 * @param before what it changed, as it was; by name, in the order of names; empty for what is new
 * @param after the same as it is now; empty for what is gone
 * @param why the reason that was given; may be empty. Never a secret, in none of these: all of them are kept for good
 */
public record Deed(
        String kind, AuditSubject subject, Map<String, String> before, Map<String, String> after, String why) {
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,30}(\\.[a-z][a-z0-9-]{0,30}){1,3}");

    public Deed {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("A kind of deed is written like person.added, and not " + kind + ".");
        }
        before = Collections.unmodifiableMap(new TreeMap<>(before));
        after = Collections.unmodifiableMap(new TreeMap<>(after));
    }

    /** Something is there that was not before. */
    public static Deed added(String kind, AuditSubject subject, Map<String, String> after) {
        return new Deed(kind, subject, Map.of(), after, "");
    }

    /** Something happened that has no before and after. */
    public static Deed of(String kind, AuditSubject subject) {
        return new Deed(kind, subject, Map.of(), Map.of(), "");
    }

    public Deed because(String reason) {
        return new Deed(kind, subject, before, after, reason);
    }
}
