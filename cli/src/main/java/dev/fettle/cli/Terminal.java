package dev.fettle.cli;

import java.util.Map;

/**
 * What stands at the other end of the standard streams.
 *
 * @param out whether standard output is a terminal
 * @param err whether standard error is a terminal
 * @param colour whether people want colour there
 * @param width of the terminal in columns
 */
record Terminal(boolean out, boolean err, boolean colour, int width) {
    private static final int USUAL_WIDTH = 100;
    private static final int MIN_WIDTH = 60;

    /** @param streams the launcher's word, the terminals among the streams and the width: {@code 12:120} */
    static Terminal of(Map<String, String> environment, String streams) {
        int colon = streams.indexOf(':');
        String numbers = colon < 0 ? streams : streams.substring(0, colon);
        String columns = colon < 0 ? "" : streams.substring(colon + 1);
        boolean wanted = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        int width = columns.matches("[1-9]\\d{0,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
        return new Terminal(numbers.contains("1"), numbers.contains("2"), wanted, Math.max(width, MIN_WIDTH));
    }

    static Terminal none() {
        return new Terminal(false, false, false, USUAL_WIDTH);
    }
}
