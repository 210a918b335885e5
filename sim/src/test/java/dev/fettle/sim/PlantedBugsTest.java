package dev.fettle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the watch would find if the machine were wrong. */
final class PlantedBugsTest {
    private static final int MOST = 2_000;

    @ParameterizedTest
    @EnumSource
    void a_planted_bug_is_found_by_the_rule_that_it_breaks(PlantedBug bug) {
        Violation found = null;
        long seed = 0;
        while (found == null && seed < MOST) {
            seed++;
            Scenario scenario = Scenario.of(seed);
            try {
                Simulation.play(seed, _ -> bug.plant(scenario), null);
            } catch (Violation violation) {
                found = violation;
            }
        }
        assertThat(found).as("%s within %d roll-outs", bug, MOST).isNotNull();
        assertThat(bug.rules()).as("%s, seed %d: %s", bug, seed, found).contains(found == null ? "" : found.rule());
    }
}
