package dev.fettle.core.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole table: every kind of order × (same boot, booted) × (in time, late) × (first, last attempt). */
final class ResumptionTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final UUID BOOT = new UUID(1, 1);
    private static final UUID NEXT_BOOT = new UUID(2, 2);

    record Row(Order order, boolean booted, boolean late, int attempt) {
        Resumption resumption() {
            return Resumption.of(
                    order,
                    new Begun(attempt, NOON, BOOT),
                    LIMIT,
                    late ? NOON.plus(LIMIT).plusNanos(1) : NOON.plus(LIMIT),
                    booted ? NEXT_BOOT : BOOT);
        }
    }

    static List<Row> rows() {
        List<ExactBuild> builds = List.of(new ExactBuild("openssl", "amd64", new DebVersion("3.0.17-1")));
        List<Order> orders = List.of(
                new Order.TakeInventory(),
                new Order.RefreshMetadata(),
                new Order.Download(builds),
                new Order.Simulate(builds),
                new Order.Install(builds),
                new Order.RollBack(builds, List.of()),
                new Order.RestartServices(List.of("nginx.service")),
                new Order.Reboot(),
                new Order.RunChecks(List.of()),
                new Order.CollectEvidence(),
                new Order.Verify(builds, List.of()),
                new Order.UpdateAgent("1.4.2", "amd64", 21 << 20, Octets.sha256(new byte[1])));
        List<Boolean> both = List.of(true, false);
        return orders.stream()
                .flatMap(order -> both.stream()
                        .flatMap(booted -> both.stream()
                                .flatMap(late -> List.of(1, 2, 3).stream()
                                        .map(attempt -> new Row(order, booted, late, attempt)))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void each_row_ends_as_the_rules_say(Row row) {
        Resumption got = row.resumption();
        boolean over = row.late() || row.attempt() == Resumption.MOST_ATTEMPTS;
        if (row.order() instanceof Order.Reboot && row.booted()) {
            assertThat(got).isEqualTo(new Resumption.LookAtBoot());
        } else if (!over) {
            assertThat(got).isEqualTo(new Resumption.GoOn());
        } else if (row.order() instanceof Order.Install
                || row.order() instanceof Order.RollBack
                || row.order() instanceof Order.UpdateAgent) {
            assertThat(got)
                    .isInstanceOfSatisfying(
                            Resumption.Mend.class,
                            mend -> assertThat(mend.outcome().kind()).isEqualTo(FailureKind.INTERRUPTED));
        } else {
            assertThat(got)
                    .isInstanceOfSatisfying(
                            Resumption.Tell.class,
                            tell -> assertThat(tell.outcome()).isInstanceOf(Outcome.Failed.class));
        }
    }
}
