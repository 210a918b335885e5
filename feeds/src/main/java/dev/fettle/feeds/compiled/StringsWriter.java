package dev.fettle.feeds.compiled;

import java.io.ByteArrayOutputStream;
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
    private static final long MAX_CHARS = 96L << 20;

    private final Map<String, Integer> numbers = new HashMap<>();
    private long chars;

    /** @throws TableTooLargeException if the strings pass the limit */
    int number(String text) {
        Integer known = numbers.putIfAbsent(text, numbers.size());
        if (known == null) {
            chars += text.length() + 64;
            if (chars > MAX_CHARS) {
                throw new TableTooLargeException("text");
            }
            return numbers.size() - 1;
        }
        return known;
    }

    /** Writes the sorted strings as two sections, offsets and bytes. Returns the final number of each provisional one. */
    int[] write(TableWriter table) {
        byte[][] sorted = new byte[numbers.size()][];
        int[] provisional = new int[numbers.size()];
        record Entry(byte[] bytes, int number) {}
        Entry[] entries = numbers.entrySet().stream()
                .map(entry -> new Entry(entry.getKey().getBytes(StandardCharsets.UTF_8), entry.getValue()))
                .sorted((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()))
                .toArray(Entry[]::new);
        for (int i = 0; i < entries.length; i++) {
            sorted[i] = entries[i].bytes();
            provisional[entries[i].number()] = i;
        }
        IntList offsets = new IntList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] text : sorted) {
            offsets.add(bytes.size());
            bytes.writeBytes(text);
        }
        offsets.add(bytes.size());
        table.add(offsets).add(bytes.toByteArray());
        return provisional;
    }
}
