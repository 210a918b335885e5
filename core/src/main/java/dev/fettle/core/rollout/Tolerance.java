package dev.fettle.core.rollout;

/**
 * What people have put up with in a wave in order to go on. Another failure is not part of it.
 *
 * @param accepted failed hosts of the wave, after too many had failed; -1 if that was never so
 * @param waivedFailed failed hosts of this wave and all before when its gate was waived; -1 if it was not
 * @param waivedDone hosts of this wave and all before that had succeeded then
 */
public record Tolerance(int accepted, int waivedFailed, int waivedDone) {
    static final Tolerance NONE = new Tolerance(-1, -1, 0);

    /** A failed host that has become well, or that a person has taken on, is not put up with a second time. */
    Tolerance atMost(int failed) {
        return accepted > failed ? new Tolerance(failed, waivedFailed, waivedDone) : this;
    }

    boolean waives(int failed, int done) {
        return failed <= waivedFailed && done >= waivedDone;
    }
}
