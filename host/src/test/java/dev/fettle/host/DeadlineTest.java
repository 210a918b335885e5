package dev.fettle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.order.FailureKind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private Instant now = NOON;
    private final Deadline deadline = Deadline.of(() -> now, NOON, Duration.ofMinutes(10));

    @Test
    void a_step_gets_what_is_left_and_not_more_than_it_needs() throws Exception {
        assertThat(deadline.step(DAY, "it")).isEqualTo(Duration.ofMinutes(10));
        now = NOON.plusSeconds(540);
        assertThat(deadline.step(DAY, "it")).isEqualTo(Duration.ofMinutes(1));
        assertThat(deadline.step(Duration.ofSeconds(5), "it")).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void nothing_is_begun_after_the_end() {
        now = NOON.plusSeconds(600);
        assertThatThrownBy(() -> deadline.step(DAY, "the download"))
                .isInstanceOfSatisfying(
                        ChangeException.class, late -> assertThat(late.kind()).isEqualTo(FailureKind.TIMEOUT))
                .hasMessageContaining("before the download could be begun");
    }

    @Test
    void mending_has_five_minutes_when_less_is_left() {
        assertThat(deadline.mending(Duration.ofMinutes(30))).isEqualTo(Duration.ofMinutes(10));
        now = NOON.plusSeconds(900);
        assertThat(deadline.mending(Duration.ofMinutes(30))).isEqualTo(Duration.ofMinutes(5));
        assertThat(deadline.mending(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void a_clock_that_was_set_back_gives_no_step_more_than_there_was() throws Exception {
        now = NOON.minusSeconds(86_400);
        assertThat(deadline.step(DAY, "it")).isEqualTo(Duration.ofMinutes(10));
    }
}
