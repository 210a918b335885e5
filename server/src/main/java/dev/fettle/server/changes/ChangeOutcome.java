package dev.fettle.server.changes;

/** What became of something that somebody wanted with a change. */
public sealed interface ChangeOutcome {
    /** @param change as it is now */
    record Done(Change change) implements ChangeOutcome {}

    /** Not there, or it has hosts that are not in the actor's scope, which is the same to them. */
    record NoSuchChange() implements ChangeOutcome {}

    /** It is not what the actor saw any more. */
    record Overtaken() implements ChangeOutcome {}

    /**
     * What was sent cannot be meant.
     *
     * @param why a sentence that says what to do
     */
    record Refused(String why) implements ChangeOutcome {}

    /**
     * How the change stands forbids it.
     *
     * @param why a sentence
     */
    record Conflict(String why) implements ChangeOutcome {}

    /** The server is still reading its hosts, so nothing can be planned. */
    record NotYet() implements ChangeOutcome {}
}
