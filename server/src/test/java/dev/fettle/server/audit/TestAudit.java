package dev.fettle.server.audit;

import dev.fettle.core.audit.Actor;
import dev.fettle.server.TestServerDatabase;
import java.time.Clock;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The audit over a database of the tests, and what was appended there. */
public final class TestAudit {
    /** Somebody, for verbs that ask who wants it. */
    public static final Actor SOMEBODY = Actor.person("ann", "administrator", "192.0.2.7", "request-1");

    private TestAudit() {}

    public static Audit in(TestServerDatabase database) {
        return in(database, Clock.systemUTC());
    }

    public static Audit over(JdbcClient jdbc) {
        return new Audit(new EntryStore(jdbc), new SealBell(), Clock.systemUTC());
    }

    public static Audit in(TestServerDatabase database, Clock clock) {
        return new Audit(new EntryStore(database.jdbc()), new SealBell(), clock);
    }

    /** The kinds of all entries, the oldest first. */
    public static List<String> kinds(TestServerDatabase database) {
        return database.jdbc()
                .sql("select kind from audit_entry order by id")
                .query((row, _) -> row.getString(1))
                .list();
    }
}
