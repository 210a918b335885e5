package dev.fettle.testing;

import java.util.Locale;

/** How the mirror misbehaves. */
public enum Fault {
    /** Answers 404. */
    NOT_FOUND("404"),
    /** Answers 503. */
    UNAVAILABLE("503"),
    /** Takes the request and never answers. */
    HANG,
    /** Takes the request and resets the connection. */
    RESET,
    /** One bit is another one. */
    CORRUPT,
    /** Half of the file, then the end. */
    TRUNCATED,
    /** 32 KiB a second. */
    SLOW,
    /** Signed by a key the hosts do not trust; the tiny repository only. */
    WRONG_SIGNATURE,
    /** Rightly signed, and valid until some time ago; the tiny repository only. */
    EXPIRED;

    private final String word;

    Fault() {
        this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Fault(String word) {
        this.word = word;
    }

    /** What {@code fleet fault} calls it. */
    String word() {
        return word;
    }
}
