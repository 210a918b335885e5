package dev.fettle.server.rollouts;

import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostTie;
import dev.fettle.server.hosts.MachineId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What is rolled out to a host goes to the one that it turned out to be. */
@Component
final class RolloutHostTie implements HostTie {
    private final RolloutHostStore store;
    private final FactStore facts;

    RolloutHostTie(RolloutHostStore store, FactStore facts) {
        this.store = store;
        this.facts = facts;
    }

    @Override
    public void merged(Host from, Host into, @Nullable MachineId machine) {
        store.pass(from.id(), into.id());
        facts.pass(from.id(), into.id());
    }
}
