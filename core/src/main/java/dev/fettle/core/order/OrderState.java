package dev.fettle.core.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an order stands, as far as the server knows. What a host says of an order always counts for more than what the server
 * has concluded without it: a host may have an order of which the server believes that it expired or was withdrawn.
 */
public sealed interface OrderState {
    /** How long after its time an order may still be reported before people are told: packages are mended in it. */
    Duration GRACE = Duration.ofMinutes(45);

    /** The host has not said that it has it. */
    record Waiting(boolean handedOut) implements OrderState {}

    /** It lies in the host's journal; from there on it is begun, whatever the server wants. */
    record Taken(Instant at) implements OrderState {}

    /** Its time is over and no report has come. A late one is still taken in. */
    record Overdue(Instant takenAt) implements OrderState {}

    /** The host has told what became of it. Nothing changes that any more. */
    record Ended(Outcome outcome) implements OrderState {}

    /** @param handedOut it was sent, so the host may have begun it in time without having been able to say so */
    record Expired(boolean handedOut) implements OrderState {}

    /** @param handedOut it was sent before, so the host may still have it, and begin it until it expires */
    record Withdrawn(boolean handedOut) implements OrderState {}

    /** Something that happens to an order. */
    sealed interface Event {
        /** It is put into an answer to the host; whether that arrives, nobody knows yet. */
        record HandedOut() implements Event {}

        /** The host has it in its journal. */
        record Acknowledged(Instant at) implements Event {}

        record Reported(Outcome outcome) implements Event {}

        /** A person wants it to be withdrawn. */
        record WithdrawalAsked() implements Event {}

        record TimeIs(Instant now) implements Event {}
    }

    /**
     * What of an order's envelope its states depend on.
     *
     * @param expiresAt when it must have been begun
     * @param timeLimit how long it may take
     */
    record Times(Instant expiresAt, Duration timeLimit) {
        public static Times of(Envelope envelope) {
            return new Times(envelope.expiresAt(), envelope.timeLimit());
        }

        /** From when on people want to know why there is no report. */
        Instant overdueFrom(Instant takenAt) {
            return takenAt.plus(timeLimit).plus(GRACE);
        }
    }

    /** Whether a report is still expected. */
    default boolean open() {
        return switch (this) {
            case Waiting _, Taken _, Overdue _ -> true;
            case Ended _, Expired _, Withdrawn _ -> false;
        };
    }

    /** Whether the host might have an order of which the server only knows that it ends it. */
    default boolean mayStillCome() {
        return switch (this) {
            case Expired(boolean handedOut) -> handedOut;
            case Withdrawn(boolean handedOut) -> handedOut;
            case Waiting _, Taken _, Overdue _, Ended _ -> false;
        };
    }

    /** The state that follows; empty if the event changes nothing. */
    default Optional<OrderState> after(Event event, Times times) {
        return switch (event) {
            case Event.HandedOut() ->
                this instanceof Waiting(boolean handedOut) && !handedOut
                        ? Optional.of(new Waiting(true))
                        : Optional.empty();
            case Event.Acknowledged(Instant at) ->
                switch (this) {
                    case Waiting _, Expired _, Withdrawn _ -> Optional.of(new Taken(at));
                    case Taken _, Overdue _, Ended _ -> Optional.empty();
                };
            case Event.Reported(Outcome outcome) ->
                this instanceof Ended ? Optional.empty() : Optional.of(new Ended(outcome));
            case Event.WithdrawalAsked() ->
                this instanceof Waiting(boolean handedOut) ? Optional.of(new Withdrawn(handedOut)) : Optional.empty();
            case Event.TimeIs(Instant now) -> at(now, times);
        };
    }

    private Optional<OrderState> at(Instant now, Times times) {
        return switch (this) {
            case Waiting(boolean handedOut) ->
                now.isBefore(times.expiresAt()) ? Optional.empty() : Optional.of(new Expired(handedOut));
            case Taken(Instant at) ->
                now.isBefore(times.overdueFrom(at)) ? Optional.empty() : Optional.of(new Overdue(at));
            case Overdue _, Ended _, Expired _, Withdrawn _ -> Optional.empty();
        };
    }
}
