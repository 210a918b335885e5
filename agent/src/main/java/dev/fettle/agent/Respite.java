package dev.fettle.agent;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Some time for which something is not tried again. A clock that is set back ends it: it must not become a month. */
final class Respite {
    private final Duration length;
    private @Nullable Instant begun;

    Respite(Duration length) {
        this.length = length;
    }

    void begin(Instant now) {
        begun = now;
    }

    boolean isOver(Instant now) {
        Instant from = begun;
        return from == null || now.isBefore(from) || !now.isBefore(from.plus(length));
    }
}
