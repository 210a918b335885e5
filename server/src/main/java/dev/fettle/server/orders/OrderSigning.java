package dev.fettle.server.orders;

import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.util.List;

/** The key for orders, for what else hosts believe of this server. */
public interface OrderSigning {
    /** The public half of the key that signs. */
    VerificationKey key();

    /** The keys whose signatures hosts are told to obey; this one is among them. */
    List<VerificationKey> trusted();

    /** @param message that begins with bytes with which no other kind of message begins: not with {@code fettle order} */
    Octets sign(byte[] message);
}
