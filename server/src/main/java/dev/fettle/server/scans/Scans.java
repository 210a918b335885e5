package dev.fettle.server.scans;

import dev.fettle.core.audit.Actor;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.Runs;
import dev.fettle.server.tasks.Tasks;
import dev.fettle.server.web.Notices;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The looks at this machine: how far the present one is, the last ones, and when the next begins. */
public final class Scans implements Notices {
    private static final int SHOWN = 20;

    private final Optional<ScanThisMachine> scan;
    private final Runs runs;
    private final Tasks tasks;

    /** @param scan empty if this machine is not to be looked at */
    Scans(Optional<ScanThisMachine> scan, Runs runs, Tasks tasks) {
        this.scan = scan;
        this.runs = runs;
        this.tasks = tasks;
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

    /** Begins a look, unless one is taken right now; false if the settings want none. */
    boolean beginNow(Actor actor) {
        scan.ifPresent(each -> {
            each.askedBy(actor);
            tasks.runNow(each);
        });
        return scan.isPresent();
    }

    void stop(Actor actor) {
        scan.ifPresent(each -> each.stop(actor));
    }
}
