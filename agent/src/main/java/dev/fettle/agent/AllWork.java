package dev.fettle.agent;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;

/**
 * Orders that change this program, and all others.
 *
 * @param program takes other versions of this program
 * @param host does everything else
 */
record AllWork(HostWork program, HostWork host) implements HostWork {
    private HostWork of(Envelope envelope) {
        return envelope.order() instanceof Order.UpdateAgent ? program : host;
    }

    @Override
    public Work carryOut(Envelope envelope, Begun begun) throws AgentException {
        return of(envelope).carryOut(envelope, begun);
    }

    @Override
    public Report lookAtBoot(Envelope envelope, Begun begun) throws AgentException {
        return of(envelope).lookAtBoot(envelope, begun);
    }

    @Override
    public Report mend(Envelope envelope, Begun begun, Outcome.Failed cutOff) throws AgentException {
        return of(envelope).mend(envelope, begun, cutOff);
    }
}
