package dev.fettle.host.pkg.apt;

import dev.fettle.core.product.DebVersion;

/** Binary-only rebuilds: {@code 1.2-3+b4} is built from the source {@code 1.2-3}. */
final class BinaryRebuild {
    private BinaryRebuild() {}

    /** The version of the source that a build without a stated one comes from. */
    static DebVersion sourceVersion(DebVersion binary) {
        String text = binary.text();
        int at = text.length();
        while (at > 0 && text.charAt(at - 1) >= '0' && text.charAt(at - 1) <= '9') {
            at--;
        }
        boolean rebuilt = at < text.length() && at > 2 && text.charAt(at - 1) == 'b' && text.charAt(at - 2) == '+';
        return rebuilt ? new DebVersion(text.substring(0, at - 2)) : binary;
    }
}
