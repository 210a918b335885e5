package dev.fettle.core.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final UUID HOST = new UUID(1, 1);
    private static final UUID ORDER = new UUID(2, 2);

    private final Envelope envelope = new Envelope(
            ORDER, HOST, NOON, NOON.plusSeconds(600), Duration.ofMinutes(10), 1 << 20, new Order.TakeInventory());

    private Admission at(Instant now) {
        return Admission.of(envelope, HOST, now, Set.of(new UUID(9, 9)));
    }

    @Test
    void an_order_for_this_host_in_its_time_is_admitted() {
        assertThat(at(NOON)).isEqualTo(new Admission.Admitted());
        assertThat(at(NOON.plusSeconds(600).minusNanos(1))).isEqualTo(new Admission.Admitted());
    }

    @Test
    void an_order_for_another_host_is_refused_whatever_else_is_true() {
        assertThat(Admission.of(envelope, new UUID(3, 3), NOON, Set.of(ORDER))).isInstanceOf(Admission.Refused.class);
    }

    @Test
    void an_order_that_came_before_is_not_begun_again_even_after_its_time() {
        assertThat(Admission.of(envelope, HOST, NOON.plusSeconds(9_999), Set.of(ORDER)))
                .isEqualTo(new Admission.SeenBefore());
    }

    @Test
    void an_expired_order_is_refused_with_both_times() {
        assertThat(at(NOON.plusSeconds(600)))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.why()).contains("2026-11-20T12:10:00Z", "clock of this host"));
    }

    @Test
    void a_host_whose_clock_is_behind_by_more_than_the_tolerance_refuses() {
        assertThat(at(NOON.minus(Admission.CLOCK_TOLERANCE))).isEqualTo(new Admission.Admitted());
        assertThat(at(NOON.minus(Admission.CLOCK_TOLERANCE).minusNanos(1))).isInstanceOf(Admission.Refused.class);
    }
}
