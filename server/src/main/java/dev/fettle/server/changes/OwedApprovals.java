package dev.fettle.server.changes;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.approval.Asked;
import dev.fettle.server.fleet.Calls;
import dev.fettle.server.web.Words;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The approvals that emergency changes owe. Who may give them is told on the first page; that one did not come in time is
 * told once to the audit trail and to webhooks.
 */
@Component
final class OwedApprovals implements Calls {
    private static final int MOST_SHOWN = 20;
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private final OwedStore store;
    private final ChangeStore changes;
    private final ChangeNotes notes;
    private final TransactionTemplate transaction;
    private final Clock clock;

    OwedApprovals(
            OwedStore store,
            ChangeStore changes,
            ChangeNotes notes,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.changes = changes;
        this.notes = notes;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Those of changes for all of whose hosts one is an approver. */
    @Override
    public List<Call> calls(Access access) {
        return access.reach(Permission.APPROVE_CHANGES).map(this::calls).orElse(List.of());
    }

    private List<Call> calls(Scope approving) {
        return store.open(approving, MOST_SHOWN).stream()
                .flatMap(number -> changes.find(number, approving).stream())
                .flatMap(change -> change.state().request().map(asked -> call(change, asked)).stream())
                .toList();
    }

    private Call call(Change change, Asked asked) {
        boolean overdue = asked.overdue(clock.instant());
        String until =
                asked.owedUntil() == null ? "" : MINUTE.format(asked.owedUntil().atZone(clock.getZone()));
        String missing = Words.count(asked.missing(), "approval", "approvals");
        return new Call(
                "/changes/" + change.number(),
                "Change " + change.number() + ", “" + change.title() + "”, owes " + missing,
                List.of(
                        overdue
                                ? "It is an emergency whose time for that was over on " + until
                                        + ". Approve or reject it: no other roll-out of it is started before."
                                : "It is an emergency that is approved afterwards, by " + until + "."),
                overdue);
    }

    /** Tells of those whose time is over, each once. */
    void tell() {
        while (Boolean.TRUE.equals(transaction.execute(_ -> tellOne()))) {
            // the next one, in a transaction of its own
        }
    }

    private boolean tellOne() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Change> due = store.due(now)
                .flatMap(number -> changes.find(number, Scope.everything()))
                // an approver may have agreed in the moment before it was locked
                .filter(change -> change.state()
                        .request()
                        .filter(each -> each.overdue(now))
                        .isPresent());
        due.ifPresent(change -> {
            store.told(change.number(), now);
            notes.overdue(change);
        });
        return due.isPresent();
    }
}
