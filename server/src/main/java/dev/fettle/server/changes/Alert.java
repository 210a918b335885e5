package dev.fettle.server.changes;

import dev.fettle.core.approval.AlertState;
import java.time.Instant;

/**
 * The alert of an emergency change.
 *
 * @param round of the change, which may be proposed more than once
 */
public record Alert(long change, int round, Instant raisedAt, AlertState state) {
    public boolean open() {
        return state instanceof AlertState.Open;
    }

    /** How often it was told again. */
    public int told() {
        return switch (state) {
            case AlertState.Open(int told, Instant _) -> told;
            case AlertState.Acknowledged(int told, String _, Instant _) -> told;
        };
    }

    /** Who has taken notice; empty if nobody has. */
    public String acknowledgedBy() {
        return state instanceof AlertState.Acknowledged acknowledged ? acknowledged.by() : "";
    }
}
