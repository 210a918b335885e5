package dev.fettle.server.database.backup;

import dev.fettle.server.digest.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What passed by: how much, with which SHA-256, and, taken as rows of COPY's text form, how many of which width. */
final class Measure {
    /** The columns of what holds no rows. */
    static final int NO_ROWS = 0;

    private final MessageDigest digest = Sha256.begin();
    private final int columns;
    private long bytes;
    private long rows;
    private int tabs;
    private boolean inRow;
    private boolean evenRows = true;

    Measure(int columns) {
        this.columns = columns;
    }

    void add(byte[] chunk, int offset, int length) {
        digest.update(chunk, offset, length);
        bytes += length;
        if (columns != NO_ROWS) {
            count(chunk, offset, length);
        }
    }

    /** In COPY's text form a newline ends a row and a tab ends a cell; within a cell both are written otherwise. */
    private void count(byte[] chunk, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            byte b = chunk[i];
            inRow = true;
            if (b == '\t') {
                tabs++;
            } else if (b == '\n') {
                evenRows &= tabs == columns - 1;
                rows++;
                tabs = 0;
                inRow = false;
            }
        }
    }

    long bytes() {
        return bytes;
    }

    long rows() {
        return rows;
    }

    /** Whether all were whole rows of that many columns. */
    boolean areRows() {
        return evenRows && !inRow;
    }

    /** Lower case hexadecimal. To be called once, at the end. */
    String sha256Hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
