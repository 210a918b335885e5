package dev.fettle.server.search;

import java.util.Locale;

/**
 * One thing that was found.
 *
 * @param kind what it is, in a word: {@code Host}
 * @param name as it is called; hostile
 * @param detail what tells it from others of its name; hostile, and empty if there is nothing to say
 * @param address of its page
 */
public record Found(String kind, String name, String detail, String address) {

    /** How well a name fits what was typed, best first. */
    public enum Fit {
        EXACT,
        BEGINNING,
        WITHIN;

        /** @param wanted in lower case */
        public static Fit of(String name, String wanted) {
            String lower = name.toLowerCase(Locale.ROOT);
            return lower.equals(wanted) ? EXACT : lower.startsWith(wanted) ? BEGINNING : WITHIN;
        }
    }
}
