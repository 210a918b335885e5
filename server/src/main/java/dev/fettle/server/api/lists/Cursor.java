package dev.fettle.server.api.lists;

import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list, after an item that was shown last; what is added before it or taken away does not move it. It says
 * nothing that its holder does not know, and opens nothing: whoever makes one up gets a part of what they may see.
 */
record Cursor(Object key, Object id) {
    private static final int LONGEST = 4_000;
    private static final int DIGEST_BYTES = 8;
    private static final char BETWEEN = '\n';
    private static final String ID = "cursor";

    /** @param list what a cursor is for: the path, the filter and the order */
    String text(String list) {
        String plain = digest(list) + BETWEEN + id + BETWEEN + key;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws ApiFault unless it was made for this list */
    static <T> Cursor read(String text, String list, Order<T> order) {
        String[] parts = decoded(text).split(String.valueOf(BETWEEN), 3);
        if (parts.length == 3 && parts[0].equals(digest(list))) {
            @Nullable Object id = order.id().read(parts[1]);
            @Nullable Object key = order.field().read(parts[2]);
            if (id != null && key != null) {
                return new Cursor(key, id);
            }
        }
        throw fault();
    }

    private static String decoded(String text) {
        if (text.length() > LONGEST) {
            throw fault();
        }
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw fault();
        }
    }

    private static ApiFault fault() {
        return ApiFault.ofParameter(
                ProblemKind.INVALID_CURSOR,
                ID,
                "The cursor was not made by this list with this filter and order. Begin again without one.");
    }

    private static String digest(String list) {
        return HexFormat.of().formatHex(Sha256.of(list.getBytes(StandardCharsets.UTF_8)), 0, DIGEST_BYTES);
    }
}
