package dev.fettle.core.order;

/** What became of an order. There is no fourth possibility, and not to know is no success. */
public sealed interface Outcome {

    /** It was done, and what had to be true afterwards was looked at and is true. */
    record Succeeded() implements Outcome {}

    /** @param message what happened, where, and what to do; parts of it may come from the host and are hostile */
    record Failed(FailureKind kind, String message) implements Outcome {}

    /** @param why nobody can tell */
    record Unknown(String why) implements Outcome {}
}
