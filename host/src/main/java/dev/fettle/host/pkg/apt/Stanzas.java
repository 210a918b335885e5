package dev.fettle.host.pkg.apt;

import dev.fettle.host.HostException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stanzas of a control file, deb822(5), one after the other. A package index has tens of thousands of them of
 * which a host needs hundreds, so a stanza stays bytes until a field of it is asked for.
 */
final class Stanzas {
    private static final int MAX_STANZA = 4 << 20;
    private static final byte[] PACKAGE = key("Package");

    private final InputStream stream;
    private final String where;
    private byte[] buffer = new byte[256 << 10];
    private int filled;
    private boolean exhausted;
    private int start;
    private int end;

    /** @param where what is read, for messages */
    Stanzas(InputStream stream, String where) {
        this.stream = stream;
        this.where = where;
    }

    /** A field's name in the form that {@link #field} takes: lower case, with the colon. */
    static byte[] key(String name) {
        byte[] key = (name + ":").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < key.length; i++) {
            key[i] = lower(key[i]);
        }
        return key;
    }

    /**
     * Goes on to the next stanza; false at the end.
     *
     * @throws HostException if a stanza is larger than 4 MiB
     */
    boolean next() throws IOException, HostException {
        start = end;
        while (true) {
            while (start < filled && (buffer[start] == '\n' || buffer[start] == '\r')) {
                start++;
            }
            if (start < filled || !fill(start)) {
                break;
            }
        }
        if (start >= filled) {
            return false;
        }
        int from = start;
        while (true) {
            int blank = blankLine(from);
            if (blank >= 0) {
                end = blank;
                return true;
            }
            // The last bytes are looked at again, for the blank line may lie across the border.
            int seen = Math.max(filled - 2, start) - start;
            if (!fill(start)) {
                end = filled;
                return true;
            }
            from = start + seen;
        }
    }

    /** The position after the line break that ends the last line of the stanza, or -1. */
    private int blankLine(int from) {
        byte[] bytes = buffer;
        int last = filled - 1;
        for (int i = from; i < last; i++) {
            if (bytes[i] == '\n' && (bytes[i + 1] == '\n' || bytes[i + 1] == '\r')) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Reads more, keeping what follows {@code keep}; false if there is no more. */
    private boolean fill(int keep) throws IOException, HostException {
        if (exhausted) {
            return false;
        }
        if (keep > 0) {
            System.arraycopy(buffer, keep, buffer, 0, filled - keep);
            filled -= keep;
            start = 0;
            end = 0;
        }
        if (filled == buffer.length) {
            if (buffer.length >= MAX_STANZA) {
                throw new HostException(
                        where, where + " holds a paragraph of more than 4 MiB and was not read further.");
            }
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = stream.read(buffer, filled, buffer.length - filled);
        if (read < 0) {
            exhausted = true;
            return false;
        }
        filled += read;
        return true;
    }

    /** The value of the field {@code Package}, which stands first nearly always; null if there is none. */
    @Nullable
    String name() {
        return startsWith(start, PACKAGE) ? value(start + PACKAGE.length) : field(PACKAGE);
    }

    /** The first line of a field's value, without spaces around it; null if the stanza has no such field. */
    @Nullable
    String field(byte[] key) {
        int line = start;
        while (line < end) {
            if (startsWith(line, key)) {
                return value(line + key.length);
            }
            line = lineEnd(line) + 1;
        }
        return null;
    }

    /** The first line of the stanza, for messages. */
    String firstLine() {
        return value(start);
    }

    private boolean startsWith(int at, byte[] key) {
        if (at + key.length > end) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            if (lower(buffer[at + i]) != key[i]) {
                return false;
            }
        }
        return true;
    }

    private String value(int from) {
        int to = lineEnd(from);
        return new String(buffer, from, to - from, StandardCharsets.UTF_8).strip();
    }

    private int lineEnd(int from) {
        int at = from;
        while (at < end && buffer[at] != '\n') {
            at++;
        }
        return at;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
