package dev.fettle.server.api;

import dev.fettle.server.tasks.Run;
import dev.fettle.wire.RunItem;

/** How runs are told, whatever they are of. */
public final class RunItems {
    private RunItems() {}

    public static RunItem of(Run run) {
        return new RunItem(
                run.id(),
                run.about(),
                Checks.word(run.state()),
                run.step(),
                run.percent() < 0 ? null : run.percent(),
                run.startedAt(),
                run.endedAt(),
                run.message());
    }
}
