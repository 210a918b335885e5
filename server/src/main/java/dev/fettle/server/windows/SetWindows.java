package dev.fettle.server.windows;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.plan.MaintenanceWindow;
import dev.fettle.core.plan.Rhythm;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import dev.fettle.server.hosts.Hosts;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Adds maintenance windows, changes and removes them. */
@Component
public final class SetWindows {
    static final int MOST = 500;
    static final int LONGEST_NAME = 100;
    static final int LONGEST_NOTE = 500;

    private final WindowStore store;
    private final Hosts hosts;
    private final Audit audit;
    private final TransactionTemplate transaction;

    SetWindows(WindowStore store, Hosts hosts, Audit audit, PlatformTransactionManager transactions) {
        this.store = store;
        this.hosts = hosts;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * A window as somebody writes it.
     *
     * @param condition empty for all hosts
     * @param first such as {@code 2027-01-19T02:00}, as clocks in the zone show it
     * @param zone as {@link NamedWindow#zone} tells it
     * @param rule of RFC 5545, or words as {@link Rhythm#said} reads them; empty for one opening alone
     * @param except dates such as {@code 2027-12-24}
     */
    public record Wish(
            String name,
            String condition,
            String first,
            String rule,
            long minutes,
            String zone,
            List<String> except,
            String note) {
        public Wish {
            except = List.copyOf(except);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** @param window as it is now; as it was, if it is removed */
        record Done(NamedWindow window) implements Outcome {}

        record NoSuchWindow() implements Outcome {}

        /** Somebody else has changed it since the actor saw it. */
        record Overtaken() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /** What a wish is; nothing is changed. */
    public sealed interface Preview {
        /** @param window that has no number yet */
        record Would(NamedWindow window) implements Preview {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Preview {}
    }

    /** Reads a wish. A window that has no name yet is shown all the same. */
    public Preview preview(Wish wish) {
        if (wish.name().strip().length() > LONGEST_NAME) {
            return new Preview.Refused("A window has a name of at most " + LONGEST_NAME + " characters.");
        }
        if (wish.note().strip().length() > LONGEST_NOTE) {
            return new Preview.Refused("The note has at most " + LONGEST_NOTE + " characters.");
        }
        Optional<String> fault = hosts.fault(wish.condition());
        if (fault.isPresent()) {
            return new Preview.Refused(fault.get());
        }
        try {
            return new Preview.Would(new NamedWindow(
                    0,
                    wish.name().strip(),
                    wish.condition().strip(),
                    when(wish),
                    WindowZone.of(wish.zone()).ofHost(),
                    wish.note().strip(),
                    0));
        } catch (IllegalArgumentException unreadable) {
            return new Preview.Refused(String.valueOf(unreadable.getMessage()));
        }
    }

    private static MaintenanceWindow when(Wish wish) {
        if (wish.minutes() < 1 || wish.minutes() > MaintenanceWindow.LONGEST.toMinutes()) {
            throw new IllegalArgumentException("A window is open for 1 to " + MaintenanceWindow.LONGEST.toMinutes()
                    + " minutes, which are " + MaintenanceWindow.LONGEST.toDays() + " days.");
        }
        if (wish.except().size() > MaintenanceWindow.MOST_EXCEPTIONS) {
            throw new IllegalArgumentException(
                    "A window leaves out at most " + MaintenanceWindow.MOST_EXCEPTIONS + " days. Make a freeze.");
        }
        return new MaintenanceWindow(
                LocalTimes.time(wish.first(), "The first start"),
                Rhythm.said(wish.rule()).rule(),
                Duration.ofMinutes(wish.minutes()),
                WindowZone.of(wish.zone()).zone(),
                LocalTimes.days(wish.except()));
    }

    public Outcome add(Actor actor, Wish wish) {
        return named(
                wish,
                window -> within(window.name(), () -> {
                    if (store.count() >= MOST) {
                        return new Outcome.Refused("There are " + MOST + " windows already. Remove some.");
                    }
                    Optional<Long> id = store.add(window);
                    if (id.isEmpty()) {
                        return taken(window.name());
                    }
                    NamedWindow added = store.find(id.get()).orElseThrow();
                    audit.append(actor, Deed.added("window.added", subject(added), told(added)));
                    return new Outcome.Done(added);
                }));
    }

    /** @param version that the actor saw; null for whatever it is */
    public Outcome change(Actor actor, long id, @Nullable Long version, Wish wish) {
        return named(
                wish,
                window -> within(
                        window.name(),
                        () -> changing(id, version, before -> {
                            if (!store.change(new NamedWindow(
                                    id,
                                    window.name(),
                                    window.condition(),
                                    window.when(),
                                    window.ofHost(),
                                    window.note(),
                                    before.version()))) {
                                return taken(window.name());
                            }
                            NamedWindow after = store.find(id).orElseThrow();
                            audit.append(
                                    actor, new Deed("window.changed", subject(after), told(before), told(after), ""));
                            return new Outcome.Done(after);
                        })));
    }

    /** What is going on in it goes on. */
    public Outcome remove(Actor actor, long id, @Nullable Long version) {
        return within(
                "",
                () -> changing(id, version, before -> {
                    store.remove(id);
                    audit.append(actor, new Deed("window.removed", subject(before), told(before), Map.of(), ""));
                    return new Outcome.Done(before);
                }));
    }

    private Outcome named(Wish wish, Function<NamedWindow, Outcome> how) {
        return switch (preview(wish)) {
            case Preview.Refused(String why) -> new Outcome.Refused(why);
            case Preview.Would(NamedWindow window) ->
                window.name().isEmpty() ? new Outcome.Refused("A window has a name. Give it one.") : how.apply(window);
        };
    }

    private Outcome changing(long id, @Nullable Long version, Function<NamedWindow, Outcome> how) {
        Optional<NamedWindow> before = store.lock(id);
        if (before.isEmpty()) {
            return new Outcome.NoSuchWindow();
        }
        return version != null && version != before.get().version() ? new Outcome.Overtaken() : how.apply(before.get());
    }

    private Outcome within(String name, Supplier<Outcome> work) {
        return AllOrNothing.within(transaction, Outcome.Done.class::isInstance, work, () -> taken(name));
    }

    private static Outcome taken(String name) {
        return new Outcome.Refused("Another window is called " + name + ". Choose another name.");
    }

    private static AuditSubject subject(NamedWindow window) {
        return new AuditSubject("window", Long.toString(window.id()), window.name());
    }

    private static Map<String, String> told(NamedWindow window) {
        MaintenanceWindow when = window.when();
        return Map.of(
                "name",
                window.name(),
                "condition",
                window.condition(),
                "first",
                when.first().toString(),
                "rule",
                when.rule(),
                "minutes",
                Long.toString(when.length().toMinutes()),
                "zone",
                window.zone(),
                "except",
                when.except().stream().sorted().map(LocalDate::toString).collect(Collectors.joining(", ")),
                "note",
                window.note());
    }
}
