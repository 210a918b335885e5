package dev.fettle.core.assessment;

import dev.fettle.core.catalog.FeedRef;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a verdict rests on.
 *
 * @param kind what sort of thing it is
 * @param by the record's id, or the changelog entry's {@code source version}
 * @param range the range as the record gives it; empty where there is none
 * @param installed the source version that was judged
 * @param feed the file the record came from; null for what the host itself says
 * @param says one sentence
 */
public record Evidence(
        Kind kind,
        String by,
        String range,
        String installed,
        @Nullable FeedRef feed,
        String says) {

    public enum Kind {
        /** A record about this vulnerability. */
        RECORD,
        /** An advisory that names this vulnerability among those it mends. */
        ADVISORY,
        /** The changelog in the candidate package. */
        CHANGELOG,
        /** A rule of Fettle's own, such as which kernel counts. */
        RULE
    }
}
