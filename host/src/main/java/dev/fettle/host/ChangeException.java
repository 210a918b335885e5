package dev.fettle.host;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A change to a host that did not come about, or not wholly. The message is a sentence for people; {@link #problem} adds
 * the host's own words, which are hostile.
 */
public final class ChangeException extends Exception {
    private final FailureKind kind;
    private final Problem problem;

    public ChangeException(FailureKind kind, Problem problem, @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.kind = kind;
        this.problem = problem;
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

    public Outcome.Failed outcome() {
        String words = problem.text();
        return new Outcome.Failed(kind, words.isEmpty() ? problem.message() : problem.message() + " " + words);
    }
}
