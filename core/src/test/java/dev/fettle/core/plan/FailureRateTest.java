package dev.fettle.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureRateTest {
    /** By the quantiles of the beta distribution; without a failure it is 1 - 0.05^(1/n). */
    @ParameterizedTest
    @CsvSource({
        "0, 1, 0.95",
        "0, 10, 0.2588655509",
        "0, 59, 0.0495076099",
        "0, 299, 0.0099691468",
        "1, 10, 0.3941633024",
        "5, 5, 1",
        "0, 0, 1"
    })
    void the_bound_is_that_of_clopper_and_pearson(int failed, int tried, double bound) {
        assertThat(FailureRate.upperBound(failed, tried, 0.95)).isCloseTo(bound, within(1e-6));
    }

    @Test
    void at_the_bound_so_few_failures_are_as_likely_as_the_confidence_leaves_room_for() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int tried = 1 + random.nextInt(60);
            int failed = random.nextInt(tried);
            double bound = FailureRate.upperBound(failed, tried, 0.95);
            assertThat(atMost(failed, tried, bound))
                    .as("%d of %d", failed, tried)
                    .isCloseTo(0.05, within(1e-5));
            assertThat(bound).isGreaterThan((double) failed / tried);
            assertThat(FailureRate.upperBound(failed, tried + 1, 0.95)).isLessThan(bound);
        }
    }

    /** Term by term with binomial coefficients, which is exact for small numbers. */
    private static double atMost(int failed, int tried, double rate) {
        double sum = 0;
        for (int k = 0; k <= failed; k++) {
            double ways = 1;
            for (int j = 1; j <= k; j++) {
                ways = ways * (tried - k + j) / j;
            }
            sum += ways * Math.pow(rate, k) * Math.pow(1 - rate, tried - k);
        }
        return sum;
    }

    @Test
    void so_many_tries_without_a_failure_are_just_enough() {
        for (int percent = 1; percent < 100; percent++) {
            int least = FailureRate.leastTried(percent / 100.0, 0.95);
            assertThat(FailureRate.upperBound(0, least, 0.95)).isLessThan(percent / 100.0);
            if (least > 1) {
                assertThat(FailureRate.upperBound(0, least - 1, 0.95)).isGreaterThanOrEqualTo(percent / 100.0 - 1e-9);
            }
        }
        assertThat(FailureRate.leastTried(0.01, 0.95)).isEqualTo(299);
        assertThat(FailureRate.leastTried(0.05, 0.95)).isEqualTo(59);
    }

    @Test
    void a_hundred_thousand_hosts_are_no_trouble() {
        assertThat(FailureRate.upperBound(0, 100_000, 0.95)).isCloseTo(3e-5, within(1e-6));
        assertThat(FailureRate.upperBound(50_000, 100_000, 0.95)).isCloseTo(0.5026, within(1e-3));
    }

    @Test
    void what_cannot_be_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> FailureRate.upperBound(2, 1, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> FailureRate.upperBound(-1, 1, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> FailureRate.upperBound(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> FailureRate.leastTried(0, 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gate(0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Gate(1, 0, 101, 0));
    }
}
