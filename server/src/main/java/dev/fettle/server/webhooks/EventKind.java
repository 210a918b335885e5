package dev.fettle.server.webhooks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be told. */
public enum EventKind {
    CHANGE_DRAFTED,
    CHANGE_EDITED,
    CHANGE_PLANNED,
    CHANGE_PROPOSED,
    CHANGE_APPROVED,
    CHANGE_REJECTED,
    CHANGE_WITHDRAWN,
    /** The approval that an emergency change owes has not come in time. */
    CHANGE_OVERDUE,
    ROLLOUT_STARTED,
    ROLLOUT_PAUSED,
    ROLLOUT_RESUMED,
    ROLLOUT_HALTED,
    ROLLOUT_ENDED,
    /** An emergency change may be carried out, and nobody else has taken notice. */
    ALERT_RAISED,
    /** Nobody has for a while. */
    ALERT_ESCALATED,
    ALERT_ACKNOWLEDGED;

    /** As it stands in messages: {@code change.approved}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Empty if nothing is called so. */
    public static Optional<EventKind> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
