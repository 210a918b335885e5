package dev.fettle.wire;

import java.time.Instant;
import java.util.List;

/**
 * What somebody did.
 *
 * @param id tells it from other entries; entries of one moment are in no order of theirs
 * @param number its place in the sealed chain; 0 if it is not sealed yet
 * @param sentence for people
 * @param actorKind {@code person}, {@code token} or {@code server}
 * @param role by which it was allowed; may be empty
 * @param from the address; may be empty
 * @param request the id of the request; may be empty
 * @param kind dotted words such as {@code host.described}
 * @param why the reason that was given; may be empty
 */
public record AuditItem(
        long id,
        long number,
        Instant at,
        String sentence,
        String actorKind,
        String actor,
        String role,
        String from,
        String request,
        String kind,
        String subjectType,
        String subjectId,
        String subjectName,
        List<Change> changes,
        String why) {
    /**
     * Something that the deed changed.
     *
     * @param before empty for what is new
     * @param after empty for what is gone
     */
    public record Change(String name, String before, String after) {}
}
