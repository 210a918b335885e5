package dev.fettle.core.order;

import dev.fettle.core.product.DebVersion;

/**
 * One version of one package, as an order names it.
 *
 * @param name of the binary package, by Debian policy's rules
 * @param architecture {@code amd64}, {@code all}, …
 */
public record ExactBuild(String name, String architecture, DebVersion version) {
    private static final int MAX_NAME = 255;
    private static final int MAX_ARCHITECTURE = 64;

    /** @throws IllegalArgumentException if a name could not be that of a package, or an architecture's */
    public ExactBuild {
        if (name.length() < 2 || name.length() > MAX_NAME || !isWord(name, "+.-")) {
            throw new IllegalArgumentException("A package has a name of small letters, digits and +.- only.");
        }
        if (architecture.length() > MAX_ARCHITECTURE || !isWord(architecture, "-")) {
            throw new IllegalArgumentException("An architecture has a name of small letters, digits and - only.");
        }
    }

    /** {@code name:architecture}. */
    public String id() {
        return name + ":" + architecture;
    }

    @Override
    public String toString() {
        return id() + "=" + version.text();
    }

    private static boolean isWord(String text, String others) {
        return !text.isEmpty()
                && isAlphanumeric(text.charAt(0))
                && text.chars().allMatch(c -> isAlphanumeric(c) || others.indexOf(c) >= 0);
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }
}
