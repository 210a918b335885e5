package dev.fettle.core.audit;

import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;

/**
 * A signed word on how far the chain went at a time, and with which hash: by it everything up to there is fixed.
 *
 * @param number of the last entry that it covers
 * @param hash of that entry
 * @param keyId SHA-256 of the public key
 * @param signature Ed25519, over the canonical form
 */
public record Checkpoint(long number, Octets hash, Instant at, Octets keyId, Octets signature) {
    private static final int SIGNATURE_BYTES = 64;
    private static final String FORM = "fettle audit checkpoint 1";

    public Checkpoint {
        if (number < 1) {
            throw new IllegalArgumentException("A checkpoint covers at least one entry.");
        }
        hash.require(AuditChain.HASH_BYTES, "A hash");
        keyId.require(AuditChain.HASH_BYTES, "The id of a key");
        signature.require(SIGNATURE_BYTES, "A signature");
    }

    /** Signs with the private half of the key. */
    public static Checkpoint sign(long number, Octets hash, Instant at, VerificationKey key, PrivateKey secret) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(secret);
            ed25519.update(canonical(number, hash, at, key.id()));
            return new Checkpoint(number, hash, at, key.id(), Octets.of(ed25519.sign()));
        } catch (NoSuchAlgorithmException | SignatureException e) {
            throw new IllegalStateException("Every JDK signs with Ed25519, but this one.", e);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("The key is no private key of Ed25519.", e);
        }
    }

    /** Whether the private half of this key has signed it. */
    public boolean isSignedBy(VerificationKey key) {
        return keyId.equals(key.id()) && key.hasSigned(canonical(), signature);
    }

    /**
     * The bytes that are signed: the text {@code fettle audit checkpoint 1}, number (8 bytes), hash (32), time, id of the
     * key (32).
     */
    public byte[] canonical() {
        return canonical(number, hash, at, keyId);
    }

    private static byte[] canonical(long number, Octets hash, Instant at, Octets keyId) {
        return new CanonicalForm(FORM)
                .number(number)
                .octets(hash)
                .time(at)
                .octets(keyId)
                .bytes();
    }
}
