package dev.fettle.feeds.compiled;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Gathers the distinct strings of a table. While gathering, a string has a provisional number; in the finished table
 * strings are sorted by their UTF-8 bytes, so that numbers compare as the strings do.
 */
final class StringsWriter {
    /** So that a hostile feed cannot fill the memory; the 31,332 OSV records of Debian 12 hold 2 MiB. */
    private static final long MAX_BYTES = 64L << 20;

    /** What a string takes in memory besides its text. */
    private static final int BYTES_BESIDES = 100;

    private final Map<String, Integer> numbers = new HashMap<>();
    private long textBytes;
    private long taken;

    /** @throws TableTooLargeException if the strings pass the limit */
    int number(String text) {
        Integer known = numbers.putIfAbsent(text, numbers.size());
        if (known == null) {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            textBytes += length;
            taken += length + BYTES_BESIDES;
            if (taken > MAX_BYTES) {
                throw new TableTooLargeException("text");
            }
            return numbers.size() - 1;
        }
        return known;
    }

    /**
     * Writes the sorted strings as two sections, offsets and bytes, and forgets them, so that they are not in memory
     * twice. Returns the final number of each provisional one.
     */
    int[] write(TableWriter table) {
        byte[][] texts = new byte[numbers.size()][];
        numbers.forEach((text, number) -> texts[number] = text.getBytes(StandardCharsets.UTF_8));
        numbers.clear();
        Integer[] order = new Integer[texts.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Arrays.compareUnsigned(texts[a], texts[b]));
        IntList offsets = new IntList();
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(textBytes));
        int[] sortedNumber = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            sortedNumber[order[i]] = i;
            offsets.add(bytes.position());
            bytes.put(texts[order[i]]);
        }
        offsets.add(bytes.position());
        table.add(offsets).add(bytes.array());
        return sortedNumber;
    }
}
