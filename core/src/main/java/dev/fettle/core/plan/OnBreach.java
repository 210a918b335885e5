package dev.fettle.core.plan;

import java.util.Locale;
import java.util.Optional;

/** What becomes of a wave that does not keep to its gate. In each case no further host is begun until a person decides. */
public enum OnBreach {
    /** Nothing is taken back by itself. */
    PAUSE,
    /** The hosts of the wave that failed, and those of which nobody knows, go back to how they were. */
    ROLL_BACK_FAILED,
    /** All hosts of the wave go back to how they were, also those that succeeded. */
    ROLL_BACK_WAVE;

    /** As addresses, tables and programs write it: {@code roll-back-failed}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one of a word; empty if there is none. */
    public static Optional<OnBreach> of(String word) {
        for (OnBreach each : values()) {
            if (each.word().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
