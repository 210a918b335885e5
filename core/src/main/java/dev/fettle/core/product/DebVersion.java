package dev.fettle.core.product;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of a Debian package, ordered as dpkg orders it: epoch, upstream version, revision; {@code ~} sorts before
 * the end of the text. Format and order: deb-version(7).
 *
 * <p>{@link #compareTo} is the order of dpkg, so texts that differ can be the same version ({@code 1.0} and
 * {@code 0:1.0-0}); {@link #equals} is that of the text.
 */
public record DebVersion(String text) implements Comparable<DebVersion> {
    /** dpkg itself sets no limit; no real version comes near this one. */
    public static final int MAX_LENGTH = 512;

    /** {@code ~bpo12+1} marks a rebuild for Debian 12 of what Debian 13 carries. */
    private static final Pattern BACKPORT = Pattern.compile("~bpo(\\d{1,3})\\+[0-9.]+$");

    private static final int MAX_EPOCH_DIGITS = 9;

    /** @throws IllegalArgumentException if dpkg would refuse the text as a version, or it is longer than any real one */
    public DebVersion {
        String fault = fault(text);
        if (fault != null) {
            throw new IllegalArgumentException("\"" + text + "\" is no Debian version: " + fault + ".");
        }
    }

    /** Whether the text is a version; for streams of feed data, where an exception for each bad row would be dear. */
    public static boolean isValid(String text) {
        return fault(text) == null;
    }

    private static @Nullable String fault(String text) {
        if (text.isEmpty()) {
            return "it is empty";
        }
        if (text.length() > MAX_LENGTH) {
            return "it is longer than " + MAX_LENGTH + " characters";
        }
        int colon = text.indexOf(':');
        if (colon == 0 || colon > MAX_EPOCH_DIGITS) {
            return "its epoch is no number";
        }
        for (int i = 0; i < colon; i++) {
            if (!isDigit(text.charAt(i))) {
                return "its epoch is no number";
            }
        }
        if (upstreamEnd(text) <= colon + 1) {
            return "it has no upstream version";
        }
        if (text.charAt(text.length() - 1) == '-') {
            return "its revision is empty";
        }
        for (int i = colon + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && !isLetter(c) && ".+-~:".indexOf(c) < 0) {
                return "it has a character that no version may have";
            }
        }
        return null;
    }

    /** The version without the {@code +b4} of a binary-only rebuild: that of the source it was built from. */
    public DebVersion withoutBinaryRebuild() {
        int at = text.length();
        while (at > 0 && isDigit(text.charAt(at - 1))) {
            at--;
        }
        boolean rebuilt = at < text.length() && at > 2 && text.charAt(at - 1) == 'b' && text.charAt(at - 2) == '+';
        return rebuilt ? new DebVersion(text.substring(0, at - 2)) : this;
    }

    /** For {@code …~bpo12+1} the release it was rebuilt for, 12; empty for everything that is no backport. */
    public OptionalInt backportFor() {
        Matcher matcher = BACKPORT.matcher(text);
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** The version that a backport is a rebuild of; this version itself if it is no backport. */
    public DebVersion withoutBackportSuffix() {
        Matcher matcher = BACKPORT.matcher(text);
        return matcher.find() ? new DebVersion(text.substring(0, matcher.start())) : this;
    }

    @Override
    public int compareTo(DebVersion other) {
        return compare(text, other.text);
    }

    public boolean isBefore(DebVersion other) {
        return compareTo(other) < 0;
    }

    /** The order of dpkg for two texts that are versions; -1, 0 or 1. */
    public static int compare(String a, String b) {
        int byEpoch = Integer.compare(epoch(a), epoch(b));
        if (byEpoch != 0) {
            return byEpoch;
        }
        int endA = upstreamEnd(a);
        int endB = upstreamEnd(b);
        int byUpstream = comparePart(a, a.indexOf(':') + 1, endA, b, b.indexOf(':') + 1, endB);
        if (byUpstream != 0) {
            return byUpstream;
        }
        return comparePart(
                a, Math.min(endA + 1, a.length()), a.length(), b, Math.min(endB + 1, b.length()), b.length());
    }

    private static int epoch(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? 0 : Integer.parseInt(text, 0, colon, 10);
    }

    private static int upstreamEnd(String text) {
        int dash = text.lastIndexOf('-');
        return dash < 0 ? text.length() : dash;
    }

    /** Runs of non-digits by {@link #weight}, runs of digits by value, in turn; an absent part counts as empty. */
    private static int comparePart(String a, int i, int endA, String b, int j, int endB) {
        while (i < endA || j < endB) {
            while (hasNonDigit(a, i, endA) || hasNonDigit(b, j, endB)) {
                int difference = weight(a, i, endA) - weight(b, j, endB);
                if (difference != 0) {
                    return Integer.signum(difference);
                }
                i++;
                j++;
            }
            while (i < endA && a.charAt(i) == '0') {
                i++;
            }
            while (j < endB && b.charAt(j) == '0') {
                j++;
            }
            int firstDifference = 0;
            while (hasDigit(a, i, endA) && hasDigit(b, j, endB)) {
                if (firstDifference == 0) {
                    firstDifference = a.charAt(i) - b.charAt(j);
                }
                i++;
                j++;
            }
            if (hasDigit(a, i, endA)) {
                return 1;
            }
            if (hasDigit(b, j, endB)) {
                return -1;
            }
            if (firstDifference != 0) {
                return Integer.signum(firstDifference);
            }
        }
        return 0;
    }

    private static int weight(String text, int at, int end) {
        if (at >= end || isDigit(text.charAt(at))) {
            return 0;
        }
        char c = text.charAt(at);
        if (c == '~') {
            return -1;
        }
        return isLetter(c) ? c : c + 256;
    }

    private static boolean hasDigit(String text, int at, int end) {
        return at < end && isDigit(text.charAt(at));
    }

    private static boolean hasNonDigit(String text, int at, int end) {
        return at < end && !isDigit(text.charAt(at));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DebVersion version && text.equals(version.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
