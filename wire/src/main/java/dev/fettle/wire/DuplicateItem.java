package dev.fettle.wire;

import java.time.Instant;
import java.util.List;

/**
 * Two hosts that are perhaps one machine.
 *
 * @param id {@code FIRST-SECOND}, by their numbers
 * @param first the one that came first
 * @param evidence sentences on why they seem to be the same
 */
public record DuplicateItem(String id, Side first, Side second, List<String> evidence) {
    /**
     * One of them.
     *
     * @param address from where it was heard last; empty if it never was
     * @param agent whether it has an agent that is not revoked
     * @param heardAt when it was heard or looked at last
     */
    public record Side(
            long id, String name, String platform, String address, boolean agent, Instant addedAt, Instant heardAt) {}
}
