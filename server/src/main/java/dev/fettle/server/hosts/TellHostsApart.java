package dev.fettle.server.hosts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Says that two hosts which look like one machine are two; nobody is asked again. */
@Component
public final class TellHostsApart {
    private final HostStore hosts;
    private final DuplicateStore duplicates;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    TellHostsApart(
            HostStore hosts,
            DuplicateStore duplicates,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.hosts = hosts;
        this.duplicates = duplicates;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** Also if it was said before. */
        record Told() implements Outcome {}

        /** One is not there, was removed, or is not in the actor's scope. */
        record NoSuchHost() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /** @param scope of the actor */
    public Outcome tell(Actor actor, Scope scope, HostId one, HostId other, String reason) {
        Optional<String> fault = RemoveHost.fault(reason);
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        if (one.equals(other)) {
            return new Outcome.Refused("That is one host. Name two.");
        }
        return Objects.requireNonNull(transaction.execute(_ -> {
            List<Host> both = hosts.find(Set.of(one, other), scope);
            if (both.size() != 2) {
                return new Outcome.NoSuchHost();
            }
            if (duplicates.tellApart(one, other, actor.name(), clock.instant(), reason.strip())) {
                Host first = both.getFirst();
                Host second = both.getLast();
                audit.append(
                        actor,
                        new Deed(
                                "hosts.told-apart",
                                new AuditSubject("host", first.id().toString(), first.name() + " and " + second.name()),
                                Map.of(),
                                Map.of("hosts", first.id() + ", " + second.id()),
                                reason.strip()));
            }
            return new Outcome.Told();
        }));
    }
}
