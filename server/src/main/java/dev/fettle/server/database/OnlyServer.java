package dev.fettle.server.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the only server that works in a database, held as long as this is open. It is an advisory lock of a
 * connection, so that it is free as soon as PostgreSQL notices that the process or its machine is gone.
 */
public final class OnlyServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OnlyServer.class);

    /** The number of the lock; "fettle-s" in ASCII. */
    private static final long LOCK = 0x666574746c652d73L;

    private static final String NOT_IN_TIME = "55P03";

    /** Of a server that is just ending. */
    private static final String WAIT = "10s";

    /** Of a server that stands by: so often it looks whether it is to go on doing so. */
    private static final String TURN = "1s";

    private static final int SECONDS_TO_ANSWER = 5;

    /** More than {@link #WAIT}. */
    private static final String SECONDS_OF_SILENCE = "20";

    /** In a longer time another one that stands by may have worked and ended again. A clock that jumps counts as that too. */
    private static final Duration UNNOTICED = Duration.ofSeconds(5);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private final Login owner;
    private final InstantSource clock;
    private final boolean others;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final Thread watch;
    private Connection holder;

    /** Of the connection, at the database. */
    private int pid;

    /** @param others whether other servers may wait for the right */
    private OnlyServer(Login owner, InstantSource clock, Connection holder, boolean others) throws SQLException {
        this.owner = owner;
        this.clock = clock;
        this.others = others;
        this.holder = holder;
        this.pid = pid(holder);
        this.watch =
                Thread.ofPlatform().name("the right to the database").daemon().start(this::watch);
    }

    /**
     * Waits some seconds for a server that is just ending.
     *
     * @throws DatabaseException if another server works in the database, or it cannot be reached
     */
    public static OnlyServer of(Login owner, InstantSource clock) throws DatabaseException {
        Connection connection = connect(owner);
        try {
            if (obtains(connection, WAIT)) {
                return new OnlyServer(owner, clock, connection, /* others= */ false);
            }
        } catch (SQLException e) {
            close(connection);
            throw new DatabaseException(Faults.preparing(owner, e), e);
        }
        close(connection);
        throw new DatabaseException("Another Fettle server works in " + owner.jdbcUrl()
                + ". Stop it, give this one a database of its own, or have it stand by with database.standby = true.");
    }

    /**
     * Waits until no other server works in the database, however long that takes.
     *
     * @param progress is told for what is waited
     * @param stopped whether not to wait any longer; asked each second
     * @return empty if waiting was stopped
     * @throws DatabaseException if the database cannot be reached at the beginning
     */
    public static Optional<OnlyServer> waiting(
            Login owner, InstantSource clock, Consumer<String> progress, BooleanSupplier stopped)
            throws DatabaseException {
        Connection connection = connect(owner);
        String told = "";
        while (!stopped.getAsBoolean()) {
            String now = "Another Fettle server works in " + owner.jdbcUrl()
                    + ". This one stands by and takes over when that one has ended.";
            try {
                if (obtains(connection, TURN)) {
                    return Optional.of(new OnlyServer(owner, clock, connection, /* others= */ true));
                }
            } catch (SQLException _) {
                close(connection);
                now = owner.jdbcUrl() + " does not answer. This server stands by until it does.";
                connection = reconnected(owner, connection, stopped);
            }
            if (!now.equals(told)) {
                progress.accept(now);
                told = now;
            }
        }
        close(connection);
        return Optional.empty();
    }

    /** After a second or more; the one that is closed if waiting was stopped. */
    private static Connection reconnected(Login owner, Connection closed, BooleanSupplier stopped) {
        while (!awaited(NEVER) && !stopped.getAsBoolean()) {
            try {
                return connection(owner);
            } catch (SQLException e) {
                LOG.debug("The database does not answer; it is asked again.", e);
            }
        }
        return closed;
    }

    private static Connection connect(Login owner) throws DatabaseException {
        try {
            return connection(owner);
        } catch (SQLException e) {
            throw new DatabaseException(Faults.connecting(owner, e), e);
        }
    }

    /** One that ends soon when whoever is at its other end is gone without a word. */
    private static Connection connection(Login owner) throws SQLException {
        Properties properties = owner.properties();
        properties.setProperty("socketTimeout", SECONDS_OF_SILENCE);
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(owner.jdbcUrl(), properties);
        try (Statement statement = connection.createStatement()) {
            // PostgreSQL is to notice in some 11 s that a machine is gone, not in hours.
            statement.execute(
                    "set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3");
            try (ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
                row.next();
                if (row.getBoolean(1)) { // there the lock would be free
                    throw new SQLException("This is a copy of the database that nobody can write to.");
                }
            }
            return connection;
        } catch (SQLException e) {
            close(connection);
            throw e;
        }
    }

    /** Whether the right was free within that time. */
    private static boolean obtains(Connection connection, String within) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = '" + within + "'");
            statement.execute("select pg_advisory_lock(" + LOCK + ")");
            return true;
        } catch (SQLException e) {
            if (NOT_IN_TIME.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Comes with a sentence if another server has the right now, or may have had it. */
    public CompletionStage<String> lost() {
        return lost.minimalCompletionStage();
    }

    private void watch() {
        Instant held = clock.instant();
        while (!awaited(closed)) {
            try {
                if (!holder.isValid(SECONDS_TO_ANSWER)) {
                    if (!regained()) {
                        lost.complete("Another Fettle server has taken over in " + owner.jdbcUrl() + ".");
                        return;
                    }
                    if (others && Duration.between(held, clock.instant()).abs().compareTo(UNNOTICED) > 0) {
                        lost.complete(
                                owner.jdbcUrl() + " did not answer for some time, and another Fettle server may have"
                                        + " worked there meanwhile. This one ends, so that it can begin anew.");
                        return;
                    }
                }
                held = clock.instant();
            } catch (SQLException e) {
                LOG.debug("The database does not answer; the right to it is asked for again.", e);
            }
        }
    }

    /** One second, or until the latch is open. */
    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Whether nobody else has it, when the connection that held it has broken. */
    private boolean regained() throws SQLException {
        close(holder);
        Connection next = connection(owner);
        boolean mine = false;
        try {
            endEarlier(next);
            mine = obtains(next, TURN);
            if (mine) {
                pid = pid(next);
                holder = next;
            }
            return mine;
        } finally {
            if (!mine) {
                close(next);
            }
        }
    }

    /** PostgreSQL may not have noticed yet that the connection which held the right has broken. */
    private void endEarlier(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted"
                    + " and pid = " + pid
                    + " and database = (select oid from pg_database where datname = current_database())"
                    + " and objsubid = 1 and (classid::bigint << 32 | objid::bigint) = " + LOCK);
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
        closed.countDown();
        try {
            watch.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        close(holder);
    }
}
