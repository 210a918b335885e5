package dev.fettle.feeds.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Ends in a {@link FeedException} as soon as more than a limit is read: a decompression bomb stops here. Also ends when
 * the thread is interrupted.
 */
public final class BoundedStream extends FilterInputStream {
    private final String name;
    private final long limit;
    private long read;

    public BoundedStream(InputStream in, String name, long limit) {
        super(in);
        this.name = name;
        this.limit = limit;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        count(Math.max(got, 0));
        return got;
    }

    private void count(int more) throws IOException {
        Interruption.check(name);
        read += more;
        if (read > limit) {
            throw new FeedException(name + " unpacks to more than " + (limit >> 20)
                    + " MiB, more than any real feed. It was not taken in.");
        }
    }
}
