package dev.fettle.server.digest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sums of texts under a secret key: who lacks the key can neither guess the text of a sum nor tell whether one is right. */
public final class KeyedSum {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHOWN_BYTES = 8;

    private final SecretKeySpec key;

    /** @param key in base64url */
    public KeyedSum(String key) {
        this.key = new SecretKeySpec(Base64.getUrlDecoder().decode(key), ALGORITHM);
    }

    /** 16 hexadecimal digits, the same for the same text. */
    public String of(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] sum = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, SHOWN_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM + ", but this one.", e);
        }
    }
}
