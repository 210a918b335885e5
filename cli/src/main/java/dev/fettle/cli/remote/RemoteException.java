package dev.fettle.cli.remote;

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

    public RemoteException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public RemoteException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
