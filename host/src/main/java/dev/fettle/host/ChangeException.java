package dev.fettle.host;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report.Change;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change to a host that did not come about, or not wholly. The message is a sentence for people; {@link #problem} adds
 * the host's own words, which are hostile.
 */
public final class ChangeException extends Exception {
    private final FailureKind kind;
    private final Problem problem;
    private final List<Change> plan;

    public ChangeException(FailureKind kind, Problem problem, @Nullable Throwable cause) {
        this(kind, problem, List.of(), cause);
    }

    private ChangeException(FailureKind kind, Problem problem, List<Change> plan, @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.kind = kind;
        this.problem = problem;
        this.plan = List.copyOf(plan);
    }

    /** For what could not be asked or done at all. */
    public static ChangeException of(HostException broken) {
        return new ChangeException(
                broken.isTimeout() ? FailureKind.TIMEOUT : FailureKind.INTERNAL, broken.problem(), broken);
    }

    /** @param plan what the package manager would have done, and more than was ordered */
    public static ChangeException beyond(List<Change> plan, String where, String message) {
        return new ChangeException(FailureKind.RESOLVER, new Problem(where, message, ""), plan, null);
    }

    public ChangeException(FailureKind kind, String where, String message, String text) {
        this(kind, new Problem(where, message, text), null);
    }

    public ChangeException(FailureKind kind, String where, String message) {
        this(kind, where, message, "");
    }

    public FailureKind kind() {
        return kind;
    }

    public Problem problem() {
        return problem;
    }

    /** What the package manager would have done, where it was asked and was not let; otherwise empty. */
    public List<Change> plan() {
        return plan;
    }

    public Outcome.Failed outcome() {
        String words = problem.text();
        return new Outcome.Failed(kind, words.isEmpty() ? problem.message() : problem.message() + " " + words);
    }
}
