package dev.fettle.agent.update;

import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The machine behind an update: from what is found on the disk, to what is done next. */
public final class AgentUpdate {
    /** How long a program on trial has to reach the server. */
    public static final Duration TRIAL = Duration.ofMinutes(5);

    /** How often the launcher starts it for that; the launcher knows the number too. */
    public static final int MOST_STARTS = 3;

    /** The launcher ends a trial in time, when the service is started for the next time; it needs a moment for that. */
    static final Duration SLACK = Duration.ofMinutes(1);

    private AgentUpdate() {}

    /**
     * @param cutOff why nothing new may be begun any more, because the order is too old; empty if it is not
     * @param restarted whether this program has had the service started anew since the trial began
     */
    public static UpdateStep next(UpdateState state, Optional<Outcome.Failed> cutOff, boolean restarted, Instant now) {
        return switch (state) {
            case UpdateState.Absent() -> begin(cutOff, new UpdateStep.Fetch());
            case UpdateState.Kept() -> begin(cutOff, new UpdateStep.Try());
            case UpdateState.OnTrial(int starts, Instant until) -> {
                if (now.isAfter(until.plus(SLACK))
                        || now.isBefore(until.minus(TRIAL).minus(SLACK))) {
                    yield new UpdateStep.GiveUp();
                }
                yield starts == 0 && !restarted ? new UpdateStep.Restart() : new UpdateStep.Wait();
            }
            case UpdateState.InForce() -> new UpdateStep.End(new Outcome.Succeeded());
            case UpdateState.Lost(int starts, Instant until) -> new UpdateStep.End(lost(starts, until, now));
        };
    }

    private static UpdateStep begin(Optional<Outcome.Failed> cutOff, UpdateStep step) {
        return cutOff.<UpdateStep>map(UpdateStep.End::new).orElse(step);
    }

    private static Outcome lost(int starts, Instant until, Instant now) {
        String back =
                " The version before it is the program again. \"journalctl -u fettle-agent\" on the host shows more.";
        if (starts >= MOST_STARTS) {
            return new Outcome.Failed(
                    FailureKind.SERVICE,
                    "The new version ended " + starts + " times before it had reached the server." + back);
        }
        if (starts > 0 && !now.isBefore(until)) {
            return new Outcome.Failed(
                    FailureKind.TIMEOUT, "The new version ran, but did not reach the server in time." + back);
        }
        return starts > 0
                ? new Outcome.Failed(
                        FailureKind.INTERRUPTED,
                        "The trial of the new version was ended by somebody else, such as an installation of the package."
                                + back)
                : new Outcome.Failed(FailureKind.SERVICE, "The service was not started with the new version." + back);
    }
}
