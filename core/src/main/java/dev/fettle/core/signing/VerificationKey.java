package dev.fettle.core.signing;

import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public half of a key of Ed25519. */
public final class VerificationKey {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]{1,1000})-----END PUBLIC KEY-----");

    /** How every public key of Ed25519 begins in DER (RFC 8410). */
    private static final String PREFIX = "302a300506032b6570032100";

    private static final int DER_BYTES = 44;

    private final Octets der;
    private final Octets id;
    private final PublicKey key;

    private VerificationKey(Octets der, PublicKey key) {
        this.der = der;
        this.id = Octets.sha256(der.bytes());
        this.key = key;
    }

    /**
     * @param der a SubjectPublicKeyInfo
     * @throws IllegalArgumentException if it is no key of Ed25519
     */
    public static VerificationKey ofDer(Octets der) {
        if (der.length() != DER_BYTES || !der.hex().startsWith(PREFIX)) {
            throw new IllegalArgumentException("it is not a public key of the kind Ed25519");
        }
        try {
            return new VerificationKey(
                    der, KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der.bytes())));
        } catch (InvalidKeySpecException e) {
            throw new IllegalArgumentException("it is a damaged public key", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has Ed25519, but this one.", e);
        }
    }

    /**
     * @param text of a PEM file with one public key
     * @throws IllegalArgumentException if there is none of Ed25519 in it, or more than one; the message goes on where
     *     "FILE cannot be used: " ends
     */
    public static VerificationKey ofPem(String text) {
        Matcher block = PEM.matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException("there is no block PUBLIC KEY in it");
        }
        String content = block.group(1).replaceAll("\\s", "");
        if (block.find()) {
            throw new IllegalArgumentException("there is more than one key in it");
        }
        return ofDer(Octets.of(Base64.getDecoder().decode(content)));
    }

    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(der.bytes())
                + "\n-----END PUBLIC KEY-----\n";
    }

    public Octets der() {
        return der;
    }

    /** SHA-256 of the key in DER. */
    public Octets id() {
        return id;
    }

    /** Whether the private half has signed these bytes. */
    public boolean hasSigned(byte[] message, Octets signature) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(message);
            return ed25519.verify(signature.bytes());
        } catch (SignatureException _) {
            return false; // bytes that are no signature at all
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("A key that was read cannot be used.", e);
        }
    }

    @Override
    public String toString() {
        return "key " + id.hex();
    }
}
