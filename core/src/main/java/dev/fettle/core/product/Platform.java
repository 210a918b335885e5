package dev.fettle.core.product;

import java.util.regex.Pattern;

/**
 * A distribution release such as {@code debian:12}; the stream that a vendor's statements speak of.
 *
 * @param distribution the ID of os-release(5), lower case
 * @param release the VERSION_ID of os-release(5)
 */
public record Platform(String distribution, String release) {
    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    /** @throws IllegalArgumentException if a part is not of the form that os-release(5) allows for ID and VERSION_ID */
    public Platform {
        if (!PART.matcher(distribution).matches() || !PART.matcher(release).matches()) {
            throw new IllegalArgumentException(
                    "A platform is written like debian:12, not \"" + distribution + ":" + release + "\".");
        }
    }

    /** @throws IllegalArgumentException if {@code text} is not {@code distribution:release} */
    public static Platform parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("A platform is written like debian:12, not \"" + text + "\".");
        }
        return new Platform(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return distribution + ":" + release;
    }
}
