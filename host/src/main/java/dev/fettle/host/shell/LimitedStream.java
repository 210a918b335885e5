package dev.fettle.host.shell;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that fails beyond a number of bytes and knows whether its end was seen. */
public final class LimitedStream extends FilterInputStream {
    private long left;
    private boolean atEnd;

    public LimitedStream(InputStream stream, long maxBytes) {
        super(stream);
        this.left = maxBytes;
    }

    /** There was more than the limit. */
    public static final class TooMuch extends IOException {
        TooMuch() {
            super("More bytes than the limit.");
        }
    }

    public boolean atEnd() {
        return atEnd;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read < 0) {
            atEnd = true;
            return read;
        }
        left -= read;
        if (left < 0) {
            throw new TooMuch();
        }
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] scratch = new byte[Math.clamp(count, 0, 8 << 10)];
        long skipped = 0;
        while (skipped < count) {
            int read = read(scratch, 0, (int) Math.min(scratch.length, count - skipped));
            if (read < 0) {
                break;
            }
            skipped += read;
        }
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
