package dev.fettle.server.operations;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What a program has to show to read the metrics: the content of a file that only the server's user can read. */
public final class MetricsToken {
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    public MetricsToken(String token) {
        this.token = token.getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether an {@code Authorization} header carries it. */
    public boolean isIn(@Nullable String header) {
        if (header == null || !header.startsWith(SCHEME)) {
            return false;
        }
        byte[] shown = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(token, shown);
    }
}
