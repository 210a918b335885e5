package dev.fettle.host;

import dev.fettle.core.inventory.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A host, or a file taken from one, that cannot be read. The message is a sentence for people that says what to do;
 * {@link #problem} adds the host's own words, which are hostile and to be escaped wherever they are shown.
 */
public sealed class HostException extends Exception permits LostConnectionException {
    private final Problem problem;
    private final boolean timeout;

    private HostException(Problem problem, @Nullable Throwable cause, boolean timeout) {
        super(problem.message(), cause);
        this.problem = problem;
        this.timeout = timeout;
    }

    public HostException(Problem problem, @Nullable Throwable cause) {
        this(problem, cause, false);
    }

    /** A command that was stopped because it took too long. */
    public static HostException timeout(Problem problem, Throwable cause) {
        return new HostException(problem, cause, true);
    }

    public HostException(Problem problem) {
        this(problem, null);
    }

    /** @param where the file or command concerned */
    public HostException(String where, String message) {
        this(new Problem(where, message), null);
    }

    /** Whether a command took longer than it was given. */
    public boolean isTimeout() {
        return timeout;
    }

    public Problem problem() {
        return problem;
    }
}
