package dev.fettle.server.settings;

/** A value that a setting cannot have; the message goes on where the setting's name ends: "must be …, not …". */
final class Wrong extends Exception {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
        super(message);
    }
}
