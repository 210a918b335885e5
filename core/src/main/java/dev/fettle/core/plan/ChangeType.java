package dev.fettle.core.plan;

import java.util.Locale;
import java.util.Optional;

/** How a change comes to be allowed. */
public enum ChangeType {
    /** As one before it that was approved to be repeated; nobody has to approve it again. */
    STANDARD,
    /** Approved before it begins. */
    NORMAL,
    /** Begins at once, and is approved afterwards, within a time. */
    EMERGENCY;

    /** As addresses, tables and programs write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a word; empty if there is none. */
    public static Optional<ChangeType> of(String word) {
        for (ChangeType each : values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
