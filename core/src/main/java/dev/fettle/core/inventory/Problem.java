package dev.fettle.core.inventory;

/**
 * Something that could not be read or done, in a sentence for people; nothing is left out silently.
 *
 * @param where the file, command or feed concerned
 * @param message what happened and what to do
 * @param text the offending text as it stood, or empty; hostile, so to be escaped wherever it is shown
 */
public record Problem(String where, String message, String text) {
    private static final int MAX_TEXT = 200;

    public Problem {
        text = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    public Problem(String where, String message) {
        this(where, message, "");
    }
}
