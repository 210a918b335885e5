package dev.fettle.core.access;

import java.util.Locale;

/**
 * The hosts that have one word in common.
 *
 * @param value 1 to 64 characters, none of them a control character, a comma or a blank at either end
 */
public record HostGroup(Kind kind, String value) {
    private static final int LONGEST = 64;

    /** What it is that they have in common. */
    public enum Kind {
        TAG,
        OWNER,
        ENVIRONMENT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @throws IllegalArgumentException with a sentence, if the value is none */
    public HostGroup {
        if (!isLabel(value)) {
            throw new IllegalArgumentException("A " + kind.word() + " has 1 to " + LONGEST
                    + " characters, without commas, control characters, or blanks at its ends.");
        }
    }

    /** Whether a text can be a tag, an owner or an environment. */
    public static boolean isLabel(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST
                && text.equals(text.strip())
                && text.chars().noneMatch(each -> each == ',' || Character.isISOControl(each));
    }

    /**
     * Reads {@code tag:web}, {@code owner:ada} or {@code environment:production}.
     *
     * @throws IllegalArgumentException with a sentence, if it is none of these
     */
    public static HostGroup parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (kind.word().equals(word)) {
                return new HostGroup(kind, text.substring(colon + 1));
            }
        }
        throw new IllegalArgumentException("A group of hosts is written tag:…, owner:… or environment:….");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return kind.word() + ":" + value;
    }
}
