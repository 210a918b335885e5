package dev.fettle.link;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * An order as it travels and lies in journals: the very bytes that were signed, and by which key. Nothing in it counts
 * before {@link #open} has found the signature good.
 *
 * @param payload JSON, see {@link OrderForm}
 * @param keyId SHA-256 of the public key
 * @param signature Ed25519 over the text {@code fettle order 1}, a line feed, and the payload
 */
public record SignedOrder(String payload, Octets keyId, Octets signature) {
    private static final byte[] KIND = "fettle order 1\n".getBytes(StandardCharsets.US_ASCII);

    public static SignedOrder sign(Envelope envelope, VerificationKey key, PrivateKey secret) {
        byte[] payload = OrderForm.write(envelope);
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(secret);
            ed25519.update(message(payload));
            return new SignedOrder(new String(payload, StandardCharsets.US_ASCII), key.id(), Octets.of(ed25519.sign()));
        } catch (NoSuchAlgorithmException | SignatureException e) {
            throw new IllegalStateException("Every JDK signs with Ed25519, but this one.", e);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("The key is no private key of Ed25519.", e);
        }
    }

    /**
     * The order, if one of these keys has signed it.
     *
     * @throws LinkException if none has, or if what was signed is no order that is known here
     */
    public Envelope open(Collection<VerificationKey> trusted) throws LinkException {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        VerificationKey key = trusted(trusted);
        if (key == null || !key.hasSigned(message(bytes), signature)) {
            throw new LinkException(
                    key == null ? "a key signed it that is not trusted here." : "its signature does not hold.");
        }
        return OrderForm.read(bytes);
    }

    /** The id that it bears, true or not, to tell the server of an order that cannot be opened; empty if it bears none. */
    public Optional<UUID> claimedId() {
        try {
            return Optional.of(
                    JsonObject.parse(payload.getBytes(StandardCharsets.UTF_8)).uuid("id"));
        } catch (LinkException nonsense) {
            return Optional.empty();
        }
    }

    private @Nullable VerificationKey trusted(Collection<VerificationKey> all) {
        for (VerificationKey key : all) {
            if (key.id().equals(keyId)) {
                return key;
            }
        }
        return null;
    }

    private static byte[] message(byte[] payload) {
        byte[] message = new byte[KIND.length + payload.length];
        System.arraycopy(KIND, 0, message, 0, KIND.length);
        System.arraycopy(payload, 0, message, KIND.length, payload.length);
        return message;
    }

    /** As JSON: {@code {"order":"…","key":"…","signature":"…"}}. */
    public byte[] bytes() {
        return Json.object(json -> members(json, this));
    }

    static void members(JsonGenerator json, SignedOrder order) {
        json.writeStringProperty("order", order.payload);
        json.writeStringProperty("key", order.keyId.hex());
        json.writeStringProperty("signature", order.signature.hex());
    }

    /** @throws LinkException if these are not the bytes of one */
    public static SignedOrder of(byte[] bytes) throws LinkException {
        return of(JsonObject.parse(bytes));
    }

    static SignedOrder of(JsonObject json) throws LinkException {
        json.only("order", "key", "signature");
        return new SignedOrder(json.text("order"), json.octets("key"), json.octets("signature"));
    }
}
