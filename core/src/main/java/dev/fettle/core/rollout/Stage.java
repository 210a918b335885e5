package dev.fettle.core.rollout;

import java.time.Instant;
import java.util.Locale;

/** How a roll-out as a whole stands. Waves go by their numbers, from 0. */
public sealed interface Stage {
    /** Begins at its time, if it is approved then. */
    record Scheduled() implements Stage {}

    /** Hosts of the wave, and those of earlier ones that are tried again, are changed. */
    record Rolling(int wave) implements Stage {}

    /** All hosts of the wave have come to an end; they are watched. */
    record Soaking(int wave, Instant until) implements Stage {}

    /**
     * Hosts of the wave that did not keep to its gate go back, by the rule of the plan; then it is paused.
     *
     * @param wave the last one that was begun
     * @param why with the wave of which hosts go back
     */
    record TakingBack(int wave, TakeBack which, Why.Breach why) implements Stage {}

    /**
     * Nothing is given to any host until a person decides.
     *
     * @param held what goes on then: {@link Scheduled}, {@link Rolling}, {@link Soaking} or {@link TakingBack}
     */
    record Paused(Stage held, Why why) implements Stage {
        public Paused {
            if (held instanceof Paused || held instanceof Ending || held instanceof Ended) {
                throw new IllegalArgumentException("Only what goes on can be paused.");
            }
        }
    }

    /**
     * A person has ended it: no host is begun any more, those in the middle come to an end, and some go back.
     *
     * @param wave the last one that was begun
     */
    record Ending(int wave, TakeBack which, String by) implements Stage {}

    record Ended(End end, Instant at) implements Stage {}

    /** How it ended. */
    enum End {
        /** All hosts have succeeded. */
        COMPLETED,
        /** Some hosts are left over, were skipped, or have failed as far as that was allowed. */
        PARTLY,
        ABORTED
    }

    /** As tables, addresses and programs write it: {@code taking-back}. */
    default String word() {
        return switch (this) {
            case Scheduled() -> "scheduled";
            case Rolling _ -> "rolling";
            case Soaking _ -> "soaking";
            case TakingBack _ -> "taking-back";
            case Paused(Stage _, Why.Person _) -> "paused";
            case Paused _ -> "halted";
            case Ending _ -> "ending";
            case Ended(End end, Instant _) -> end.name().toLowerCase(Locale.ROOT);
        };
    }

    /** The last wave of which hosts may have been begun; -1 if none has. */
    default int reached() {
        return switch (this) {
            case Scheduled() -> -1;
            case Rolling(int wave) -> wave;
            case Soaking(int wave, Instant _) -> wave;
            case TakingBack(int wave, TakeBack _, Why.Breach _) -> wave;
            case Paused(Stage held, Why _) -> held.reached();
            case Ending(int wave, TakeBack _, String _) -> wave;
            case Ended _ -> Integer.MAX_VALUE;
        };
    }
}
