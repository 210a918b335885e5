package dev.fettle.server.hosts;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Names groups of hosts, changes and removes them. */
@Component
public final class SetSavedGroups {
    static final int MOST_GROUPS = 1_000;
    static final int LONGEST_NAME = 64;
    static final int LONGEST_NOTE = 500;

    private final SavedGroupStore store;
    private final Audit audit;
    private final TransactionTemplate transaction;

    SetSavedGroups(SavedGroupStore store, Audit audit, PlatformTransactionManager transactions) {
        this.store = store;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** A group as somebody wants it. */
    public record Wish(String name, String condition, String note) {
        private Optional<String> fault() {
            if (name.isBlank() || name.length() > LONGEST_NAME) {
                return Optional.of("A group has a name, of at most " + LONGEST_NAME + " characters.");
            }
            if (note.length() > LONGEST_NOTE) {
                return Optional.of("The note has at most " + LONGEST_NOTE + " characters.");
            }
            try {
                HostFields.HOSTS.where(condition.strip());
                return Optional.empty();
            } catch (ApiFault unreadable) {
                return Optional.of(String.valueOf(unreadable.getMessage()));
            }
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** @param group as it is now; as it was, if it is removed */
        record Done(SavedGroup group) implements Outcome {}

        record NoSuchGroup() implements Outcome {}

        /** Somebody else has changed it since the actor saw it. */
        record Overtaken() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    public Outcome add(Actor actor, Wish wish) {
        Optional<String> fault = wish.fault();
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        return within(wish.name(), () -> {
            if (store.count() >= MOST_GROUPS) {
                return new Outcome.Refused("There are " + MOST_GROUPS + " groups already. Remove some.");
            }
            Optional<Long> id = store.add(
                    wish.name().strip(), wish.condition().strip(), wish.note().strip());
            if (id.isEmpty()) {
                return taken(wish.name());
            }
            SavedGroup group = store.find(id.get()).orElseThrow();
            audit.append(actor, Deed.added("host-group.added", subject(group), told(group)));
            return new Outcome.Done(group);
        });
    }

    /** @param version that the actor saw; null for whatever it is */
    public Outcome change(Actor actor, long id, @Nullable Long version, Wish wish) {
        Optional<String> fault = wish.fault();
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        return changing(wish.name(), id, version, before -> {
            if (!store.change(
                    id,
                    wish.name().strip(),
                    wish.condition().strip(),
                    wish.note().strip())) {
                return taken(wish.name());
            }
            SavedGroup group = store.find(id).orElseThrow();
            audit.append(actor, new Deed("host-group.changed", subject(group), told(before), told(group), ""));
            return new Outcome.Done(group);
        });
    }

    /** The hosts stay. */
    public Outcome remove(Actor actor, long id, @Nullable Long version) {
        return changing("", id, version, before -> {
            store.remove(id);
            audit.append(actor, new Deed("host-group.removed", subject(before), told(before), Map.of(), ""));
            return new Outcome.Done(before);
        });
    }

    private Outcome changing(String name, long id, @Nullable Long version, Function<SavedGroup, Outcome> how) {
        return within(name, () -> {
            Optional<SavedGroup> before = store.lock(id);
            if (before.isEmpty()) {
                return new Outcome.NoSuchGroup();
            }
            return version != null && version != before.get().version()
                    ? new Outcome.Overtaken()
                    : how.apply(before.get());
        });
    }

    private Outcome within(String name, Supplier<Outcome> work) {
        return AllOrNothing.within(transaction, Outcome.Done.class::isInstance, work, () -> taken(name));
    }

    private static Outcome taken(String name) {
        return new Outcome.Refused("Another group is called " + name.strip() + ". Choose another name.");
    }

    private static AuditSubject subject(SavedGroup group) {
        return new AuditSubject("host-group", Long.toString(group.id()), group.name());
    }

    private static Map<String, String> told(SavedGroup group) {
        return Map.of("name", group.name(), "condition", group.condition(), "note", group.note());
    }
}
