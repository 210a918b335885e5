package dev.fettle.server.settings;

import dev.fettle.core.text.Printable;

/** How text from files and variables is repeated in messages: printable, on one line, and not longer than 80. */
final class Shown {
    private static final int MOST = 80;

    private Shown() {}

    static String text(String text) {
        boolean whole = text.codePointCount(0, text.length()) <= MOST;
        return whole ? Printable.of(text) : Printable.of(text.substring(0, text.offsetByCodePoints(0, MOST))) + "…";
    }

    static String quoted(String text) {
        return '"' + text(text) + '"';
    }
}
