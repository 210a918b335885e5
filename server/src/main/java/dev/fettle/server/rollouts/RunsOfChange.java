package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.PackageSet;
import dev.fettle.server.changes.ChangeRuns;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** The roll-outs of a change, for its page. */
@Component
final class RunsOfChange implements ChangeRuns {
    private static final int MOST = 24;
    private static final int TOOK = 200;

    private final RolloutStore store;
    private final FactStore facts;

    RunsOfChange(RolloutStore store, FactStore facts) {
        this.store = store;
        this.facts = facts;
    }

    @Override
    public List<Duration> took(PackageSet set) {
        return facts.took(set, TOOK);
    }

    @Override
    public List<ChangeRun> runs(long change, Scope scope) {
        return store.newest(new RolloutFilter(change, "", 0), scope, MOST).stream()
                .map(each -> new ChangeRun(
                        each.number(), each.stage().word(), each.open(), each.startedBy(), each.startedAt()))
                .toList();
    }
}
