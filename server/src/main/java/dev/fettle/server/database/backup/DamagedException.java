package dev.fettle.server.database.backup;

import java.io.IOException;

/** A file is not what a backup of Fettle is. The message is a sentence that says in what. */
final class DamagedException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedException(String message) {
        super(message);
    }
}
