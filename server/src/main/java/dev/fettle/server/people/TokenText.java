package dev.fettle.server.people;

import dev.fettle.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * The text of an API token: {@code fettle_}, 32 bytes of chance in base64url, and the CRC-32 of what comes before as
 * six characters of base 62. So scanners of source code find it, and can tell it from what only looks like one.
 */
final class TokenText {
    static final String PREFIX = "fettle_";

    private static final int RANDOM_BYTES = 32;
    private static final int CHECK_CHARACTERS = 6;
    private static final int HINT_CHARACTERS = 4;
    private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}");
    private static final String BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final String text;

    private TokenText(String text) {
        this.text = text;
    }

    static TokenText fresh(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String begin = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return new TokenText(begin + check(begin));
    }

    /** Empty for what cannot be a token of Fettle. */
    static Optional<TokenText> of(String text) {
        if (!SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        int end = text.length() - CHECK_CHARACTERS;
        return check(text.substring(0, end)).equals(text.substring(end))
                ? Optional.of(new TokenText(text))
                : Optional.empty();
    }

    private static String check(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.US_ASCII));
        long left = sum.getValue();
        char[] check = new char[CHECK_CHARACTERS];
        for (int i = CHECK_CHARACTERS - 1; i >= 0; i--) {
            check[i] = BASE_62.charAt((int) (left % BASE_62.length()));
            left /= BASE_62.length();
        }
        return new String(check);
    }

    byte[] digest() {
        return Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The last characters before the check sum, which tell nothing that helps to guess. */
    String hint() {
        int end = text.length() - CHECK_CHARACTERS;
        return text.substring(end - HINT_CHARACTERS, end);
    }

    /** The whole, to be shown once. */
    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return PREFIX + "…" + hint();
    }
}
