package dev.fettle.core.rollout;

import java.time.Instant;

/** How one host of a roll-out stands. */
public sealed interface HostState {
    /** It has not been its turn. */
    record Waiting() implements HostState {}

    /** An order is to be given, as soon as limits and windows allow. */
    record Due(Leg leg, Instant notBefore) implements HostState {}

    /**
     * An order was given; the host has not said that it has it, and does not begin it after a time. One that
     * was withdrawn may have reached it before.
     */
    record Asked(Leg leg, Instant beginBy, boolean withdrawn) implements HostState {
        Asked(Leg leg, Instant beginBy) {
            this(leg, beginBy, false);
        }
    }

    /** The host is at it. Without an answer by a time it is lost. */
    record Working(Leg leg, Instant lostFrom) implements HostState {}

    /** It may have begun, and has not been heard of for too long. What became of it nobody knows. */
    record Lost(Leg leg) implements HostState {}

    /** Installed, in effect and healthy. */
    record Done(Instant at) implements HostState {}

    /**
     * It could not be done, or was done and is not well.
     *
     * @param unknown what became of it, nobody can tell
     * @param why a sentence, in parts from the host and hostile
     */
    record Failed(boolean unknown, String why) implements HostState {}

    /** Back to how it was, and healthy. */
    record Back(Instant at) implements HostState {}

    /** It could not go back, or is not well since. A person is needed. */
    record Stuck(String why) implements HostState {}

    /** As before: its orders could not be handed to it for as long as such hosts are waited for, or nobody there takes any. */
    record LeftOver() implements HostState {}

    /** A person took it out, or it was removed before anything was done to it. */
    record Skipped() implements HostState {}
}
