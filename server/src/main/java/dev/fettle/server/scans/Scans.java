package dev.fettle.server.scans;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.Runs;
import dev.fettle.server.tasks.Tasks;
import dev.fettle.server.web.Notices;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The looks at this machine: how far the present one is, the last ones, and when the next begins. */
public final class Scans implements Notices {
    private static final int SHOWN = 20;

    private final Optional<ScanThisMachine> scan;
    private final Runs runs;
    private final Tasks tasks;
    private final Audit audit;
    private final TransactionTemplate transaction;

    /** @param scan empty if this machine is not to be looked at */
    Scans(
            Optional<ScanThisMachine> scan,
            Runs runs,
            Tasks tasks,
            Audit audit,
            PlatformTransactionManager transactions) {
        this.scan = scan;
        this.runs = runs;
        this.tasks = tasks;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** A sentence if the last look came to nothing. */
    @Override
    public List<String> notices() {
        return scan.flatMap(each -> runs.last(ScanThisMachine.KIND, each.about()))
                .filter(last -> last.state() == Run.State.FAILED)
                .map(last -> List.of(
                        "The last scan of this machine failed, so what is shown of it is older: " + last.message()))
                .orElse(List.of());
    }

    ScanPages.Now now() {
        @Nullable
        Run last = scan.flatMap(each -> runs.last(ScanThisMachine.KIND, each.about()))
                .orElse(null);
        @Nullable Instant next = scan.flatMap(tasks::next).orElse(null);
        return new ScanPages.Now(last, next, scan.isPresent());
    }

    List<Run> newest() {
        return scan.map(each -> runs.newest(ScanThisMachine.KIND, each.about(), SHOWN))
                .orElse(List.of());
    }

    /** Begins a look; false if the settings want none. */
    boolean beginNow(Actor actor) {
        return scan.isPresent()
                && Boolean.TRUE.equals(transaction.execute(_ -> {
                    note(actor, "scan.asked", scan.get());
                    return tasks.runNow(scan.get());
                }));
    }

    /** Stops the look that is taken right now on this server, if there is one. */
    void stop(Actor actor) {
        scan.ifPresent(each -> {
            transaction.executeWithoutResult(_ -> note(actor, "scan.stopped", each));
            each.stop();
        });
    }

    private void note(Actor actor, String kind, ScanThisMachine each) {
        audit.append(actor, Deed.of(kind, new AuditSubject("scan", each.about(), each.name())));
    }
}
