package dev.fettle.server.rollouts;

import dev.fettle.core.plan.Gate;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.Leg;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.TakeBack;
import dev.fettle.core.rollout.Tally;
import dev.fettle.core.rollout.Wait;
import dev.fettle.core.rollout.Wave;
import dev.fettle.core.rollout.Why;
import dev.fettle.server.web.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is known of a roll-out, in sentences for people. Parts of those on hosts are the hosts' own words. */
final class RolloutWords {
    private static final String BACK = "go back to how they were.";

    private final List<Wave> waves;
    private final Function<Instant, String> time;
    private final Function<Wait.Needed, Optional<Instant>> opens;

    /**
     * @param time writes a moment for who reads it
     * @param opens when an opening that does begins; empty if none ever does
     */
    RolloutWords(List<Wave> waves, Function<Instant, String> time, Function<Wait.Needed, Optional<Instant>> opens) {
        this.waves = waves;
        this.time = time;
        this.opens = opens;
    }

    /** How it stands. */
    String stage(Stage stage) {
        return switch (stage) {
            case Stage.Scheduled() -> "It has not begun.";
            case Stage.Rolling(int wave) -> "It is at " + wave(wave) + ", the hosts of which are changed now.";
            case Stage.Soaking(int wave, Instant until) ->
                "All hosts of " + wave(wave) + " have come to an end. Nothing is begun until " + time.apply(until)
                        + ", so that people can look at them.";
            case Stage.TakingBack(int _, TakeBack which, Why.Breach why) ->
                "Too many hosts of " + wave(why.wave()) + " have failed. " + goBack(which, why.wave())
                        + " Then somebody has to decide how it goes on.";
            case Stage.Paused(Stage held, Why why) ->
                (why instanceof Why.Person ? "It is paused" : "It was halted") + at(held)
                        + ". Nothing is given to any host until somebody decides how it goes on.";
            case Stage.Ending(int wave, TakeBack which, String by) ->
                by + " has aborted it. No host is begun any more; those in the middle come to their end. "
                        + goBack(which, wave);
            case Stage.Ended(Stage.End end, Instant at) -> ended(end) + " It ended on " + time.apply(at) + ".";
        };
    }

    private String at(Stage held) {
        return held.reached() < 0 ? " before it has begun" : " at " + wave(held.reached());
    }

    private static String ended(Stage.End end) {
        return switch (end) {
            case COMPLETED -> "All hosts have succeeded.";
            case PARTLY -> "Not all hosts have succeeded, but as many as its gates ask for.";
            case ABORTED -> "It was aborted.";
        };
    }

    private String goBack(TakeBack which, int wave) {
        return switch (which) {
            case NOTHING -> "None of them goes back.";
            case FAILED -> "Those that have failed " + BACK;
            case WAVE ->
                wave < 0 ? "None of them goes back." : "Those of " + wave(wave) + ", and whatever has failed, " + BACK;
            case ALL -> "All that were changed " + BACK;
        };
    }

    /** What has halted it; empty if nothing has. */
    Optional<String> halt(Stage stage) {
        return switch (stage) {
            case Stage.Paused(Stage _, Why why) -> Optional.of(why(why));
            case Stage.TakingBack(int _, TakeBack _, Why.Breach why) -> Optional.of(why(why));
            case Stage.Scheduled _, Stage.Rolling _, Stage.Soaking _, Stage.Ending _, Stage.Ended _ -> Optional.empty();
        };
    }

    /** Why it was halted. */
    String why(Why why) {
        return switch (why) {
            case Why.Person(String name) -> name + " has paused it.";
            case Why.Breach(int wave, int failed, int hosts) ->
                "In " + wave(wave) + ", " + Words.number(failed) + " of " + Words.count(hosts, "host", "hosts")
                        + (failed == 1 ? " has" : " have") + " failed, which is more than its gate allows.";
            case Why.TooFew(int wave, int succeeded, int least) ->
                "In " + wave(wave) + ", " + Words.count(succeeded, "host has", "hosts have")
                        + " succeeded, and its gate asks for " + Words.number(least)
                        + ". Hosts that are silent do not count.";
            case Why.TooSmall(int wave, int tried, int least) ->
                "Up to " + wave(wave) + ", " + Words.count(tried, "host was", "hosts were")
                        + " tried, and it takes " + Words.number(least)
                        + " to tell whether the failure rate is as low as its gate asks.";
            case Why.RateTooHigh(int wave, int failed, int tried) ->
                "Up to " + wave(wave) + ", " + Words.number(failed) + " of " + Words.count(tried, "host", "hosts")
                        + (failed == 1 ? " has" : " have")
                        + " failed, so the failure rate may be above what its gate allows.";
        };
    }

    /** What it waits for. */
    String wait(Wait wait) {
        return switch (wait) {
            case Wait.Begin(Instant at, boolean approved) ->
                approved
                        ? "It begins on " + time.apply(at) + "."
                        : "It begins on " + time.apply(at)
                                + " or later: its change is not approved as it was when this was started.";
            case Wait.Approval(int hosts) ->
                Words.count(hosts, "host waits", "hosts wait")
                        + " for an approval: the change is not approved any more as it was when this was started.";
            case Wait.Window(int hosts, Set<Wait.Needed> openings) ->
                Words.count(hosts, "host waits", "hosts wait")
                        + " for a maintenance window that is open for long enough"
                        + opening(openings);
            case Wait.Answers(int asked, int working) -> answers(asked, working);
            case Wait.Again(int hosts, Instant from) ->
                Words.count(hosts, "host is", "hosts are") + " asked later, the first on " + time.apply(from) + ".";
            case Wait.Turn(int hosts) ->
                Words.count(hosts, "host waits for its turn", "hosts wait for their turn")
                        + ", until others are done: the limits, or the order in a cluster or by rank, ask for that.";
            case Wait.Soak(Instant until) ->
                "It goes on when the soak time of the wave is over, on " + time.apply(until) + ".";
            case Wait.Person(Why why) -> person(why);
        };
    }

    /** When the next does for one of them. */
    private String opening(Set<Wait.Needed> openings) {
        List<Instant> next = new ArrayList<>();
        int none = 0;
        for (Wait.Needed each : openings) {
            Optional<Instant> from = opens.apply(each);
            from.ifPresent(next::add);
            none += from.isPresent() ? 0 : 1;
        }
        String first = next.stream()
                .min(Comparator.naturalOrder())
                .map(from -> "; the next opens on " + time.apply(from))
                .orElse("");
        if (none == 0) {
            return first + ".";
        }
        return first + (first.isEmpty() ? "; none of theirs ever is." : "; some of them have none that ever is.")
                + " Give them a longer one, or skip them.";
    }

    private static String answers(int asked, int working) {
        List<String> parts = new ArrayList<>();
        if (asked > 0) {
            parts.add(Words.count(asked, "host has not taken its order", "hosts have not taken their orders") + " yet");
        }
        if (working > 0) {
            parts.add(Words.count(working, "host is at work", "hosts are at work"));
        }
        return String.join("; ", parts) + ".";
    }

    private static String person(@Nullable Why why) {
        if (why == null) {
            return "A person has to decide: hosts that are broken or left over stand in the way of others. Try them again,"
                    + " skip them, or abort the roll-out.";
        }
        return why instanceof Why.Person
                ? "A person has to resume it, or abort it."
                : "A person has to decide: resume it in spite of what has halted it, try hosts again, skip them, or abort it.";
    }

    /** How a host stands. */
    String host(HostState state) {
        return switch (state) {
            case HostState.Waiting() -> "It has not been its turn.";
            case HostState.Due(Leg leg, Instant notBefore) ->
                due(leg) + (leg.missed() > 0 ? ". It was asked in vain, and is asked again from " : ", from ")
                        + time.apply(notBefore) + " on.";
            case HostState.Asked(Leg leg, Instant beginBy, boolean withdrawn) ->
                withdrawn
                        ? "Its order was withdrawn, but it may have it all the same; it does not begin it after "
                                + time.apply(beginBy) + "."
                        : "It was asked to " + deed(leg) + " and has not taken the order; it does not begin it after "
                                + time.apply(beginBy) + ".";
            case HostState.Working(Leg leg, Instant lostFrom) ->
                "It has taken its order to " + deed(leg) + ". Without an answer it counts as lost from "
                        + time.apply(lostFrom) + " on.";
            case HostState.Lost(Leg leg) ->
                "It may have begun to " + deed(leg)
                        + ", and has not been heard of for too long. What became of it nobody knows.";
            case HostState.Done(Instant at) -> "Installed, in effect and healthy since " + time.apply(at) + ".";
            case HostState.Failed(boolean unknown, String why) ->
                told(
                        unknown ? "Nobody can tell what became of it" : "It could not be done, or it is not well since",
                        why);
            case HostState.Back(Instant at) -> "Back to how it was, and healthy, since " + time.apply(at) + ".";
            case HostState.Stuck(String why) -> told("It could not go back, or is not well since. Look at it", why);
            case HostState.LeftOver() ->
                "It is as it was: its orders could not be handed to it for as long as such hosts are waited for, or nobody"
                        + " there takes any.";
            case HostState.Skipped() -> "A person took it out, or removed the host before its turn.";
        };
    }

    /** How long it took, as far as that is known: {@code Installed in 40 s, restarted in 3 s, verified in 1 s.} */
    static String facts(ChangeFact fact) {
        List<String> parts = new ArrayList<>();
        part("installed", fact.install(), parts);
        part(fact.reboot() ? "rebooted" : "restarted", fact.down(), parts);
        part("verified", fact.verify(), parts);
        String all = String.join(", ", parts);
        return all.isEmpty() ? "" : Character.toUpperCase(all.charAt(0)) + all.substring(1) + ".";
    }

    private static void part(String done, @Nullable Double seconds, List<String> into) {
        if (seconds != null) {
            long whole = (long) Math.ceil(seconds);
            into.add(done + " in " + (whole <= 1 ? "a second" : Words.span(Duration.ofSeconds(whole))));
        }
    }

    private static String told(String what, String why) {
        return why.isBlank() ? what + "." : what + ": " + why;
    }

    private static String due(Leg leg) {
        String attempt = leg.tries() > 0 ? ", attempt " + (leg.tries() + 1) : "";
        return "It is to be asked to " + deed(leg) + attempt + ", as soon as limits and windows allow";
    }

    /** What its order is about. */
    private static String deed(Leg leg) {
        if (leg.step() == 0) {
            return leg.back() ? "go back" : "install";
        }
        return leg.back()
                ? "restart or check itself after it went back"
                : "restart or check itself after the installation";
    }

    /** {@code wave 2 of 5 (broad)}. */
    private String wave(int number) {
        return "wave " + (number + 1) + " of " + waves.size()
                + (number < 0 || number >= waves.size()
                        ? ""
                        : " (" + waves.get(number).name() + ")");
    }

    /** What a wave has to show. */
    static String gate(Gate gate) {
        StringBuilder text = new StringBuilder("At least ")
                .append(Words.count(gate.leastSucceeded(), "host succeeds", "hosts succeed"))
                .append(
                        gate.mostFailed() == 0
                                ? ", none fails"
                                : ", at most " + Words.count(gate.mostFailed(), "fails", "fail"));
        if (gate.mostFailed() > 0 && gate.mostFailedPercent() < 100) {
            text.append(" and ").append(gate.mostFailedPercent()).append("% of the wave");
        }
        if (gate.rateLimitPercent() > 0) {
            text.append(", the failure rate is below ")
                    .append(gate.rateLimitPercent())
                    .append("% with 95% confidence");
        }
        return text.append('.').toString();
    }

    /** What is not as it was to be: {@code 2 failed, 1 left over}; empty if nothing. */
    static String amiss(Tally tally) {
        List<String> parts = new ArrayList<>();
        for (Standing each : Standing.values()) {
            if (each.settled() && each != Standing.DONE && tally.count(each) > 0) {
                parts.add(Words.number(tally.count(each)) + " " + word(each));
            }
        }
        return String.join(", ", parts);
    }

    /** What a roll-out has not brought to where it was to be: {@code 2 failed, 1 left over}; empty if all hosts are done. */
    static String left(RolloutHead head) {
        List<String> parts = new ArrayList<>();
        for (Standing each : Standing.values()) {
            if (each != Standing.DONE && head.count(each) > 0) {
                parts.add(Words.number(head.count(each)) + " " + word(each));
            }
        }
        return String.join(", ", parts);
    }

    /** As people say it after a number. */
    private static String word(Standing standing) {
        return switch (standing) {
            case WAITING -> "not begun";
            case AWAY -> "away";
            case AGAIN -> "to be tried again";
            case BACK -> "gone back";
            case MIDWAY, MOVING, DONE, FAILED, LOST, STUCK, LEFT_OVER, SKIPPED ->
                standing.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
