package dev.fettle.server.people;

import java.util.Locale;

/** What a password must be like. */
final class PasswordRules {
    /** Characters. */
    static final int SHORTEST = 12;

    /** Characters; far beyond any pass phrase, and short enough to be hashed at once. */
    static final int LONGEST = 256;

    private PasswordRules() {}

    /** What is wrong with a password, in a sentence; empty if it is fine. */
    static String fault(String name, String password, String repeated) {
        if (password.length() < SHORTEST) {
            return "The password is too short: at least " + SHORTEST + " characters. A sentence is a good one.";
        }
        if (password.length() > LONGEST) {
            return "The password is too long: at most " + LONGEST + " characters.";
        }
        if (password.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)) && name.length() > 2) {
            return "The password contains the name. Choose another.";
        }
        return password.equals(repeated) ? "" : "The two passwords differ. Type them again.";
    }
}
