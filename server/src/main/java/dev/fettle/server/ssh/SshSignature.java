package dev.fettle.server.ssh;

import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.orders.OrderSigning;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Signatures that {@code ssh-keygen -Y verify} understands, which is on every host with SSH; the format is OpenSSH's
 * PROTOCOL.sshsig.
 */
final class SshSignature {
    /** For what the signature is: of one made for another purpose, nobody takes it. */
    static final String NAMESPACE = "fettle-program";

    /** As whom the key is known in the file of signers. */
    static final String SIGNER = "fettle";

    private static final String TYPE = "ssh-ed25519";
    private static final String HASH = "sha512";
    private static final byte[] MAGIC = ascii("SSHSIG");
    private static final int KEY_BYTES = 32;
    private static final int LINE = 70;

    private SshSignature() {}

    static String of(byte[] message, OrderSigning signing) {
        byte[] signed = joined(MAGIC, text(NAMESPACE), text(""), text(HASH), string(digest(message)));
        byte[] signature = signing.sign(signed).bytes();
        byte[] blob = joined(
                MAGIC,
                ByteBuffer.allocate(Integer.BYTES).putInt(1).array(),
                string(key(signing.key())),
                text(NAMESPACE),
                text(""),
                text(HASH),
                string(joined(text(TYPE), string(signature))));
        String lines = Base64.getMimeEncoder(LINE, ascii("\n")).encodeToString(blob);
        return "-----BEGIN SSH SIGNATURE-----\n" + lines + "\n-----END SSH SIGNATURE-----\n";
    }

    /** A line for the file of signers: this key is good for this purpose alone. */
    static String signer(VerificationKey key) {
        return SIGNER + " namespaces=\"" + NAMESPACE + "\" " + TYPE + " "
                + Base64.getEncoder().encodeToString(key(key));
    }

    private static byte[] key(VerificationKey key) {
        byte[] der = key.der().bytes();
        return joined(text(TYPE), string(Arrays.copyOfRange(der, der.length - KEY_BYTES, der.length)));
    }

    private static byte[] text(String text) {
        return string(ascii(text));
    }

    private static byte[] string(byte[] bytes) {
        return joined(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array(), bytes);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] digest(byte[] message) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-512, but this one.", e);
        }
    }
}
