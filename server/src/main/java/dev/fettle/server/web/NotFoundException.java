package dev.fettle.server.web;

/** What was asked for does not exist. The message is a sentence for the one who asked. */
public final class NotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public NotFoundException(String message) {
        super(message);
    }
}
