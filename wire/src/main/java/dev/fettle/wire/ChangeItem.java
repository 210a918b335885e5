package dev.fettle.wire;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change.
 *
 * @param type standard, normal or emergency
 * @param state draft, proposed, approved, rejected or withdrawn
 * @param content the hash of what exactly it means: to be sent with an approval
 * @param hosts how many get something
 * @param leftOpen how many do not although what it is for is open there, or nobody knows
 * @param findings how many it closes, summed over the hosts
 * @param needed how many approvals it takes; null before it is proposed
 * @param owedUntil of an emergency change: until when it is to be approved
 * @param why why it was rejected or withdrawn
 */
public record ChangeItem(
        long id,
        String title,
        String type,
        String ticket,
        String state,
        String draftedBy,
        Instant draftedAt,
        String editedBy,
        Instant plannedAt,
        String content,
        int hosts,
        int leftOpen,
        long findings,
        @Nullable String proposedBy,
        @Nullable Integer needed,
        List<String> approvedBy,
        @Nullable Instant owedUntil,
        @Nullable String why) {}
