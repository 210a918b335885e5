package dev.fettle.server.hosts;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.Storable;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes in what one look at a host found: all of it or, if anything fails, nothing. */
@Component
public final class RecordLook {
    private final HostStore hosts;
    private final InventoryStore inventories;
    private final PendingStore pending;
    private final Audit audit;
    private final TransactionTemplate transaction;

    RecordLook(
            HostStore hosts,
            InventoryStore inventories,
            PendingStore pending,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.inventories = inventories;
        this.pending = pending;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Adds the host if it is new. What is new or has changed is noted for the audit, in counts. Joins the caller's transaction if there is one; otherwise the look is durable when this
     * returns.
     */
    public HostId record(MachineId machine, Instant takenAt, Inventory inventory, PendingLook look) {
        HostId id = transaction.execute(_ -> {
            Optional<String> before = hosts.find(machine).map(Host::name);
            HostStore.Locked host = hosts.lock(machine, inventory.host(), takenAt);
            DeltaStore.Count packages = inventories.put(host.id(), takenAt, inventory);
            DeltaStore.Count patches = pending.put(host.id(), takenAt, inventory.platform(), look);
            boolean renamed = before.isPresent() && !before.get().equals(Storable.text(inventory.host()));
            if (host.added() || renamed || !packages.isNone() || !patches.isNone()) {
                note(host, before, inventory, takenAt, packages, patches);
            }
            return host.id();
        });
        if (id == null) {
            throw new IllegalStateException("The look at " + inventory.host() + " was recorded without a host.");
        }
        return id;
    }

    private void note(
            HostStore.Locked host,
            Optional<String> before,
            Inventory inventory,
            Instant takenAt,
            DeltaStore.Count packages,
            DeltaStore.Count patches) {
        Map<String, String> after = new TreeMap<>(Map.of(
                "name",
                inventory.host(),
                "looked at",
                takenAt.toString(),
                "packages",
                Integer.toString(inventory.packages().size()),
                "package builds that came",
                Integer.toString(packages.added()),
                "package builds that went",
                Integer.toString(packages.removed()),
                "patches that came",
                Integer.toString(patches.added()),
                "patches that went",
                Integer.toString(patches.removed())));
        audit.append(
                Actor.server("look at " + inventory.host()),
                new Deed(
                        host.added() ? "host.added" : "host.changed",
                        new AuditSubject("host", Long.toString(host.id().value()), inventory.host()),
                        before.map(name -> Map.of("name", name)).orElse(Map.of()),
                        after,
                        ""));
    }
}
