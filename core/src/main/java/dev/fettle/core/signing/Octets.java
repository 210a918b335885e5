package dev.fettle.core.signing;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes that are only compared and shown: a hash, a salt, a signature.
 *
 * @param hex two lower-case hexadecimal digits for each
 */
public record Octets(String hex) {
    /** @throws IllegalArgumentException if it is not such digits */
    public Octets {
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new IllegalArgumentException("Bytes are written in the digits 0 to 9 and a to f.");
            }
        }
        if (hex.length() % 2 != 0) {
            throw new IllegalArgumentException("A byte is written in two digits.");
        }
    }

    public static Octets of(byte[] bytes) {
        return new Octets(HexFormat.of().formatHex(bytes));
    }

    /** SHA-256 of these bytes. */
    public static Octets sha256(byte[] content) {
        try {
            return of(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256, but this one.", e);
        }
    }

    public int length() {
        return hex.length() / 2;
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** @throws IllegalArgumentException if there are not so many of them */
    public Octets require(int length, String what) {
        if (length() != length) {
            throw new IllegalArgumentException(what + " has " + length + " bytes and not " + length() + ".");
        }
        return this;
    }
}
