package dev.fettle.server.folder;

import dev.fettle.core.signing.VerificationKey;
import java.security.PrivateKey;

/** Both halves of a key of Ed25519. */
public record SigningKey(VerificationKey open, PrivateKey secret) {
    @Override
    public String toString() {
        return open.toString();
    }
}
