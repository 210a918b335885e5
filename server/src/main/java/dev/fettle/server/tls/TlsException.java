package dev.fettle.server.tls;

/** There can be no TLS. The message is a sentence for people: what is wrong, in which file, and what to do. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
