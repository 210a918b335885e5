package dev.fettle.core.order;

/** Why an order failed, so that people and roll-outs can tell what to do without reading messages. */
public enum FailureKind {
    /** The host did not accept it: forged, expired, for another host, seen before, or of an unknown kind. */
    REFUSED,
    /** The package manager found no way, or would have done something else besides. */
    RESOLVER,
    /** Packages or lists could not be fetched. */
    DOWNLOAD,
    /** What was fetched is not what was signed. */
    SIGNATURE,
    /** There is no room, or the file system cannot be written. */
    DISK,
    /** Another program holds the package manager's lock. */
    LOCK,
    /** A package's own script failed. */
    SCRIPT,
    /** The package database was broken before, or could not be mended afterwards. */
    PACKAGE_DATABASE,
    /** A service that ran before does not run, or does not listen where it did. */
    SERVICE,
    /** A check said no. */
    CHECK,
    /** What should be there is not, or something still runs what was replaced. */
    NOT_IN_EFFECT,
    /** It took longer than it may. */
    TIMEOUT,
    /** It was cut off, by a power loss for example, and too late to go on. */
    INTERRUPTED,
    /** The host cannot do such a thing. */
    UNSUPPORTED,
    /** The program on the host failed, which is a mistake of ours. */
    INTERNAL
}
