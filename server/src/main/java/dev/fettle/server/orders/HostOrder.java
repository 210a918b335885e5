package dev.fettle.server.orders;

import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.OrderState;
import dev.fettle.core.order.Outcome;
import dev.fettle.server.hosts.HostId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order to one host, without all that it names and without the report.
 *
 * @param number by which people call it
 * @param id by which the host knows it
 * @param agent to which it is addressed
 * @param about what it names, cut; hostile
 * @param follows the order that it takes back or was planned from; null if none
 * @param timeLimit how long it may take once begun
 * @param handedOutAt null before it was sent
 * @param takenAt null before the host has said that it has it
 * @param endedAt null as long as a report is expected
 * @param version counts changes of state
 */
public record HostOrder(
        long number,
        UUID id,
        HostId host,
        String hostName,
        UUID agent,
        OrderKind kind,
        boolean changing,
        String about,
        @Nullable Long follows,
        String askedBy,
        String reason,
        Instant issuedAt,
        Instant expiresAt,
        Duration timeLimit,
        OrderState state,
        @Nullable Instant handedOutAt,
        @Nullable Instant takenAt,
        @Nullable Instant endedAt,
        long version) {

    public OrderState.Times times() {
        return new OrderState.Times(expiresAt, timeLimit);
    }

    /** The same in its next state. */
    HostOrder with(OrderState next, Instant now) {
        return new HostOrder(
                number,
                id,
                host,
                hostName,
                agent,
                kind,
                changing,
                about,
                follows,
                askedBy,
                reason,
                issuedAt,
                expiresAt,
                timeLimit,
                next,
                handedOutAt == null && next instanceof OrderState.Waiting(boolean handedOut) && handedOut
                        ? now
                        : handedOutAt,
                next instanceof OrderState.Taken(Instant at) ? at : takenAt,
                next.open() ? null : now,
                version + 1);
    }

    /** One word for the state. */
    public String stateWord() {
        return switch (state) {
            case OrderState.Waiting _ -> "waiting";
            case OrderState.Taken _ -> "taken";
            case OrderState.Overdue _ -> "overdue";
            case OrderState.Ended(Outcome.Succeeded()) -> "succeeded";
            case OrderState.Ended(Outcome.Failed _) -> "failed";
            case OrderState.Ended(Outcome.Unknown _) -> "unknown";
            case OrderState.Expired _ -> "expired";
            case OrderState.Withdrawn _ -> "withdrawn";
        };
    }

    /** Why it failed or is unknown, in the host's words, which are hostile; empty otherwise. */
    public String message() {
        return switch (state) {
            case OrderState.Ended(Outcome.Failed failed) -> failed.message();
            case OrderState.Ended(Outcome.Unknown(String why)) -> why;
            case OrderState.Ended(Outcome.Succeeded()) -> "";
            case OrderState.Waiting _,
                    OrderState.Taken _,
                    OrderState.Overdue _,
                    OrderState.Expired _,
                    OrderState.Withdrawn _ -> "";
        };
    }

    /** The kind of failure as a word; empty if it has not failed. */
    public String failure() {
        return state instanceof OrderState.Ended(Outcome.Failed failed)
                ? failed.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')
                : "";
    }
}
