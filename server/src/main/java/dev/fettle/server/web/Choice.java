package dev.fettle.server.web;

import java.util.Locale;
import java.util.Optional;

/** One of a few, as it stands in addresses and forms: in lower case. */
public final class Choice {
    private Choice() {}

    public static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    /** Empty if the word, which may be anything, is none of them. */
    public static <E extends Enum<E>> Optional<E> of(Class<E> kind, String word) {
        for (E each : kind.getEnumConstants()) {
            if (word(each).equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
