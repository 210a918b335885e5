package dev.fettle.host.pkg.apt;

import dev.fettle.core.product.DebVersion;

/** Versions rebuilt for one release: {@code 17.0.15+6-1~deb12u1} is {@code 17.0.15+6-1}, built for Debian 12. */
final class DebianRelease {
    private static final String MARK = "~deb";

    private DebianRelease() {}

    /**
     * The version that this one is a rebuild of, itself if it is none. The rebuild sorts before it and yet holds all of
     * it, and a later changelog may know the original only.
     */
    static DebVersion rebuilt(DebVersion version) {
        String text = version.text();
        int mark = text.lastIndexOf(MARK);
        if (mark > 0 && isSuffix(text, mark + MARK.length()) && DebVersion.isValid(text.substring(0, mark))) {
            return new DebVersion(text.substring(0, mark));
        }
        return version.withoutBackportSuffix();
    }

    /** Digits, {@code u}, digits, to the end. */
    private static boolean isSuffix(String text, int from) {
        int u = text.indexOf('u', from);
        return u > from && areDigits(text, from, u) && u + 1 < text.length() && areDigits(text, u + 1, text.length());
    }

    private static boolean areDigits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
