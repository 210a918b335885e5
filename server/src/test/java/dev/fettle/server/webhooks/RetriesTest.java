package dev.fettle.server.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long is waited between attempts. */
final class RetriesTest {
    @Test
    void waits_grow_and_have_an_end_within_a_day() {
        List<Duration> waits = new ArrayList<>();
        for (int failed = 1; Retries.after(failed).isPresent(); failed++) {
            waits.add(Retries.after(failed).orElseThrow());
        }

        assertThat(waits).isSorted().hasSize(Retries.attempts() - 1);
        assertThat(waits.getFirst()).isEqualTo(Duration.ofSeconds(5));
        assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
                .isBetween(Duration.ofHours(23), Duration.ofHours(24));
    }

    @Test
    void a_server_that_was_cut_off_is_not_overtaken_before_its_attempt_is_over() {
        assertThat(SendMessages.LEASE).isGreaterThan(PostMessage.LONGEST.multipliedBy(2));
    }
}
