package dev.fettle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.rollout.RolloutMachine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimulationTest {
    /** More with -Dfettle.rollouts=10000, others with -Dfettle.first-rollout=1000000. */
    private static final int ROLLOUTS = Integer.getInteger("fettle.rollouts", 1_000);

    private static final long FIRST = Long.getLong("fettle.first-rollout", 1);

    @Test
    void rollouts_of_any_shape_end_right_whatever_happens_to_them() {
        List<String> violations = new ArrayList<>();
        int hosts = 0;
        for (long seed = FIRST; seed < FIRST + ROLLOUTS; seed++) {
            try {
                hosts += Simulation.play(seed).hosts();
            } catch (Violation violation) {
                violations.add("seed " + seed + " (SimulationMain replay " + seed + "): " + violation.getMessage());
            }
        }
        assertThat(violations).isEmpty();
        assertThat(hosts).isGreaterThan(ROLLOUTS);
    }

    @Test
    void the_same_number_gives_the_same_world_event_by_event() {
        for (long seed : new long[] {3, 17, 99}) {
            assertThat(log(seed)).isNotEmpty().isEqualTo(log(seed));
        }
    }

    private static List<String> log(long seed) {
        List<String> log = new ArrayList<>();
        Simulation.play(seed, plan -> new RolloutMachine(plan)::step, log);
        return log;
    }
}
