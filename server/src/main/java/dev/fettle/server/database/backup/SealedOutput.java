package dev.fettle.server.database.backup;

import dev.fettle.server.digest.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Puts the SHA-256 of all that went before, in hexadecimal, into the place of the last 64 bytes. In a zip they are its
 * comment: any tool still opens it, and any change of any bit shows. Closing it closes nothing.
 */
final class SealedOutput extends OutputStream {
    static final int SEAL = 64;

    private final OutputStream out;
    private final Stop stop;
    private final MessageDigest digest = Sha256.begin();
    /** What may turn out to be the last bytes. */
    private byte[] held = new byte[0];

    SealedOutput(OutputStream out, Stop stop) {
        this.out = out;
        this.stop = stop;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] chunk, int offset, int length) throws IOException {
        stop.check();
        int all = held.length + length;
        int ready = Math.max(0, all - SEAL);
        int ofHeld = Math.min(held.length, ready);
        pass(held, 0, ofHeld);
        pass(chunk, offset, ready - ofHeld);
        byte[] rest = new byte[all - ready];
        System.arraycopy(held, ofHeld, rest, 0, held.length - ofHeld);
        int left = length - (ready - ofHeld);
        System.arraycopy(chunk, offset + length - left, rest, rest.length - left, left);
        held = rest;
    }

    private void pass(byte[] chunk, int offset, int length) throws IOException {
        digest.update(chunk, offset, length);
        out.write(chunk, offset, length);
    }

    /** To be called once, after the last byte; nothing more may be written. */
    void seal() throws IOException {
        out.write(HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
