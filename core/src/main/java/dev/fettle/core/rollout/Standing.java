package dev.fettle.core.rollout;

import java.time.Instant;

/** The states of hosts as they are counted. */
public enum Standing {
    /** Not begun. */
    WAITING,
    /** Asked in vain, and not changed: it is switched off, or has no connection. It is asked again. */
    AWAY,
    /** To be tried again, and perhaps not as it was: a person wants that, or the host could not do it yet. */
    AGAIN,
    /** Begun, with the next order still to be given. */
    MIDWAY,
    /** An order of it is out. */
    MOVING,
    DONE,
    FAILED,
    LOST,
    BACK,
    STUCK,
    LEFT_OVER,
    SKIPPED;

    static Standing of(HostCourse course) {
        return switch (course.state()) {
            case HostState.Waiting() -> WAITING;
            case HostState.Due(Leg leg, Instant _) -> {
                if (!leg.isFirst()) {
                    yield MIDWAY;
                }
                yield course.touched() ? AGAIN : leg.missed() > 0 ? AWAY : WAITING;
            }
            case HostState.Asked _, HostState.Working _ -> MOVING;
            case HostState.Lost _ -> LOST;
            case HostState.Done _ -> DONE;
            case HostState.Failed _ -> FAILED;
            case HostState.Back _ -> BACK;
            case HostState.Stuck _ -> STUCK;
            case HostState.LeftOver() -> LEFT_OVER;
            case HostState.Skipped() -> SKIPPED;
        };
    }

    /** Nothing more happens to it without people, or without the host being heard of. */
    public boolean settled() {
        return switch (this) {
            case WAITING, AWAY, AGAIN, MIDWAY, MOVING -> false;
            case DONE, FAILED, LOST, BACK, STUCK, LEFT_OVER, SKIPPED -> true;
        };
    }

    /** A wave need not wait for it before the next one begins. */
    public boolean letsPass() {
        return settled() || this == AWAY;
    }

    /** It counts as failed where failures are counted. */
    public boolean failed() {
        return switch (this) {
            case FAILED, LOST, BACK, STUCK -> true;
            case WAITING, AWAY, AGAIN, MIDWAY, MOVING, DONE, LEFT_OVER, SKIPPED -> false;
        };
    }

    /** It may not be doing its work, as far as anybody knows. */
    public boolean unavailable() {
        return switch (this) {
            case AGAIN, MIDWAY, MOVING, FAILED, LOST, STUCK -> true;
            case WAITING, AWAY, DONE, BACK, LEFT_OVER, SKIPPED -> false;
        };
    }

    /** It has begun and has not come to an end. */
    public boolean underWay() {
        return this == MIDWAY || this == MOVING;
    }

    /** What comes after it in a cluster or by its rank may begin. */
    boolean clears() {
        return this == DONE || this == SKIPPED;
    }
}
