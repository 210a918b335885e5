package dev.fettle.core.rollout;

/** Why a roll-out was halted. */
public sealed interface Why {
    record Person(String name) implements Why {}

    /** A wave has not passed its gate. */
    sealed interface AtGate extends Why {
        /** By number, from 0. */
        int wave();
    }

    /** More hosts failed than the gate allows. */
    record Breach(int wave, int failed, int hosts) implements AtGate {}

    /** Too few hosts succeeded; none, if the wave was empty or silent. */
    record TooFew(int wave, int succeeded, int least) implements AtGate {}

    /** So few hosts say too little about the failure rate, even if none of them has failed. */
    record TooSmall(int wave, int tried, int least) implements AtGate {}

    /** The failure rate may be above the limit. */
    record RateTooHigh(int wave, int failed, int tried) implements AtGate {}
}
