package dev.fettle.link;

/** A message that is not what it should be. The text goes on where "It cannot be used: " ends. */
public final class LinkException extends Exception {
    private static final long serialVersionUID = 1;

    LinkException(String message) {
        super(message);
    }

    LinkException(String message, Throwable cause) {
        super(message, cause);
    }
}
