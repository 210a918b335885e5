package dev.fettle.feeds.compiled;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The sorted strings of a table; each is made once, when first asked for. */
final class Strings {
    private final IntBuffer offsets;
    private final ByteBuffer bytes;
    private final @Nullable String[] made;

    Strings(Table table, int firstSection) {
        this.offsets = table.ints(firstSection);
        this.bytes = table.slice(firstSection + 1);
        this.made = new @Nullable String[offsets.limit() - 1];
    }

    String get(int number) {
        String known = made[number];
        if (known == null) {
            known = new String(bytes(number), StandardCharsets.UTF_8);
            made[number] = known;
        }
        return known;
    }

    /** The number of a string, or -1 if the table does not hold it. */
    int find(String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        int low = 0;
        int high = made.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(bytes(middle), wanted);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** How a string and one of another table follow each other. */
    int compare(int number, Strings other, int its) {
        int length = offsets.get(number + 1) - offsets.get(number);
        int itsLength = other.offsets.get(its + 1) - other.offsets.get(its);
        ByteBuffer mine = bytes.slice(offsets.get(number), length);
        ByteBuffer theirs = other.bytes.slice(other.offsets.get(its), itsLength);
        int common = mine.mismatch(theirs);
        if (common < 0) {
            return 0;
        }
        return common == length || common == itsLength
                ? Integer.compare(length, itsLength)
                : Integer.compare(mine.get(common) & 0xff, theirs.get(common) & 0xff);
    }

    private byte[] bytes(int number) {
        int from = offsets.get(number);
        byte[] copy = new byte[offsets.get(number + 1) - from];
        bytes.get(from, copy);
        return copy;
    }
}
