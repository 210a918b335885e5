package dev.fettle.server.rollouts;

/** What the database has of a roll-out is not what was approved. Nothing is carried out of it. */
final class TamperedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TamperedException(long rollout) {
        super("Roll-out " + rollout
                + " is not carried out: what the database has of it is not what was approved. Somebody"
                + " has changed it there. Look at who has access to the database, and restore it from a backup.");
    }
}
