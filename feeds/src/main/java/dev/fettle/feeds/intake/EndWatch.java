package dev.fettle.feeds.intake;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Watches a text of lines: refuses lines without end, and remembers whether the last byte was a newline: a reader of lines tells neither. */
public final class EndWatch extends FilterInputStream {
    private static final int MAX_LINE = 1 << 20;

    private final String name;
    private long sinceNewline;

    public EndWatch(String name, InputStream in) {
        super(in);
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int got = super.read(buffer, offset, length);
        int behind = 0;
        while (behind < got && buffer[offset + got - 1 - behind] != '\n') {
            behind++;
        }
        sinceNewline = behind == Math.max(got, 0) ? sinceNewline + behind : behind;
        if (sinceNewline > MAX_LINE) {
            throw new FeedException(name + " has a line of more than " + MAX_LINE + " bytes. It was not taken in.");
        }
        return got;
    }

    public boolean endedWithNewline() {
        return sinceNewline == 0;
    }
}
