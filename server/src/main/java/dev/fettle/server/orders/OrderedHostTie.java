package dev.fettle.server.orders;

import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostTie;
import dev.fettle.server.hosts.MachineId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Orders stay with a host that is taken away, and go over to the one that it turned out to be. */
@Component
final class OrderedHostTie implements HostTie {
    private final OrderStore store;

    OrderedHostTie(OrderStore store) {
        this.store = store;
    }

    @Override
    public void merged(Host from, Host into, @Nullable MachineId machine) {
        store.pass(from.id(), into.id());
    }
}
