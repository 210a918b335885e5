package dev.fettle.core.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How entries hang together: the hash of each covers the hash before it, so nothing before a known hash can be altered.
 * {@code hash(n) = SHA-256(hash(n - 1) ‖ digest(n))}, 32 bytes each; {@code hash(0)} is 32 zeros. A digest stands for an
 * entry also where its content is withheld.
 */
public final class AuditChain {
    public static final int HASH_BYTES = 32;

    /** The hash before the first entry. */
    public static final Octets START = Octets.of(new byte[HASH_BYTES]);

    private AuditChain() {}

    public static Octets next(Octets before, Octets digest) {
        MessageDigest sha = sha256();
        sha.update(before.bytes());
        return Octets.of(sha.digest(digest.bytes()));
    }

    static Octets digest(byte[] content) {
        return Octets.of(sha256().digest(content));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256, but this one.", e);
        }
    }
}
