package dev.fettle.link;

import dev.fettle.core.signing.Octets;

/**
 * What a person carries from the server to a host: a secret that the server knows once, and by what the host recognises the
 * server. As text: {@code fe-SECRET-FINGERPRINT}, both in hexadecimal digits.
 *
 * @param secret 24 bytes at random
 * @param fingerprint SHA-256 of the certificate of the server's authority
 */
public record EnrolmentToken(Octets secret, Octets fingerprint) {
    public static final int SECRET_BYTES = 24;
    private static final int FINGERPRINT_BYTES = 32;
    private static final String PREFIX = "fe";

    /** @throws IllegalArgumentException if one has not so many bytes */
    public EnrolmentToken {
        secret.require(SECRET_BYTES, "The secret of a token");
        fingerprint.require(FINGERPRINT_BYTES, "A fingerprint");
    }

    /** @throws LinkException if the text is none */
    public static EnrolmentToken of(String text) throws LinkException {
        String[] parts = text.strip().split("-", -1);
        try {
            if (parts.length == 3 && parts[0].equals(PREFIX)) {
                return new EnrolmentToken(new Octets(parts[1]), new Octets(parts[2]));
            }
        } catch (IllegalArgumentException e) {
            throw new LinkException("it is no token of Fettle, or a part of it is missing.", e);
        }
        throw new LinkException("it is no token of Fettle, or a part of it is missing.");
    }

    /** The text; it is a secret. */
    public String text() {
        return String.join("-", PREFIX, secret.hex(), fingerprint.hex());
    }

    @Override
    public String toString() {
        return "a token for the authority " + fingerprint.hex();
    }
}
