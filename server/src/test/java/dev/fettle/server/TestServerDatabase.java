package dev.fettle.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.Pool;
import dev.fettle.server.database.Schema;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** An empty database with Fettle's schema, seen as the server sees it: in its own role, which owns nothing. */
public final class TestServerDatabase implements AutoCloseable {
    private final TestDatabase database;
    private final HikariDataSource pool;

    private TestServerDatabase(TestDatabase database, HikariDataSource pool) {
        this.database = database;
        this.pool = pool;
    }

    public static TestServerDatabase fresh() {
        TestDatabase database = TestDatabase.fresh();
        try {
            Login owner = new Login(database.url(), database.user(), database.password());
            return new TestServerDatabase(database, Pool.open(new Schema(owner).prepare("a password for tests")));
        } catch (DatabaseException e) {
            throw new AssertionError("The schema could not be prepared.", e);
        }
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(pool);
    }

    public PlatformTransactionManager transactions() {
        return new JdbcTransactionManager(pool);
    }

    public HikariDataSource pool() {
        return pool;
    }

    /** The owner's way in. */
    public TestDatabase owner() {
        return database;
    }

    @Override
    public void close() {
        pool.close();
        try {
            database.drop();
        } catch (SQLException e) {
            throw new AssertionError("The database of the test could not be dropped.", e);
        }
    }
}
