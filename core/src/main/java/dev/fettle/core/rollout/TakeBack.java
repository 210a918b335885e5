package dev.fettle.core.rollout;

import java.util.Locale;
import java.util.Optional;

/** Which hosts go back to how they were. Those that people have skipped stay as they are. */
public enum TakeBack {
    NOTHING,
    /** Those that failed, and those of which nobody knows. */
    FAILED,
    /** Also those of the wave that succeeded. */
    WAVE,
    /** All that may have been changed, in all waves. */
    ALL;

    /** As addresses and programs write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one of a word; empty if there is none. */
    public static Optional<TakeBack> of(String word) {
        for (TakeBack each : values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
