package dev.fettle.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class ClockWatchTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void a_clock_that_was_set_back_is_told_until_it_is_right_again() {
        try (TestServerDatabase database = TestServerDatabase.fresh()) {
            LastAliveStore lastAlive = new LastAliveStore(database.jdbc());
            SetClock clock = new SetClock(NOON);
            ClockWatch watch = new ClockWatch(lastAlive, clock);
            assertThat(watch.fault()).isEmpty();
            lastAlive.note(NOON);

            clock.set(NOON.minus(Duration.ofMinutes(1)));
            assertThat(watch.fault()).isEmpty();

            clock.set(NOON.minus(Duration.ofDays(365)));
            assertThat(watch.fault().orElseThrow())
                    .contains("2025-11-20T12:00:00Z", "2026-11-20T12:00:00Z", "timedatectl");
            watch.clockTask().tasks().getFirst().run();
            assertThat(watch.clockNotice().notices()).hasSize(1);
            assertThat(lastAlive.newest()).contains(NOON);

            clock.set(NOON.plusSeconds(1));
            watch.clockTask().tasks().getFirst().run();
            assertThat(watch.clockNotice().notices()).isEmpty();
        }
    }

    @Test
    void the_token_of_the_metrics_is_asked_for_exactly() {
        MetricsToken token = new MetricsToken("right");
        assertThat(token.isIn("Bearer right")).isTrue();
        assertThat(token.isIn("Bearer wrong")).isFalse();
        assertThat(token.isIn("Basic right")).isFalse();
        assertThat(token.isIn("right")).isFalse();
        assertThat(token.isIn(null)).isFalse();
    }
}
