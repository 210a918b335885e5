package dev.fettle.core.audit;

/**
 * The first thing that is wrong with a chain.
 *
 * @param from the place, by the number that belongs there, of the first entry that it may concern
 * @param to the last such place; the same where it is known exactly
 * @param sentence for people
 */
public record Tampering(Kind kind, long from, long to, String sentence) {
    /** What was done to it, as far as it can be told. */
    public enum Kind {
        /** Something of the entry, or the entry itself, is not what it was. */
        CHANGED,
        MISSING,
        /** It stands where another should: put in, moved or there twice. */
        OUT_OF_PLACE,
        /** A known checkpoint covers more than there is. */
        CUT_OFF,
        /** A checkpoint is not signed by the key that it names. */
        FORGED_CHECKPOINT,
        /** A checkpoint names a key that was not given. */
        UNKNOWN_KEY
    }
}
