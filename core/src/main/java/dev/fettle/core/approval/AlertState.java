package dev.fettle.core.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** How the alert of an emergency change stands: it is told again and again until somebody else has taken notice of it. */
public sealed interface AlertState {
    /**
     * Nobody has taken notice.
     *
     * @param told how often it was told again
     * @param nextAt when it is told the next time
     */
    record Open(int told, Instant nextAt) implements AlertState {}

    /** Somebody has. Nothing changes that any more. */
    record Acknowledged(int told, String by, Instant at) implements AlertState {}

    /** Something that happens to an alert. */
    sealed interface Event {
        /** Time passes. */
        record Tick(Instant now, Duration every) implements Event {}

        /**
         * A person takes notice.
         *
         * @param authors who wanted the change, and so knows of it anyway
         */
        record Acknowledge(String person, Set<String> authors, Instant now) implements Event {
            public Acknowledge {
                authors = Set.copyOf(authors);
            }
        }
    }

    /** What comes of an event. */
    sealed interface Step {
        /** It is told once more. */
        record Tell(Open next) implements Step {}

        record To(Acknowledged next) implements Step {}

        record Unchanged() implements Step {}

        /** @param why a sentence */
        record Refused(String why) implements Step {}
    }

    /** That of a change which is an emergency from now on; raising it tells it for the first time. */
    static Open raised(Instant now, Duration every) {
        return new Open(0, now.plus(every));
    }

    /** Depends on nothing else. */
    default Step after(Event event) {
        return switch (this) {
            case Open open ->
                switch (event) {
                    case Event.Tick(Instant now, Duration every) ->
                        now.isBefore(open.nextAt())
                                ? new Step.Unchanged()
                                : new Step.Tell(new Open(open.told() + 1, now.plus(every)));
                    case Event.Acknowledge(String person, Set<String> authors, Instant now) ->
                        authors.contains(person)
                                ? new Step.Refused(
                                        "Somebody else has to acknowledge this alert: you wanted the change yourself.")
                                : new Step.To(new Acknowledged(open.told(), person, now));
                };
            case Acknowledged(int _, String by, Instant _) ->
                switch (event) {
                    case Event.Tick _ -> new Step.Unchanged();
                    case Event.Acknowledge _ -> new Step.Refused("This alert was acknowledged already, by " + by + ".");
                };
        };
    }
}
