package dev.fettle.cli;

/** What Fettle's commands exit with. */
final class ExitCode {
    /** Done, whatever was found. */
    static final int DONE = 0;

    /** Something that was asked for could not be done or could not be known. */
    static final int FAILED = 1;

    /** The condition of --fail-on holds. */
    static final int CONDITION_HOLDS = 2;

    /** What was verified has been tampered with. */
    static final int TAMPERED = 2;

    /** The command line was wrong (EX_USAGE of sysexits.h). */
    static final int USAGE = 64;

    private ExitCode() {}
}
