package dev.fettle.sim;

/** What kind of host it is. Each is good until its weakness shows. */
enum Temper {
    GOOD,
    /** The package's script fails. */
    FAILS,
    /** Installs well and is not healthy afterwards. */
    BREAKS,
    /** Healthy at first, and then no more. */
    SICKENS,
    /** Could not do it, try again: a lock. */
    LOCKED,
    /** Cannot say what became of an order. */
    UNSURE,
    /** Says that it has done what it has not. */
    LIES,
    /** Begins, and ends hours later or never. */
    HANGS,
    /** Is switched off for good in the middle. */
    VANISHES,
    /** Is switched off for hours at a time. */
    SLEEPS,
    /** Its agent is killed in the middle, and goes on by its journal. */
    CRASHES,
    /** Cannot go back. */
    NO_WAY_BACK
}
