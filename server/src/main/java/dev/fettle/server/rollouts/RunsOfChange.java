package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.PackageSet;
import dev.fettle.server.changes.ChangeRuns;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The roll-outs of a change, for its page. */
@Component
final class RunsOfChange implements ChangeRuns {
    private static final int MOST = 24;
    private static final int TOOK = 200;

    private final RolloutStore store;
    private final RolloutHostStore hosts;
    private final FactStore facts;

    RunsOfChange(RolloutStore store, RolloutHostStore hosts, FactStore facts) {
        this.store = store;
        this.hosts = hosts;
        this.facts = facts;
    }

    @Override
    public Optional<Left> left(long number, Scope scope) {
        return store.find(number, scope)
                .map(head -> new Left(
                        number,
                        head.change(),
                        head.open(),
                        RolloutWords.left(head),
                        store.content(head).map(ChangeContent::wish).orElse(null),
                        hosts.left(number)));
    }

    @Override
    public List<RunContent> contents(Instant since) {
        return store.contents(since);
    }

    @Override
    public Optional<ChangeContent> content(RunContent of) {
        return store.find(of.run(), Scope.everything())
                .filter(head -> head.content().equals(of.content()))
                .flatMap(store::content);
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
