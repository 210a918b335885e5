package dev.fettle.server.rollouts;

import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.Leg;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A host's course in the columns of its row.
 *
 * @param at of the state: not before, begin by, lost from, done or back at; null if it has no time
 * @param flag of the state: asked and withdrawn, failed and unknown
 * @param why of the state; empty if it has none
 */
record HostForm(
        String state,
        boolean back,
        int step,
        int tries,
        int missed,
        @Nullable Instant askedSince,
        @Nullable Instant at,
        boolean flag,
        String why,
        int orders,
        int touchedBy) {
    private static final Leg NONE = new Leg(false, 0, 0, 0, null);

    static HostForm of(HostCourse course) {
        return switch (course.state()) {
            case HostState.Waiting() -> of(course, "waiting", NONE, null, false, "");
            case HostState.Due(Leg leg, Instant notBefore) -> of(course, "due", leg, notBefore, false, "");
            case HostState.Asked(Leg leg, Instant beginBy, boolean withdrawn) ->
                of(course, "asked", leg, beginBy, withdrawn, "");
            case HostState.Working(Leg leg, Instant lostFrom) -> of(course, "working", leg, lostFrom, false, "");
            case HostState.Lost(Leg leg) -> of(course, "lost", leg, null, false, "");
            case HostState.Done(Instant at) -> of(course, "done", NONE, at, false, "");
            case HostState.Failed(boolean unknown, String why) -> of(course, "failed", NONE, null, unknown, why);
            case HostState.Back(Instant at) -> of(course, "back", NONE, at, false, "");
            case HostState.Stuck(String why) -> of(course, "stuck", NONE, null, false, why);
            case HostState.LeftOver() -> of(course, "left-over", NONE, null, false, "");
            case HostState.Skipped() -> of(course, "skipped", NONE, null, false, "");
        };
    }

    private static HostForm of(
            HostCourse course, String state, Leg leg, @Nullable Instant at, boolean flag, String why) {
        return new HostForm(
                state,
                leg.back(),
                leg.step(),
                leg.tries(),
                leg.missed(),
                leg.askedSince(),
                at,
                flag,
                why,
                course.orders(),
                course.touchedBy());
    }

    /** @throws IllegalStateException if it is none that {@link #of} gave */
    HostCourse course() {
        return new HostCourse(hostState(), orders, touchedBy);
    }

    private HostState hostState() {
        Leg leg = new Leg(back, step, tries, missed, askedSince);
        return switch (state) {
            case "waiting" -> new HostState.Waiting();
            case "due" -> new HostState.Due(leg, time());
            case "asked" -> new HostState.Asked(leg, time(), flag);
            case "working" -> new HostState.Working(leg, time());
            case "lost" -> new HostState.Lost(leg);
            case "done" -> new HostState.Done(time());
            case "failed" -> new HostState.Failed(flag, why);
            case "back" -> new HostState.Back(time());
            case "stuck" -> new HostState.Stuck(why);
            case "left-over" -> new HostState.LeftOver();
            case "skipped" -> new HostState.Skipped();
            default ->
                throw new IllegalStateException("A host of a roll-out is in a state that nobody knows: " + state);
        };
    }

    private Instant time() {
        return Objects.requireNonNull(at, "A host of a roll-out has lost the time of its state.");
    }
}
