package dev.fettle.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Something that a roll-out waits for. One that has not ended waits for at least one such thing. */
public sealed interface Wait {
    /** Its time, and the approval if it isn't there yet. */
    record Begin(Instant at, boolean approved) implements Wait {}

    /** The content of the plan is not approved any more, and so many hosts cannot be given their orders. */
    record Approval(int hosts) implements Wait {}

    /**
     * So many hosts could be given their orders if their windows were open for long enough.
     *
     * @param openings that would do for one of them at least
     */
    record Window(int hosts, Set<Needed> openings) implements Wait {
        public Window {
            openings = Set.copyOf(openings);
        }
    }

    /**
     * An opening of a calendar, by its number, that lasts for a time at least.
     */
    record Needed(int calendar, Duration time) {}

    /**
     * @param asked hosts that have not said that they have their orders
     * @param working hosts that have
     */
    record Answers(int asked, int working) implements Wait {}

    /**
     * Hosts that could not do it, or could not be reached, and are asked again.
     *
     * @param from the first of them
     */
    record Again(int hosts, Instant from) implements Wait {}

    /** Hosts for which there is no room as long as others are under way, or whose cluster or rank lets others go first. */
    record Turn(int hosts) implements Wait {}

    record Soak(Instant until) implements Wait {}

    /**
     * A decision.
     *
     * @param why it was halted; null if hosts that are broken or left over stand in the way of others
     */
    record Person(@Nullable Why why) implements Wait {}
}
