package dev.fettle.server.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that must not be seen: it is in no {@code toString}, so in no log and no message either. */
public final class Secret {
    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The text itself, for the one who needs it to sign in. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** The same for all, since a hash would tell something of the text. */
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "(hidden)";
    }
}
