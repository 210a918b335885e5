package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.server.changes.ChangeRuns;
import java.util.List;
import org.springframework.stereotype.Component;

/** The roll-outs of a change, for its page. */
@Component
final class RunsOfChange implements ChangeRuns {
    private static final int MOST = 24;

    private final RolloutStore store;

    RunsOfChange(RolloutStore store) {
        this.store = store;
    }

    @Override
    public List<ChangeRun> runs(long change, Scope scope) {
        return store.newest(new RolloutFilter(change, "", 0), scope, MOST).stream()
                .map(each -> new ChangeRun(
                        each.number(), each.stage().word(), each.open(), each.startedBy(), each.startedAt()))
                .toList();
    }
}
