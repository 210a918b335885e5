package dev.fettle.server.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The right to be the only server in a database, held as long as this is open. Several servers are to come. */
public final class OnlyServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OnlyServer.class);

    /** The number of the lock; "fettle-s" in ASCII. */
    private static final long LOCK = 0x666574746c652d73L;

    private static final String NOT_IN_TIME = "55P03";

    private final Connection holder;

    private OnlyServer(Connection holder) {
        this.holder = holder;
    }

    /**
     * Waits some seconds for a server that is just ending.
     *
     * @throws DatabaseException if another server works in the database, or it cannot be reached
     */
    public static OnlyServer of(Login owner) throws DatabaseException {
        Connection connection;
        try {
            connection = DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
        } catch (SQLException e) {
            throw new DatabaseException(Faults.connecting(owner, e), e);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '10s'");
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            return new OnlyServer(connection);
        } catch (SQLException e) {
            close(connection);
            throw new DatabaseException(
                    NOT_IN_TIME.equals(e.getSQLState())
                            ? "Another Fettle server works in " + owner.jdbcUrl()
                                    + ". Stop it, or give this one a database of its own."
                            : Faults.preparing(owner, e),
                    e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.warn("A connection to the database did not end in order.", e);
        }
    }

    @Override
    public void close() {
        close(holder);
    }
}
