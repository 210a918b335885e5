package dev.fettle.feeds.intake;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Says which file is damaged when its decompression fails in the middle. */
final class DamageReportingStream extends FilterInputStream {
    private final String name;

    DamageReportingStream(String name, InputStream in) {
        super(in);
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (EOFException | ZipException e) {
            throw Unpacked.damaged(name, e);
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            return super.read(buffer, offset, length);
        } catch (EOFException | ZipException e) {
            throw Unpacked.damaged(name, e);
        }
    }
}
