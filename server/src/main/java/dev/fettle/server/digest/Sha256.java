package dev.fettle.server.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every JDK has. */
public final class Sha256 {
    private Sha256() {}

    /** A digest to which nothing was added yet. */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256, but this one.", e);
        }
    }

    /** 32 bytes. */
    public static byte[] of(byte[] content) {
        return begin().digest(content);
    }
}
