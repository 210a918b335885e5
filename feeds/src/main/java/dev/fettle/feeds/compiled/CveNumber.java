package dev.fettle.feeds.compiled;

import java.nio.LongBuffer;

/** CVE ids as sortable longs: the year in the upper 16 bits, the number in the lower 48. */
final class CveNumber {
    /** What stands for a text that is no CVE id, or one whose number passes 48 bits. */
    static final long NONE = -1;

    private static final int NUMBER_BITS = 48;
    private static final int YEAR_AT = 4;
    private static final int NUMBER_AT = 9;
    private static final int MIN_LENGTH = 13;
    private static final int MAX_LENGTH = 23;

    private CveNumber() {}

    static long of(String id) {
        if (!id.startsWith("CVE-")
                || id.length() < MIN_LENGTH
                || id.length() > MAX_LENGTH
                || id.charAt(NUMBER_AT - 1) != '-') {
            return NONE;
        }
        long year = digits(id, YEAR_AT, NUMBER_AT - 1);
        long number = digits(id, NUMBER_AT, id.length());
        return year < 0 || number < 0 || number >>> NUMBER_BITS != 0 ? NONE : year << NUMBER_BITS | number;
    }

    private static long digits(String text, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** The index of {@code key} among sorted keys, or a negative number. */
    static int find(LongBuffer sorted, long key) {
        int low = 0;
        int high = sorted.limit() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long value = sorted.get(middle);
            if (value == key) {
                return middle;
            }
            if (value < key) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
