package dev.fettle.agent.update;

import dev.fettle.core.order.Outcome;

/** What is to be done next for an update. */
public sealed interface UpdateStep {
    /** Fetch the program, look whether it is the one, and put it here. */
    record Fetch() implements UpdateStep {}

    /** Put it on trial. */
    record Try() implements UpdateStep {}

    /** Have the service started anew, so that the trial begins. */
    record Restart() implements UpdateStep {}

    /** Look again in a moment. */
    record Wait() implements UpdateStep {}

    /** End a trial that nobody else ends. */
    record GiveUp() implements UpdateStep {}

    /** It is over. */
    record End(Outcome outcome) implements UpdateStep {}
}
