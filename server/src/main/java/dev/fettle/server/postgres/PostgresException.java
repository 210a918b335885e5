package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;

/** The embedded database cannot be had. The message is for people: what happened, where, and what to do. */
public final class PostgresException extends Exception {
    private static final int LONGEST_QUOTE = 600;

    PostgresException(String message) {
        super(message);
    }

    PostgresException(String message, Throwable cause) {
        super(message, cause);
    }

    /** @param doing a sentence's beginning, such as "Unpacking PostgreSQL" */
    static PostgresException of(String doing, Path where, IOException cause) {
        String said = String.valueOf(cause.getMessage());
        if (isDiskFull(said)) {
            return new PostgresException(diskFull(doing, where), cause);
        }
        if (cause instanceof AccessDeniedException || isReadOnly(said)) {
            return new PostgresException(
                    doing + " in " + where + " failed, because this user cannot write there (" + quote(said)
                            + "). Make the folder writable for the user that runs Fettle, or give another data folder.",
                    cause);
        }
        return new PostgresException(
                doing + " in " + where + " failed: " + quote(said)
                        + ". Put that right and start again; nothing that was stored is touched.",
                cause);
    }

    static boolean isDiskFull(String said) {
        return said.contains("No space left on device") || said.contains("Disk quota exceeded");
    }

    private static boolean isReadOnly(String said) {
        return said.toLowerCase(Locale.ROOT).contains("read-only file system")
                || said.contains("Operation not permitted");
    }

    static String diskFull(String doing, Path where) {
        return doing + " in " + where + " failed, because the disk is full. Free some space there and start again;"
                + " nothing that was stored is lost.";
    }

    /** Text of other programs in one printable line of a bearable length. */
    static String quote(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " / ").replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }
}
