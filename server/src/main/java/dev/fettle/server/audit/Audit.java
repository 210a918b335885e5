package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Where everything that changes state says who did it and what it was. */
@Component
public final class Audit {
    private final EntryStore entries;
    private final SealBell bell;
    private final Clock clock;

    Audit(EntryStore entries, SealBell bell, Clock clock) {
        this.entries = entries;
        this.bell = bell;
        this.clock = clock;
    }

    /**
     * Registers what a program beside the server needs to append. A server that runs seals it within a second or so, any
     * other when it starts.
     */
    public static void register(AnnotationConfigApplicationContext beans) {
        beans.register(EntryStore.class, SealBell.class, Audit.class);
    }

    /**
     * Appends an entry, in the caller's transaction: it is there for good with the change that it tells of, or neither
     * is. Texts of more than 4,096 characters and maps of more than 64 names are cut, with a mark that says so; what no
     * PostgreSQL text can hold is replaced.
     *
     * @throws IllegalStateException without a transaction, or in one that may only read
     */
    public void append(Actor actor, Deed deed) {
        append(actor, List.of(deed));
    }

    /** Appends many at once, in their order, as {@link #append(Actor, Deed)} would one after another. */
    public void append(Actor actor, List<Deed> deeds) {
        if (deeds.isEmpty()) {
            return;
        }
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new IllegalStateException(
                    deeds.getFirst().kind() + " was to be noted outside of the transaction that changes it.");
        }
        entries.add(
                clock.instant(),
                Fitting.actor(actor),
                deeds.stream().map(Fitting::deed).toList());
        bell.ringAfterCommit();
    }
}
