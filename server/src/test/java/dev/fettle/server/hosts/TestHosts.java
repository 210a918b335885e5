package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.audit.TestAudit;

/** The hosts' slice over a database of the tests. */
public final class TestHosts {
    private final Hosts hosts;
    private final RecordLook recordLook;
    private final FleetLooks fleetLooks;

    public TestHosts(TestServerDatabase database) {
        this.hosts = HostParts.hosts(database.jdbc(), database.transactions());
        this.fleetLooks = new FleetLooks(new FleetStore(database.jdbc()), database.transactions());
        this.recordLook = HostParts.recordLook(database.jdbc(), TestAudit.in(database), database.transactions());
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
