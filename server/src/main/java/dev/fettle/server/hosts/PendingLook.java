package dev.fettle.server.hosts;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.Survey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one look found pending.
 *
 * @param changes null if nobody knows what the package manager would do
 * @param unavailable why nobody knows, in a sentence; null if it is known
 * @param claims what the candidates' changelogs say, by source
 * @param unread sources whose changelog could not be had
 * @param firstSeen when this installation saw each patch first, by the package's id; empty for what was not stored yet
 */
public record PendingLook(
        @Nullable PendingChanges changes,
        @Nullable String unavailable,
        Map<String, ChangelogClaim> claims,
        List<String> unread,
        Map<String, Instant> firstSeen) {

    /** @throws IllegalArgumentException unless exactly one of changes and reason is there */
    public PendingLook {
        if ((changes == null) == (unavailable == null)) {
            throw new IllegalArgumentException("Either the changes are known, or there is a reason why they are not.");
        }
        claims = Map.copyOf(claims);
        unread = List.copyOf(unread);
        firstSeen = Map.copyOf(firstSeen);
    }

    /** Of a survey that did not ask changelogs. */
    public static PendingLook of(Survey.Pending pending) {
        return of(pending, Map.of(), List.of());
    }

    /** Of a survey, with what changelogs said. */
    public static PendingLook of(Survey.Pending pending, Map<String, ChangelogClaim> claims, List<String> unread) {
        return switch (pending) {
            case Survey.Pending.Known(PendingChanges changes) ->
                new PendingLook(changes, null, claims, unread, Map.of());
            case Survey.Pending.Unavailable(String why) -> new PendingLook(null, why, Map.of(), List.of(), Map.of());
        };
    }
}
