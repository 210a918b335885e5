package dev.fettle.core.audit;

import dev.fettle.core.signing.Octets;
import java.nio.ByteBuffer;

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
        return Octets.sha256(ByteBuffer.allocate(2 * HASH_BYTES)
                .put(before.bytes())
                .put(digest.bytes())
                .array());
    }

    static Octets digest(byte[] content) {
        return Octets.sha256(content);
    }
}
