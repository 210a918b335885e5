package dev.fettle.server.windows;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import dev.fettle.server.hosts.Hosts;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds freezes, changes and removes them. */
@Component
public final class SetFreezes {
    static final int MOST = 500;

    private final FreezeStore store;
    private final Hosts hosts;
    private final Audit audit;
    private final TransactionTemplate transaction;

    SetFreezes(FreezeStore store, Hosts hosts, Audit audit, PlatformTransactionManager transactions) {
        this.store = store;
        this.hosts = hosts;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * A freeze as somebody writes it.
     *
     * @param condition empty for all hosts
     * @param start such as {@code 2026-12-20T00:00}, as clocks in the zone show it; so is the end
     */
    public record Wish(String name, String condition, String start, String end, String zone, String note) {}

    /** What came of it. */
    public sealed interface Outcome {
        /** @param freeze as it is now; as it was, if it is removed */
        record Done(NamedFreeze freeze) implements Outcome {}

        record NoSuchFreeze() implements Outcome {}

        /** Somebody else has changed it since the actor saw it. */
        record Overtaken() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    public Outcome add(Actor actor, Wish wish) {
        return read(
                wish,
                freeze -> within(freeze.name(), () -> {
                    if (store.count() >= MOST) {
                        return new Outcome.Refused(
                                "There are " + MOST + " freezes already. Remove those that are over.");
                    }
                    Optional<Long> id = store.add(freeze);
                    if (id.isEmpty()) {
                        return taken(freeze.name());
                    }
                    NamedFreeze added = store.find(id.get()).orElseThrow();
                    audit.append(actor, Deed.added("freeze.added", subject(added), told(added)));
                    return new Outcome.Done(added);
                }));
    }

    /** @param version that the actor saw; null for whatever it is */
    public Outcome change(Actor actor, long id, @Nullable Long version, Wish wish) {
        return read(
                wish,
                freeze -> within(
                        freeze.name(),
                        () -> changing(id, version, before -> {
                            if (!store.change(new NamedFreeze(
                                    id,
                                    freeze.name(),
                                    freeze.condition(),
                                    freeze.start(),
                                    freeze.end(),
                                    freeze.zone(),
                                    freeze.note(),
                                    before.version()))) {
                                return taken(freeze.name());
                            }
                            NamedFreeze after = store.find(id).orElseThrow();
                            audit.append(
                                    actor, new Deed("freeze.changed", subject(after), told(before), told(after), ""));
                            return new Outcome.Done(after);
                        })));
    }

    /** What it has kept closed is open again by its windows. */
    public Outcome remove(Actor actor, long id, @Nullable Long version) {
        return within(
                "",
                () -> changing(id, version, before -> {
                    store.remove(id);
                    audit.append(actor, new Deed("freeze.removed", subject(before), told(before), Map.of(), ""));
                    return new Outcome.Done(before);
                }));
    }

    private Outcome read(Wish wish, Function<NamedFreeze, Outcome> how) {
        String name = wish.name().strip();
        if (name.isEmpty() || name.length() > SetWindows.LONGEST_NAME) {
            return new Outcome.Refused("A freeze has a name, of at most " + SetWindows.LONGEST_NAME + " characters.");
        }
        if (wish.note().strip().length() > SetWindows.LONGEST_NOTE) {
            return new Outcome.Refused("The note has at most " + SetWindows.LONGEST_NOTE + " characters.");
        }
        Optional<String> fault = hosts.fault(wish.condition());
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        NamedFreeze freeze;
        try {
            freeze = new NamedFreeze(
                    0,
                    name,
                    wish.condition().strip(),
                    LocalTimes.time(wish.start(), "The start of a freeze"),
                    LocalTimes.time(wish.end(), "The end of a freeze"),
                    LocalTimes.zone(wish.zone()),
                    wish.note().strip(),
                    0);
            freeze.when();
        } catch (IllegalArgumentException unreadable) {
            return new Outcome.Refused(String.valueOf(unreadable.getMessage()));
        }
        return how.apply(freeze);
    }

    private Outcome changing(long id, @Nullable Long version, Function<NamedFreeze, Outcome> how) {
        Optional<NamedFreeze> before = store.lock(id);
        if (before.isEmpty()) {
            return new Outcome.NoSuchFreeze();
        }
        return version != null && version != before.get().version() ? new Outcome.Overtaken() : how.apply(before.get());
    }

    private Outcome within(String name, Supplier<Outcome> work) {
        return AllOrNothing.within(transaction, Outcome.Done.class::isInstance, work, () -> taken(name));
    }

    private static Outcome taken(String name) {
        return new Outcome.Refused("Another freeze is called " + name + ". Choose another name.");
    }

    private static AuditSubject subject(NamedFreeze freeze) {
        return new AuditSubject("freeze", Long.toString(freeze.id()), freeze.name());
    }

    private static Map<String, String> told(NamedFreeze freeze) {
        return Map.of(
                "name",
                freeze.name(),
                "condition",
                freeze.condition(),
                "start",
                freeze.start().toString(),
                "end",
                freeze.end().toString(),
                "zone",
                freeze.zone().getId(),
                "note",
                freeze.note());
    }
}
