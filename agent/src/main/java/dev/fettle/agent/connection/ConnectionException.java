package dev.fettle.agent.connection;

import org.jspecify.annotations.Nullable;

/** An address, key or certificate that cannot be used. The message is a sentence that says what to do. */
public final class ConnectionException extends Exception {
    private static final long serialVersionUID = 1;

    ConnectionException(String message) {
        this(message, null);
    }

    ConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
