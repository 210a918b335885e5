package dev.fettle.core.plan;

import java.util.regex.Pattern;

/** What texts of a change may be, so that they can be stored, shown and told apart as they are. */
final class PlainText {
    static final int LONGEST_NAME = 120;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+~-]{0," + (LONGEST_NAME - 1) + "}");

    private PlainText() {}

    /** Whether it can be the name of a package, a vulnerability or an advisory. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * The text without blanks at its ends.
     *
     * @param lines whether it may have several lines
     * @throws IllegalArgumentException with a sentence that begins with {@code what}
     */
    static String of(String text, String what, int least, int most, boolean lines) {
        String bare = text.strip();
        if (bare.length() < least || bare.length() > most) {
            throw new IllegalArgumentException(
                    what + " has " + (least == 0 ? "at most " : least + " to ") + most + " characters.");
        }
        boolean plain = bare.codePoints()
                .allMatch(point -> (lines && (point == '\n' || point == '\r' || point == '\t'))
                        || !(Character.isISOControl(point) || isLone(point)));
        if (!plain) {
            throw new IllegalArgumentException(what + " has no control characters.");
        }
        return bare;
    }

    private static boolean isLone(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
