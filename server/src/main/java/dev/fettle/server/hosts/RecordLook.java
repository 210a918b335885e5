package dev.fettle.server.hosts;

import dev.fettle.core.inventory.Inventory;
import java.time.Instant;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes in what one look at a host found: all of it or, if anything fails, nothing. */
@Component
public final class RecordLook {
    private final HostStore hosts;
    private final InventoryStore inventories;
    private final PendingStore pending;
    private final TransactionTemplate transaction;

    RecordLook(
            HostStore hosts,
            InventoryStore inventories,
            PendingStore pending,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.inventories = inventories;
        this.pending = pending;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Adds the host if it is new. Joins the caller's transaction if there is one; otherwise the look is durable when this
     * returns.
     */
    public HostId record(MachineId machine, Instant takenAt, Inventory inventory, PendingLook look) {
        HostId id = transaction.execute(_ -> {
            HostId host = hosts.lock(machine, inventory.host(), takenAt);
            inventories.put(host, takenAt, inventory);
            pending.put(host, takenAt, inventory.platform(), look);
            return host;
        });
        if (id == null) {
            throw new IllegalStateException("The look at " + inventory.host() + " was recorded without a host.");
        }
        return id;
    }
}
