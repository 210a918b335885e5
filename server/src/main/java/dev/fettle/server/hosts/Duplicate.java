package dev.fettle.server.hosts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Two hosts that are perhaps one machine.
 *
 * @param first the one that has the smaller number
 * @param sameMachineId whether one of them was found to have the machine-id of the other when it was enrolled
 */
public record Duplicate(Side first, Side second, boolean sameMachineId) {
    /**
     * One of them.
     *
     * @param platform for people
     * @param address from where it was heard last, or is looked at; empty if neither is known
     * @param agent whether it has an agent that is not revoked
     * @param heardAt when it was heard or looked at last
     */
    public record Side(Host host, String platform, String address, boolean agent, Instant heardAt) {}

    private boolean sameName() {
        return first.host().name().equalsIgnoreCase(second.host().name());
    }

    private boolean sameAddress() {
        return !first.address().isEmpty() && first.address().equals(second.address());
    }

    /** Whether nothing was heard of the first any more when the second came. */
    private boolean followed() {
        return first.heardAt().isBefore(second.host().addedAt());
    }

    /** Sentences on why they seem to be one; at least one. */
    public List<String> evidence() {
        List<String> evidence = new ArrayList<>();
        if (sameMachineId) {
            evidence.add(
                    "They have the same machine-id: one was enrolled while the other was heard, so it is a copy of it,"
                            + " or was enrolled twice within ten minutes.");
        }
        if (sameName()) {
            evidence.add("They have the same name.");
        }
        if (sameAddress()) {
            evidence.add("They were heard from the same address, " + first.address() + ".");
        }
        if (followed()) {
            evidence.add("Host " + first.host().id() + " was heard last at " + first.heardAt() + ", before host "
                    + second.host().id() + " came: perhaps the machine was installed anew.");
        }
        return evidence;
    }

    /** The one that was heard last: as a rule the one to keep. */
    public Side newer() {
        return first.heardAt().isAfter(second.heardAt()) ? first : second;
    }

    public List<Side> sides() {
        return List.of(first, second);
    }

    /** {@code 5-9}. */
    public String id() {
        return first.host().id() + "-" + second.host().id();
    }
}
