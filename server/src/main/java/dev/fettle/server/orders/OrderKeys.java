package dev.fettle.server.orders;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.LinkException;
import dev.fettle.link.SignedOrder;
import dev.fettle.server.agents.TrustedKeys;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.folder.SigningKey;
import dev.fettle.server.folder.SigningKeys;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import org.springframework.stereotype.Component;

/** The key that signs orders, in the folder {@code orders} of the data folder, which no backup takes in. */
@Component
final class OrderKeys implements TrustedKeys, OrderSigning {
    private final SigningKey key;
    private final List<VerificationKey> trusted;

    /** @throws FolderException if the key can be neither read nor made: a server without it could give no order */
    OrderKeys(DataFolder data) throws FolderException {
        SigningKeys folder = new SigningKeys(data.privateFolder("orders"));
        this.key = folder.key();
        this.trusted = List.copyOf(folder.trusted());
    }

    @Override
    public List<VerificationKey> trusted() {
        return trusted;
    }

    @Override
    public VerificationKey key() {
        return key.open();
    }

    @Override
    public Octets sign(byte[] message) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key.secret());
            ed25519.update(message);
            return Octets.of(ed25519.sign());
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            throw new IllegalStateException("A key that was tried at the start signs.", e);
        }
    }

    SignedOrder sign(Envelope envelope) {
        return SignedOrder.sign(envelope, key.open(), key.secret());
    }

    /**
     * What was signed, which somebody may have changed in the database since.
     *
     * @throws LinkException unless a key of this server has signed just this
     */
    Envelope open(SignedOrder signed) throws LinkException {
        return signed.open(trusted);
    }
}
