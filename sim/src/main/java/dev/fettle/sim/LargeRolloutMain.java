package dev.fettle.sim;

import dev.fettle.core.plan.Gate;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.RolloutMachine;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Step;
import dev.fettle.core.rollout.Target;
import dev.fettle.core.rollout.Wave;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the machine costs: a roll-out of {@code HOSTS} hosts in ten waves, of which all succeed; how long each kind of step
 * takes. The machine alone, without a database.
 */
public final class LargeRolloutMain {
    private static final int WAVES = 10;
    private static final int CLUSTER = 3;

    private LargeRolloutMain() {}

    public static void main(String[] args) {
        int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        for (int round = 0; round < 3; round++) {
            play(hosts);
        }
    }

    private static RolloutPlan plan(int hosts) {
        List<Target> targets = new ArrayList<>();
        List<Wave> waves = new ArrayList<>();
        for (int wave = 0; wave < WAVES; wave++) {
            int from = targets.size();
            for (int i = 0; i < hosts / WAVES; i++) {
                int number = targets.size();
                targets.add(new Target(
                        number,
                        number % 10 < CLUSTER ? number / 10 : -1,
                        0,
                        number % 7 - 1,
                        List.of(Deed.RESTART, Deed.VERIFY),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1)));
            }
            waves.add(new Wave("wave " + wave, from, targets.size(), new Gate(1, 10, 1, 5), Duration.ofMinutes(1)));
        }
        return new RolloutPlan(
                Octets.sha256(new byte[1]),
                Instant.EPOCH,
                targets,
                waves,
                new Limits(hosts, hosts, 0, 3, Duration.ofDays(1)),
                OnBreach.PAUSE,
                true);
    }

    private static void play(int hosts) {
        RolloutPlan plan = plan(hosts);
        RolloutMachine machine = new RolloutMachine(plan);
        Rollout rollout = Rollout.beginning(plan);
        Instant now = Instant.parse("2026-11-21T00:00:00Z");
        List<Long> ticks = new ArrayList<>();
        long told = 0;
        long telling = 0;
        long orders = 0;
        long first = -1;
        while (!(rollout.stage() instanceof Stage.Ended)) {
            now = now.plusSeconds(1);
            List<Optional<Instant>> openings =
                    new ArrayList<>(java.util.Collections.nCopies(6, Optional.of(now.plusSeconds(36_000))));
            long began = System.nanoTime();
            Step step = machine.step(rollout, new RolloutEvent.Tick(now, openings, plan.content()));
            long took = System.nanoTime() - began;
            ticks.add(took);
            if (!(step instanceof Step.Moved(Rollout next, List<Instruction> given))) {
                continue;
            }
            rollout = next;
            orders += given.size();
            if (first < 0 && !given.isEmpty()) {
                first = took;
            }
            began = System.nanoTime();
            for (Instruction each : given) {
                for (RolloutEvent event : new RolloutEvent[] {
                    new RolloutEvent.Took(each.target(), each.order(), now),
                    new RolloutEvent.Answered(each.target(), each.order(), new RolloutEvent.Answer.Yes(), now)
                }) {
                    if (machine.step(rollout, event) instanceof Step.Moved(Rollout after, List<Instruction> _)) {
                        rollout = after;
                    }
                    told++;
                }
            }
            telling += System.nanoTime() - began;
        }
        long[] sorted = ticks.stream().mapToLong(each -> each).sorted().toArray();
        System.out.printf(
                "%d hosts, %d orders: a message %.2f us; a tick %.1f ms in the median, %.1f ms at most; the first with orders"
                        + " %.1f ms; all %.1f s%n",
                hosts,
                orders,
                telling / 1e3 / told,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                first / 1e6,
                (telling + Arrays.stream(sorted).sum()) / 1e9);
    }
}
