package dev.fettle.server.people;

import dev.fettle.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.bouncycastle.util.encoders.Base32;

/** Codes for whoever has lost the second factor; each is good once. 80 bits of chance, so a plain digest keeps them. */
final class RecoveryCodes {
    static final int NUMBER = 10;

    private static final int BYTES = 10;
    private static final int GROUP = 4;

    private RecoveryCodes() {}

    static List<String> fresh(SecureRandom random) {
        return IntStream.range(0, NUMBER).mapToObj(_ -> one(random)).toList();
    }

    private static String one(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = new String(Base32.encode(bytes), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        return text.replaceAll("(.{" + GROUP + "})(?!$)", "$1-");
    }

    /** Whether it looks like one, rather than like the digits of an app. */
    static boolean isOne(String given) {
        return plain(given).length() == BYTES * Byte.SIZE / 5;
    }

    static byte[] digest(String given) {
        return Sha256.of(plain(given).getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(String given) {
        return given.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
    }
}
