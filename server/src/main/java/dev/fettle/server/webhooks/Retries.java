package dev.fettle.server.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How long is waited after an attempt that failed. */
final class Retries {
    private static final List<Duration> WAITS = List.of(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4),
            Duration.ofHours(8),
            Duration.ofHours(8));

    private Retries() {}

    /**
     * @param attempts how many have failed, at least one
     * @return empty if that was the last one
     */
    static Optional<Duration> after(int attempts) {
        return attempts <= WAITS.size() ? Optional.of(WAITS.get(attempts - 1)) : Optional.empty();
    }

    /** How many attempts there are. */
    static int attempts() {
        return WAITS.size() + 1;
    }
}
