package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/** The passwords of the embedded database, each in a file that only its owner reads. */
final class Passwords {
    private static final int RANDOM_BYTES = 24;
    private static final int MOST_BYTES = 1000;

    private Passwords() {}

    static String readOrMake(Home home, Path file) throws PostgresException {
        Optional<String> kept = read(file);
        if (kept.isPresent()) {
            return kept.get();
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String made = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            home.write(file, made + "\n", null);
        } catch (IOException e) {
            throw PostgresException.of("Writing a password of the database", file, e);
        }
        return made;
    }

    /** Empty if there is no such file, or nothing in it. */
    static Optional<String> read(Path file) throws PostgresException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new PostgresException(file + " is no password file of Fettle: it is far too long. Put the real"
                        + " one back from the backup.");
            }
            String password = Files.readString(file, StandardCharsets.UTF_8).strip();
            return password.isEmpty() ? Optional.empty() : Optional.of(password);
        } catch (IOException e) {
            throw new PostgresException(
                    file + " cannot be read (" + PostgresException.quote(String.valueOf(e.getMessage()))
                            + "). Run this as the user that runs the Fettle server.",
                    e);
        }
    }
}
