package dev.fettle.host;

import dev.fettle.core.inventory.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a host was lost while a command ran on it. Whether it ran to its end there, and how it ended, is
 * unknown: never a failure, never a success.
 */
public final class LostConnectionException extends HostException {

    public LostConnectionException(Problem problem, @Nullable Throwable cause) {
        super(problem, cause);
    }
}
