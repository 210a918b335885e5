package dev.fettle.sim;

import dev.fettle.core.rollout.RolloutMachine;
import dev.fettle.core.rollout.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Plays roll-outs: {@code SimulationMain COUNT [FIRST]}, or {@code SimulationMain replay SEED} to read one event by event. */
public final class SimulationMain {
    private SimulationMain() {}

    public static void main(String[] args) {
        if (args.length == 2 && args[0].equals("replay")) {
            replay(Long.parseLong(args[1]));
            return;
        }
        long count = Long.parseLong(args[0]);
        long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
        long began = System.nanoTime();
        long steps = 0;
        long hosts = 0;
        long bad = 0;
        Map<Stage.End, Integer> ends = new EnumMap<>(Stage.End.class);
        for (long seed = first; seed < first + count; seed++) {
            try {
                Simulation.Run run = Simulation.play(seed);
                steps += run.steps();
                hosts += run.hosts();
                ends.merge(run.end(), 1, Integer::sum);
            } catch (Violation violation) {
                bad++;
                System.out.println("seed " + seed + ": " + violation.getMessage());
            }
        }
        System.out.printf(
                "%d roll-outs, %d hosts, %d steps, %.1f s; %s; %d violations%n",
                count, hosts, steps, (System.nanoTime() - began) / 1e9, ends, bad);
        System.exit(bad == 0 ? 0 : 1);
    }

    private static void replay(long seed) {
        List<String> log = new ArrayList<>();
        try {
            System.out.println(Scenario.of(seed));
            System.out.println(Simulation.play(seed, plan -> new RolloutMachine(plan)::step, log));
        } catch (Violation violation) {
            log.add(violation.getMessage());
        }
        log.forEach(System.out::println);
    }
}
