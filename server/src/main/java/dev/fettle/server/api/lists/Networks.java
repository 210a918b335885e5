package dev.fettle.server.api.lists;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Networks as somebody writes them, made fit for the database: whatever it gets, it takes. */
final class Networks {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern FOUR = Pattern.compile("((?:" + OCTET + "\\.){3}" + OCTET + ")(?:/([0-9]{1,2}))?");
    private static final Pattern SIX = Pattern.compile("([0-9a-fA-F:]{2,39})(?:/([0-9]{1,3}))?");
    private static final int BITS_OF_FOUR = 32;
    private static final int BITS_OF_SIX = 128;
    private static final int GROUPS = 8;

    private Networks() {}

    /** With its length, as in {@code 10.1.0.0/16}; empty if the text is no network. */
    static Optional<String> parse(String text) {
        Matcher four = FOUR.matcher(text);
        if (four.matches()) {
            return whole(four, BITS_OF_FOUR);
        }
        Matcher six = SIX.matcher(text);
        return six.matches() && isSix(six.group(1)) ? whole(six, BITS_OF_SIX) : Optional.empty();
    }

    private static Optional<String> whole(Matcher network, int bits) {
        String length = network.group(2);
        int wanted = length == null ? bits : Integer.parseInt(length);
        return wanted > bits ? Optional.empty() : Optional.of(network.group(1) + "/" + wanted);
    }

    /** Groups of up to four digits with colons between; in one place, two colons stand for what is missing. */
    private static boolean isSix(String address) {
        int gap = address.indexOf("::");
        if (gap < 0) {
            return groups(address) == GROUPS;
        }
        String before = address.substring(0, gap);
        String after = address.substring(gap + 2);
        int first = before.isEmpty() ? 0 : groups(before);
        int second = after.isEmpty() ? 0 : groups(after);
        return first >= 0 && second >= 0 && first + second < GROUPS;
    }

    /** How many there are; far too few if one is none. */
    private static int groups(String text) {
        int count = 0;
        for (String group : text.split(":", -1)) {
            if (group.isEmpty() || group.length() > 4) {
                return -1;
            }
            count++;
        }
        return count;
    }
}
