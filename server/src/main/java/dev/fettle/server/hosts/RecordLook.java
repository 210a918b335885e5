package dev.fettle.server.hosts;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.Storable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes in what looks at a host found: all of it or, if anything fails, nothing. */
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

    /** As {@link #record(MachineId, List)}, of one look. */
    public HostId record(MachineId machine, Instant takenAt, Inventory inventory, PendingLook look) {
        return record(machine, List.of(new Look(takenAt, inventory, look)));
    }

    /**
     * Adds the host if it is new; one that was removed is there again. What is new or has changed is noted for the audit, in counts; looks that found all as
     * it was leave no entry, and looks that come in together one. Joins the caller's transaction if there is one;
     * otherwise they are durable when this returns.
     *
     * @param looks at least one, the oldest first
     */
    public HostId record(MachineId machine, List<Look> looks) {
        HostId id = transaction.execute(_ -> {
            Optional<Host> known = hosts.find(machine);
            Optional<String> before = known.map(Host::name);
            Optional<Host.Removal> removal = known.map(Host::removal);
            Inventory newest = looks.getLast().inventory();
            HostStore.Locked host =
                    hosts.lock(machine, newest.host(), looks.getFirst().takenAt());
            DeltaStore.Count packages = DeltaStore.Count.NONE;
            DeltaStore.Count patches = DeltaStore.Count.NONE;
            for (Look look : looks) {
                packages = packages.plus(inventories.put(host.id(), look.takenAt(), look.inventory()));
                patches = patches.plus(
                        pending.put(host.id(), look.takenAt(), look.inventory().platform(), look.pending()));
            }
            boolean renamed = before.isPresent() && !before.get().equals(Storable.text(newest.host()));
            if (host.added() || removal.isPresent() || renamed || !packages.isNone() || !patches.isNone()) {
                note(host, before, removal, looks, packages, patches);
            }
            return host.id();
        });
        if (id == null) {
            throw new IllegalStateException("A look at " + machine + " was recorded without a host.");
        }
        return id;
    }

    private static Map<String, String> before(Optional<String> name, Optional<Host.Removal> removal) {
        Map<String, String> before = new TreeMap<>();
        name.ifPresent(each -> before.put("name", each));
        removal.ifPresent(each -> before.put("removed", each.at().toString()));
        return before;
    }

    private void note(
            HostStore.Locked host,
            Optional<String> before,
            Optional<Host.Removal> removal,
            List<Look> looks,
            DeltaStore.Count packages,
            DeltaStore.Count patches) {
        Look newest = looks.getLast();
        Inventory inventory = newest.inventory();
        Map<String, String> after = new TreeMap<>(Map.of(
                "name",
                inventory.host(),
                "looked at",
                newest.takenAt().toString(),
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
        if (looks.size() > 1) {
            after.put("looks", Integer.toString(looks.size()));
            after.put("first looked at", looks.getFirst().takenAt().toString());
        }
        audit.append(
                Actor.server("look at " + inventory.host()),
                new Deed(
                        host.added() ? "host.added" : removal.isPresent() ? "host.returned" : "host.changed",
                        new AuditSubject("host", Long.toString(host.id().value()), inventory.host()),
                        before(before, removal),
                        after,
                        ""));
    }
}
