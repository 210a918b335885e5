package dev.fettle.server.settings;

/** How text from files and variables is repeated in messages: printable, on one line, and not longer than 80. */
final class Shown {
    private static final int MOST = 80;

    private Shown() {}

    static String text(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(MOST + 1L).forEach(character -> {
            if (isPrintable(character)) {
                shown.appendCodePoint(character);
            } else {
                shown.append("\\u{").append(Integer.toHexString(character)).append('}');
            }
        });
        return text.codePointCount(0, text.length()) <= MOST
                ? shown.toString()
                : shown.substring(0, shown.offsetByCodePoints(0, MOST)) + "…";
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    static String quoted(String text) {
        return '"' + text(text) + '"';
    }
}
