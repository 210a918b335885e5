package dev.fettle.server.tasks;

import dev.fettle.server.TestServerDatabase;
import java.time.Clock;

/** Runs in a database of the tests. */
public final class TestRuns {
    private TestRuns() {}

    public static Runs in(TestServerDatabase database) {
        return new Runs(new RunStore(database.jdbc()), Clock.systemUTC());
    }
}
