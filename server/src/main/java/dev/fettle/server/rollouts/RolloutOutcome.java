package dev.fettle.server.rollouts;

/** What became of something that somebody wanted with a roll-out. */
public sealed interface RolloutOutcome {
    /** @param rollout as it is now */
    record Done(RolloutHead rollout) implements RolloutOutcome {}

    /** Not there, or it has hosts that are not in the actor's scope, which is the same to them. */
    record NoSuchRollout() implements RolloutOutcome {}

    /** Nor is the change, or it has such hosts. */
    record NoSuchChange() implements RolloutOutcome {}

    /** It is not what the actor saw any more. */
    record Overtaken() implements RolloutOutcome {}

    /**
     * What was sent cannot be meant.
     *
     * @param why a sentence that says what to do
     */
    record Refused(String why) implements RolloutOutcome {}

    /**
     * How the roll-out or its change stands forbids it.
     *
     * @param why a sentence
     */
    record Conflict(String why) implements RolloutOutcome {}
}
