package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.audit.TestAudit;
import java.util.OptionalInt;

/** The hosts' slice over a database of the tests. */
public final class TestHosts {
    private final Hosts hosts;
    private final RecordLook recordLook;
    private final FleetLooks fleetLooks;

    public TestHosts(TestServerDatabase database) {
        HostStore store = new HostStore(database.jdbc());
        InventoryStore inventories = new InventoryStore(database.jdbc());
        PendingStore pending = new PendingStore(database.jdbc());
        this.hosts = new Hosts(
                store,
                inventories,
                new HostListStore(database.jdbc(), (_, _) -> OptionalInt.empty()),
                pending,
                database.transactions());
        this.fleetLooks = new FleetLooks(new FleetStore(database.jdbc()), database.transactions());
        this.recordLook = new RecordLook(store, inventories, pending, TestAudit.in(database), database.transactions());
    }

    public FleetLooks fleetLooks() {
        return fleetLooks;
    }

    public Hosts hosts() {
        return hosts;
    }

    public RecordLook recordLook() {
        return recordLook;
    }

    public HostNow now(MachineId machine) {
        return hosts.find(machine)
                .flatMap(host -> hosts.now(host.id(), Scope.everything()))
                .orElseThrow();
    }
}
