package dev.fettle.server.changes;

import dev.fettle.core.approval.ChangeState;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.signing.Octets;
import java.time.Instant;

/**
 * A change as lists show it.
 *
 * @param number in the order in which they were drafted
 * @param draftedBy the person, as are the others
 * @param editedBy who edited or planned it last
 * @param content the hash of what it means by its last plan
 * @param hosts how many get something by it
 * @param leftOpen how many do not although what it is for is open there, or nobody knows
 * @param findings how many it closes, summed over the hosts
 * @param decidedWhy why it was rejected or withdrawn; empty if nobody said
 * @param version counts what happened to it
 */
public record Change(
        long number,
        String title,
        ChangeType type,
        String ticket,
        ChangeState state,
        String draftedBy,
        Instant draftedAt,
        String editedBy,
        Octets content,
        Instant plannedAt,
        int hosts,
        int leftOpen,
        long findings,
        int round,
        String decidedWhy,
        long version) {}
