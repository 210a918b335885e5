package dev.fettle.agent.update;

import java.time.Instant;

/** How far the order to take another version has come, as the files on the disk tell it after whatever has happened. */
public sealed interface UpdateState {
    /** The program of the order is not here. */
    record Absent() implements UpdateState {}

    /** It lies here whole, and was not yet tried for this order. */
    record Kept() implements UpdateState {}

    /**
     * It is on trial.
     *
     * @param starts how often it was started so far
     * @param until when it must have reached the server
     */
    record OnTrial(int starts, Instant until) implements UpdateState {}

    /** It has reached the server, and is the program from now on. */
    record InForce() implements UpdateState {}

    /** The one before it is the program again. */
    record Lost(int starts, Instant until) implements UpdateState {}
}
