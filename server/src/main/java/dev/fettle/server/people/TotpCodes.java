package dev.fettle.server.people;

import com.eatthepath.otp.HmacOneTimePasswordGenerator;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.encoders.Base32;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Six digits that change every 30 seconds, by RFC 6238 as all authenticator apps know it. */
final class TotpCodes {
    static final int DIGITS = 6;
    static final int SECRET_BYTES = 20;

    private static final int STEP_SECONDS = 30;

    /** Steps by which the app's clock may be wrong. */
    private static final int WINDOW = 1;

    private static final String ISSUER = "Fettle";
    private static final HmacOneTimePasswordGenerator GENERATOR = new HmacOneTimePasswordGenerator(DIGITS);

    private TotpCodes() {}

    static byte[] newSecret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** As people type it into an app. */
    static String text(byte[] secret) {
        return new String(Base32.encode(secret), StandardCharsets.US_ASCII).replace("=", "");
    }

    /**
     * What a QR picture tells the app.
     *
     * @param where the server's host, to tell two accounts of one app apart
     */
    static String uri(byte[] secret, String person, String where) {
        String label = ISSUER + " " + where + ":" + person;
        return UriComponentsBuilder.fromUriString("otpauth://totp/" + UriUtils.encode(label, StandardCharsets.UTF_8))
                .queryParam("secret", text(secret))
                .queryParam("issuer", UriUtils.encode(ISSUER + " " + where, StandardCharsets.UTF_8))
                .build(true)
                .toUriString();
    }

    /** The step whose code was given, if it is a good one and younger than the last that was used. */
    static OptionalLong step(byte[] secret, String given, Instant now, long lastUsed) {
        String code = given.replace(" ", "");
        long present = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
        OptionalLong found = OptionalLong.empty();
        for (long step = present - WINDOW; step <= present + WINDOW; step++) {
            boolean same = MessageDigest.isEqual(
                    code(secret, step).getBytes(StandardCharsets.US_ASCII), code.getBytes(StandardCharsets.UTF_8));
            if (same && step > lastUsed) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }

    static String code(byte[] secret, Instant at) {
        return code(secret, Math.floorDiv(at.getEpochSecond(), STEP_SECONDS));
    }

    private static String code(byte[] secret, long step) {
        try {
            return GENERATOR.generateOneTimePasswordString(new SecretKeySpec(secret, GENERATOR.getAlgorithm()), step);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("This Java cannot compute one-time codes.", e);
        }
    }
}
