package dev.fettle.core.assessment;

/** What is known of one vulnerability in one source package of a host. That nothing is known is a verdict of its own. */
public sealed interface Verdict {

    /**
     * The host is affected and the fix is out.
     *
     * @param fixed the first source version that is mended
     * @param way what brings it into effect
     */
    record Fixable(String fixed, Way way) implements Verdict {}

    /** The host is affected and no fix is out. */
    record Unfixed() implements Verdict {}

    /** @param because one sentence */
    record NotAffected(String because) implements Verdict {}

    /** @param why one sentence */
    record Unknown(String why) implements Verdict {}

    /** What a host needs for a fix to take effect. */
    enum Way {
        PATCH,
        /** The mended build is installed already; what runs the one before it has to be restarted. */
        RESTART,
        /** The mended build is installed already; what runs the one before it is the kernel, or ends only with it. */
        REBOOT;

        /** Whether nothing has to be installed any more. */
        public boolean isInstalled() {
            return this != PATCH;
        }
    }

    /** Whether the vulnerability must be counted as open: everything that is not known to be harmless. */
    default boolean open() {
        return !(this instanceof NotAffected);
    }
}
