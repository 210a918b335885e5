package dev.fettle.sim;

import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.signing.Octets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** People: some who meddle at any moment, and one who looks after what is halted and sees it through. */
final class SimulatedPeople {
    private static final Duration ROUNDS = Duration.ofHours(5);
    private static final Duration PATIENCE = Duration.ofDays(9);

    private final Scenario scenario;
    private final SimulatedServer server;
    private final VirtualClock clock;
    private final Random random;
    private @Nullable Octets approved;
    private boolean patient = true;

    SimulatedPeople(Scenario scenario, SimulatedServer server, VirtualClock clock, Random random) {
        this.scenario = scenario;
        this.server = server;
        this.clock = clock;
        this.random = random;
        clock.in(
                Duration.ofMinutes(random.nextInt(180)),
                () -> approved = scenario.plan().content());
        meddleLater();
        clock.in(ROUNDS, this::lookAfter);
        clock.in(PATIENCE, () -> {
            patient = false;
            server.calm();
        });
    }

    /** What is approved now. */
    @Nullable
    Octets approved() {
        return approved;
    }

    private boolean isOver() {
        return server.rollout().stage() instanceof Stage.Ended;
    }

    private void meddleLater() {
        long minutes = scenario.meddling().toMinutes();
        clock.in(Duration.ofMinutes(1 + random.nextLong(2 * minutes)), () -> {
            if (patient && !isOver()) {
                meddle();
                meddleLater();
            }
        });
    }

    private void meddle() {
        int hosts = scenario.plan().targets().size();
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                ask(new RolloutEvent.Pause("ada"));
                clock.in(Duration.ofMinutes(random.nextInt(600)), () -> ask(new RolloutEvent.Resume()));
            }
            case 2 -> ask(new RolloutEvent.Resume());
            case 3 -> {
                approved = Octets.of(Scenario.digest(random.nextLong()));
                clock.in(
                        Duration.ofMinutes(random.nextInt(1_000)),
                        () -> approved = scenario.plan().content());
            }
            case 4 -> {
                approved = null;
                clock.in(
                        Duration.ofMinutes(random.nextInt(1_000)),
                        () -> approved = scenario.plan().content());
            }
            case 5, 6 -> {
                if (hosts > 0) {
                    ask(new RolloutEvent.Retry(random.nextInt(hosts), clock.now()));
                }
            }
            case 7 -> {
                if (hosts > 0) {
                    ask(new RolloutEvent.Skip(random.nextInt(hosts)));
                }
            }
            default -> {
                if (random.nextInt(4) == 0) {
                    ask(new RolloutEvent.Abort(List.of(TakeBack.values()).get(random.nextInt(4)), "ada"));
                }
            }
        }
    }

    /** Once in some hours: decides about what is halted, and loses patience in the end. */
    private void lookAfter() {
        if (isOver()) {
            return;
        }
        clock.in(ROUNDS, this::lookAfter);
        int hosts = scenario.plan().targets().size();
        if (!patient) {
            approved = scenario.plan().content();
            if (!(server.rollout().stage() instanceof Stage.Ending)) {
                ask(new RolloutEvent.Abort(TakeBack.NOTHING, "bob"));
            }
            for (int i = 0; i < hosts; i++) {
                HostState state = server.rollout().courses().at(i).state();
                boolean stands =
                        switch (state) {
                            case HostState.Due _,
                                    HostState.Stuck _,
                                    HostState.Lost _,
                                    HostState.Failed _,
                                    HostState.LeftOver _ -> true;
                            case HostState.Waiting _,
                                    HostState.Asked _,
                                    HostState.Working _,
                                    HostState.Done _,
                                    HostState.Back _,
                                    HostState.Skipped _ -> false;
                        };
                if (stands && random.nextInt(8) == 0) {
                    ask(new RolloutEvent.Skip(i));
                }
            }
            return;
        }
        if (!(server.rollout().stage() instanceof Stage.Paused) && random.nextInt(3) > 0) {
            return;
        }
        for (int i = 0; i < hosts; i++) {
            boolean broken =
                    switch (server.rollout().courses().at(i).state()) {
                        case HostState.Failed _, HostState.Lost _, HostState.Stuck _, HostState.LeftOver _ -> true;
                        default -> false;
                    };
            if (broken && random.nextInt(3) == 0) {
                ask(random.nextBoolean() ? new RolloutEvent.Skip(i) : new RolloutEvent.Retry(i, clock.now()));
            }
        }
        if (random.nextInt(3) > 0) {
            ask(new RolloutEvent.Resume());
        }
    }

    /** A person whose server is down sees that, and lets it be. */
    private void ask(RolloutEvent.ByPerson wish) {
        try {
            server.happens(wish);
        } catch (SimulatedServer.Killed _) {
            // Whether it was done, the page shows when the server is back.
        }
    }
}
