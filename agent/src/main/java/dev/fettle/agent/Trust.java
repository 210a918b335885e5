package dev.fettle.agent;

import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.LinkException;
import dev.fettle.link.TrustForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Who this host is and whose orders it obeys.
 *
 * @param keys the server's keys for orders; several while one takes the place of another
 */
record Trust(UUID host, List<VerificationKey> keys) {
    private static final int MAX_BYTES = 64 << 10;

    /** Of a host that is enrolled, or one that is reached over SSH and was given the file {@code trust.json}. */
    static Trust of(Path state) throws AgentException {
        if (!Identity.isThere(state)) {
            return read(state.resolve("trust.json"));
        }
        try {
            return of(Identity.read(state).trust());
        } catch (IllegalArgumentException broken) {
            throw new AgentException("A key for orders cannot be used. Enrol this host again.", broken);
        }
    }

    static Trust read(Path file) throws AgentException {
        try {
            if (!Files.exists(file)) {
                throw new AgentException("This host is not enrolled: " + file + " is not there.");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new AgentException(file + " is larger than it can be. Enrol this host again.");
            }
            return of(TrustForm.read(Files.readAllBytes(file)));
        } catch (LinkException | IllegalArgumentException broken) {
            throw new AgentException(
                    file + " cannot be used: " + broken.getMessage() + " Enrol this host again.", broken);
        } catch (IOException unreadable) {
            throw new AgentException(file + " cannot be read. Run this as root.", unreadable);
        }
    }

    /** @throws IllegalArgumentException if a key is none */
    static Trust of(TrustForm form) {
        return new Trust(form.host(), form.keys().stream().map(Trust::key).toList());
    }

    private static VerificationKey key(Octets der) {
        return VerificationKey.ofDer(der);
    }
}
