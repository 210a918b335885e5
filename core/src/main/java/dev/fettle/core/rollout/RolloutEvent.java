package dev.fettle.core.rollout;

import dev.fettle.core.signing.Octets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that happens to a roll-out. Targets go by their places in the plan, orders by their numbers for a target. */
public sealed interface RolloutEvent {
    /** What people do. Who it was stands in the audit; the name here is for the pages. */
    sealed interface ByPerson extends RolloutEvent {}

    record Pause(String by) implements ByPerson {}

    /** Goes on with what was held; if a gate has halted it, in spite of what has failed so far. */
    record Resume() implements ByPerson {}

    record Abort(TakeBack which, String by) implements ByPerson {}

    /** The roll-out does nothing more to this host. */
    record Skip(int target) implements ByPerson {}

    /** From the beginning, whatever became of it. */
    record Retry(int target, Instant now) implements ByPerson {}

    /** What is known of a host and an order. Only the last order of a host counts. */
    sealed interface ByHost extends RolloutEvent {
        int target();
    }

    /** It lies in the host's journal. */
    record Took(int target, int order, Instant at) implements ByHost {}

    record Answered(int target, int order, Answer answer, Instant at) implements ByHost {}

    /** The order was withdrawn, or its time was over, before it had been sent: the host never had it. */
    record NeverSent(int target, int order, Instant at) implements ByHost {}

    /** Nobody could be asked, for this host has nobody who would carry out orders: it never had the order. */
    record NotGiven(int target, int order, String why, Instant at) implements ByHost {}

    /** It asks for orders again, after it had not. */
    record Heard(int target, Instant at) implements ByHost {}

    /** It is not well any more, after it had succeeded. */
    record Sick(int target, String why) implements ByHost {}

    /** What came of an order. */
    sealed interface Answer {
        record Yes() implements Answer {}

        /**
         * @param again nothing was done, and it may go another time: a lock, a download
         * @param why hostile in parts
         */
        record No(boolean again, String why) implements Answer {}

        record Unknown(String why) implements Answer {}
    }

    /**
     * Time has come so far. Orders are given out then and only then.
     *
     * @param openings until when each calendar of the plan is open, empty if it is closed; a calendar that isn't in the list
     *     counts as closed
     * @param approved the digest of what is approved now, null if nothing is
     * @param hearing since when hosts could have been heard without a break; while servers were down, none could
     */
    record Tick(
            Instant now,
            List<Optional<Instant>> openings,
            @Nullable Octets approved,
            Instant hearing) implements RolloutEvent {
        public Tick {
            openings = List.copyOf(openings);
        }

        /** Hosts could be heard all the time. */
        public Tick(Instant now, List<Optional<Instant>> openings, @Nullable Octets approved) {
            this(now, openings, approved, Instant.EPOCH);
        }
    }
}
