package dev.fettle.cli.remote;

import java.util.Locale;
import java.util.Optional;

/** How results are printed. */
public enum Format {
    TABLE,
    JSON,
    CSV;

    public static Optional<Format> of(String word) {
        for (Format each : values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
