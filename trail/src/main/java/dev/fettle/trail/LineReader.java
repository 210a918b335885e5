package dev.fettle.trail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Takes a stream apart into lines of a limited length. */
final class LineReader {
    /** Bytes of a line; the longest entry there can be is half as long. */
    static final int LONGEST = 1 << 23;

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private long number;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Of the last line, from 1. */
    long number() {
        return number;
    }

    /** The next line without its end; empty behind the last. */
    Optional<byte[]> next() throws IOException, TrailException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean some = false;
        number++;
        while (at < filled || fill()) {
            some = true;
            int end = at;
            while (end < filled && buffer[end] != '\n') {
                end++;
            }
            line.write(buffer, at, end - at);
            if (line.size() > LONGEST) {
                throw new TrailException("it is longer than any line can be (" + LONGEST + " bytes)");
            }
            boolean ended = end < filled;
            at = ended ? end + 1 : end;
            if (ended) {
                return Optional.of(line.toByteArray());
            }
        }
        return some ? Optional.of(line.toByteArray()) : Optional.empty();
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }
}
