package dev.fettle.agent;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;

/** What an order does to the host, whatever its package manager is. */
interface HostWork {

    /** How the work on an order stands when the call comes back. */
    sealed interface Work {
        record Done(Report report) implements Work {}

        /** The system goes down; {@link #lookAtBoot} ends it. */
        record GoingDown() implements Work {}
    }

    /** Does it, or goes on with it: what is done already is found done. Failures are outcomes of the report. */
    Work carryOut(Envelope envelope, Begun begun) throws AgentException;

    /** After the reboot that an order asked for. */
    Report lookAtBoot(Envelope envelope, Begun begun) throws AgentException;

    /**
     * For an order that was cut off and may not go on: leaves the package database in order and tells how the host stands.
     *
     * @param cutOff the outcome, to which it is added if even that fails
     */
    Report mend(Envelope envelope, Begun begun, Outcome.Failed cutOff) throws AgentException;
}
