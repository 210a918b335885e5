package dev.fettle.cli.remote;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was asked of a server could not be had. The message is a sentence for people. */
public final class RemoteException extends Exception {
    private static final long serialVersionUID = 1;

    /** Something went wrong (as scans exit too). */
    public static final int FAILED = 1;
    /** EX_UNAVAILABLE of sysexits.h. */
    public static final int UNAVAILABLE = 69;
    /** EX_NOPERM of sysexits.h. */
    public static final int NOT_PERMITTED = 77;

    private final int exitCode;
    private final transient @Nullable Duration after;

    public RemoteException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
        this.after = null;
    }

    private RemoteException(RemoteException cause, Duration after) {
        super(cause.getMessage(), cause);
        this.exitCode = cause.exitCode;
        this.after = after;
    }

    public RemoteException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.after = null;
    }

    /** The same, where the server was asked too much, did nothing, and wants to be left alone for a time. */
    RemoteException after(Duration time) {
        return new RemoteException(this, time);
    }

    /** The time for which the server wants to be left alone; empty if that is not why. */
    Optional<Duration> after() {
        return Optional.ofNullable(after);
    }

    public int exitCode() {
        return exitCode;
    }
}
