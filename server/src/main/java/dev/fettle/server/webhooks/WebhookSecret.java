package dev.fettle.server.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What proves that a message is from this server, by the rules of Standard Webhooks 1.0. */
final class WebhookSecret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;

    private final byte[] bytes;

    /** @param bytes that sign */
    WebhookSecret(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    static WebhookSecret anew(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new WebhookSecret(bytes);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** As it is shown once: {@code whsec_…}. */
    String reveal() {
        return "whsec_" + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * The header webhook-signature.
     *
     * @param message the header webhook-id
     * @param timestamp the header webhook-timestamp, in seconds since 1970
     */
    String sign(String message, long timestamp, String body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(bytes, ALGORITHM));
            byte[] signed = (message + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot sign with " + ALGORITHM + ".", e);
        }
    }

    @Override
    public String toString() {
        return "a secret";
    }
}
