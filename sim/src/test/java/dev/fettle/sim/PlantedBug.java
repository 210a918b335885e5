package dev.fettle.sim;

import dev.fettle.core.plan.Gate;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.core.rollout.Deed;
import dev.fettle.core.rollout.Instruction;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutEvent;
import dev.fettle.core.rollout.RolloutMachine;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Step;
import dev.fettle.core.rollout.Target;
import dev.fettle.core.rollout.Wave;
import dev.fettle.core.rollout.Why;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Machines with one fault each, made of the right one by what goes into it and comes out of it. */
enum PlantedBug {
    /** Sends each installation twice, under two numbers. */
    DOUBLE_SEND("once", "one order at a time", "numbers", "at once") {
        @Override
        Machine plant(Scenario scenario) {
            return given(scenario.plan(), give -> {
                List<Instruction> twice = new ArrayList<>(List.of(give));
                if (give.deed() == Deed.INSTALL) {
                    twice.add(new Instruction.Give(
                            give.target(),
                            give.order() + 1_000,
                            give.deed(),
                            give.back(),
                            give.beginBy(),
                            give.limit()));
                }
                return twice;
            });
        }
    },
    IGNORED_GATE("gate", "breach", "rate") {
        @Override
        Machine plant(Scenario scenario) {
            Gate open = new Gate(1, Integer.MAX_VALUE, 100, 0);
            return waves(scenario.plan(), wave -> new Wave(wave.name(), wave.from(), wave.to(), open, wave.soak()));
        }
    },
    EMPTY_WAVE_PASSES("gate") {
        @Override
        Machine plant(Scenario scenario) {
            Machine right = right(scenario.plan());
            return (rollout, event) -> {
                Step step = right.step(rollout, event);
                if (step instanceof Step.Moved(Rollout next, List<Instruction> instructions)
                        && event instanceof RolloutEvent.Tick
                        && next.stage() instanceof Stage.Paused(Stage _, Why.TooFew why)
                        && why.succeeded() == 0
                        && right.step(next, new RolloutEvent.Resume())
                                instanceof Step.Moved(Rollout goesOn, List<Instruction> _)) {
                    return new Step.Moved(goesOn, instructions);
                }
                return step;
            };
        }
    },
    /** Takes silence for yes. */
    SILENT_HOST_COUNTED("verified", "truth", "completed") {
        @Override
        Machine plant(Scenario scenario) {
            return told(
                    scenario.plan(),
                    event -> event instanceof RolloutEvent.NeverSent(int target, int order, Instant at)
                            ? new RolloutEvent.Answered(target, order, new RolloutEvent.Answer.Yes(), at)
                            : event);
        }
    },
    UNKNOWN_COUNTED_AS_SUCCESS("verified", "truth", "breach", "unavailable", "completed", "taken back") {
        @Override
        Machine plant(Scenario scenario) {
            return told(
                    scenario.plan(),
                    event -> event
                                    instanceof
                                    RolloutEvent.Answered(
                                            int target,
                                            int order,
                                            RolloutEvent.Answer.Unknown _,
                                            Instant at)
                            ? new RolloutEvent.Answered(target, order, new RolloutEvent.Answer.Yes(), at)
                            : event);
        }
    },
    /** Goes by the offset of winter all the year. */
    WINDOW_OFF_BY_AN_HOUR_IN_SUMMER("window") {
        @Override
        Machine plant(Scenario scenario) {
            List<WindowCalendar> calendars = scenario.calendars().stream()
                    .map(nights -> inWinter(nights).calendar())
                    .toList();
            return told(scenario.plan(), event -> {
                if (!(event instanceof RolloutEvent.Tick tick)) {
                    return event;
                }
                List<Optional<Instant>> openings = calendars.stream()
                        .map(each -> each.openUntil(tick.now()))
                        .toList();
                return new RolloutEvent.Tick(tick.now(), openings, tick.approved(), tick.hearing());
            });
        }

        private Nights inWinter(Nights nights) {
            ZoneId zone = nights.zone();
            ZoneOffset winter = zone.getRules().getStandardOffset(Instant.EPOCH.plus(Duration.ofDays(20_000)));
            return new Nights(winter, nights.days(), nights.from(), nights.lasts());
        }
    },
    WINDOW_OF_THE_WRONG_END("window") {
        @Override
        Machine plant(Scenario scenario) {
            return plan(
                    scenario.plan(),
                    target -> new Target(
                            target.host(),
                            target.cluster(),
                            target.rank(),
                            target.calendar(),
                            target.after(),
                            Duration.ofMinutes(1),
                            Duration.ofMinutes(1)));
        }
    },
    ONE_TOO_MANY_AT_ONCE("at once") {
        @Override
        Machine plant(Scenario scenario) {
            Limits limits = scenario.plan().limits();
            return limits(
                    scenario.plan(),
                    new Limits(
                            limits.atOnce() + 1,
                            limits.unavailable(),
                            limits.perMinute(),
                            limits.attempts(),
                            limits.offline()));
        }
    },
    UNAVAILABLE_IGNORED("unavailable") {
        @Override
        Machine plant(Scenario scenario) {
            Limits limits = scenario.plan().limits();
            return limits(
                    scenario.plan(),
                    new Limits(
                            limits.atOnce(),
                            Integer.MAX_VALUE,
                            limits.perMinute(),
                            limits.attempts(),
                            limits.offline()));
        }
    },
    CLUSTER_IGNORED("cluster", "cluster order") {
        @Override
        Machine plant(Scenario scenario) {
            return plan(
                    scenario.plan(),
                    target -> new Target(
                            target.host(),
                            -1,
                            target.rank(),
                            target.calendar(),
                            target.after(),
                            target.expected(),
                            target.rest()));
        }
    },
    RANK_IGNORED("rank") {
        @Override
        Machine plant(Scenario scenario) {
            return plan(
                    scenario.plan(),
                    target -> new Target(
                            target.host(),
                            target.cluster(),
                            0,
                            target.calendar(),
                            target.after(),
                            target.expected(),
                            target.rest()));
        }
    },
    /** Any approval will do, also that of what it was edited to. */
    OTHER_CONTENT_APPROVED("approval") {
        @Override
        Machine plant(Scenario scenario) {
            return told(
                    scenario.plan(),
                    event -> event instanceof RolloutEvent.Tick tick && tick.approved() != null
                            ? new RolloutEvent.Tick(
                                    tick.now(), tick.openings(), scenario.plan().content(), tick.hearing())
                            : event);
        }
    },
    GOES_ON_WHILE_PAUSED("paused") {
        @Override
        Machine plant(Scenario scenario) {
            Machine right = right(scenario.plan());
            return (rollout, event) -> {
                if (event instanceof RolloutEvent.Tick
                        && rollout.stage() instanceof Stage.Paused(Stage _, Why.Person why)
                        && right.step(rollout, new RolloutEvent.Resume())
                                instanceof Step.Moved(Rollout on, List<Instruction> _)
                        && right.step(on, event) instanceof Step.Moved(Rollout next, List<Instruction> given)
                        && right.step(next, new RolloutEvent.Pause(why.name()))
                                instanceof Step.Moved(Rollout off, List<Instruction> _)) {
                    return new Step.Moved(off, given);
                }
                return right.step(rollout, event);
            };
        }
    },
    /** Does not ask, and takes it for well. */
    NO_VERIFICATION("verified", "truth", "completed") {
        @Override
        Machine plant(Scenario scenario) {
            Machine right = right(scenario.plan());
            return (rollout, event) -> {
                Step step = right.step(rollout, event);
                if (!(step instanceof Step.Moved(Rollout next, List<Instruction> instructions))) {
                    return step;
                }
                List<Instruction> rest = new ArrayList<>();
                Rollout after = next;
                for (Instruction each : instructions) {
                    if (each instanceof Instruction.Give give
                            && give.deed() == Deed.VERIFY
                            && event instanceof RolloutEvent.Tick tick
                            && right.step(
                                            after,
                                            new RolloutEvent.Answered(
                                                    give.target(),
                                                    give.order(),
                                                    new RolloutEvent.Answer.Yes(),
                                                    tick.now()))
                                    instanceof Step.Moved(Rollout believed, List<Instruction> _)) {
                        after = believed;
                    } else {
                        rest.add(each);
                    }
                }
                return new Step.Moved(after, rest);
            };
        }
    },
    NO_SOAK("soak") {
        @Override
        Machine plant(Scenario scenario) {
            return waves(
                    scenario.plan(), wave -> new Wave(wave.name(), wave.from(), wave.to(), wave.gate(), Duration.ZERO));
        }
    },
    /** Takes the failed ones back where the whole wave should go. */
    HALF_A_WAVE_TAKEN_BACK("taken back") {
        @Override
        Machine plant(Scenario scenario) {
            RolloutPlan plan = scenario.plan();
            OnBreach half = plan.onBreach() == OnBreach.ROLL_BACK_WAVE ? OnBreach.ROLL_BACK_FAILED : plan.onBreach();
            return plan(plan, plan.targets(), plan.waves(), plan.limits(), half);
        }
    },
    /** What is said of an order before goes for the last one. */
    OLD_ANSWERS_COUNT("verified", "truth", "one order at a time", "completed", "ended", "taken back", "cluster") {
        @Override
        Machine plant(Scenario scenario) {
            Machine right = right(scenario.plan());
            return (rollout, event) -> right.step(
                    rollout,
                    event instanceof RolloutEvent.Answered(int target, int _, RolloutEvent.Answer answer, Instant at)
                            ? new RolloutEvent.Answered(
                                    target, rollout.courses().at(target).orders(), answer, at)
                            : event);
        }
    },
    /** An order lies about until somebody takes it. */
    ORDERS_NEVER_EXPIRE("window") {
        @Override
        Machine plant(Scenario scenario) {
            return given(
                    scenario.plan(),
                    give -> List.of(new Instruction.Give(
                            give.target(),
                            give.order(),
                            give.deed(),
                            give.back(),
                            give.beginBy().plus(Duration.ofHours(12)),
                            give.limit())));
        }
    },
    /** Waits for ever for a host that has gone. */
    LOST_HOSTS_AWAITED("ends") {
        @Override
        Machine plant(Scenario scenario) {
            Machine right = right(scenario.plan());
            return (rollout, event) -> {
                Step step = right.step(rollout, event);
                return step instanceof Step.Moved(Rollout next, List<Instruction> _)
                                && event instanceof RolloutEvent.Tick
                                && lost(next) > lost(rollout)
                        ? new Step.Unchanged()
                        : step;
            };
        }

        private int lost(Rollout rollout) {
            return rollout.count(Standing.LOST);
        }
    };

    @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody can change
    private final Set<String> rules;

    /** @param rules one of which it breaks; another one would mean that it was found by accident */
    PlantedBug(String... rules) {
        this.rules = Set.of(rules);
    }

    Set<String> rules() {
        return rules;
    }

    abstract Machine plant(Scenario scenario);

    private static Machine right(RolloutPlan plan) {
        return new RolloutMachine(plan)::step;
    }

    private static Machine told(RolloutPlan plan, UnaryOperator<RolloutEvent> heard) {
        Machine right = right(plan);
        return (rollout, event) -> right.step(rollout, heard.apply(event));
    }

    private static Machine given(RolloutPlan plan, Function<Instruction.Give, List<Instruction>> instead) {
        Machine right = right(plan);
        return (rollout, event) -> {
            Step step = right.step(rollout, event);
            if (!(step instanceof Step.Moved(Rollout next, List<Instruction> instructions))) {
                return step;
            }
            List<Instruction> others = new ArrayList<>();
            for (Instruction each : instructions) {
                others.addAll(each instanceof Instruction.Give give ? instead.apply(give) : List.of(each));
            }
            return new Step.Moved(next, others);
        };
    }

    private static Machine plan(RolloutPlan plan, UnaryOperator<Target> other) {
        return plan(plan, plan.targets().stream().map(other).toList(), plan.waves(), plan.limits(), plan.onBreach());
    }

    private static Machine waves(RolloutPlan plan, UnaryOperator<Wave> other) {
        return plan(plan, plan.targets(), plan.waves().stream().map(other).toList(), plan.limits(), plan.onBreach());
    }

    private static Machine limits(RolloutPlan plan, Limits limits) {
        return plan(plan, plan.targets(), plan.waves(), limits, plan.onBreach());
    }

    private static Machine plan(
            RolloutPlan plan, List<Target> targets, List<Wave> waves, Limits limits, OnBreach onBreach) {
        return right(
                new RolloutPlan(plan.content(), plan.startAt(), targets, waves, limits, onBreach, plan.backAnyTime()));
    }
}
