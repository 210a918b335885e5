package dev.fettle.server.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.PGConnection;

/** Fettle's schema: brought up to date by its owner, worked in by a role that owns nothing. */
public final class Schema {
    public static final String NAME = "fettle";

    private static final int OLDEST_SERVER = 150_000;
    private static final int VERSION_UNIT = 10_000;
    /** The newest migration on the class path; a test compares it with them. */
    public static final int NEWEST = 21;

    /** Tables to which the server may add rows, and change or delete none. */
    public static final List<String> APPEND_ONLY =
            List.of("audit_entry", "audit_seal", "audit_checkpoint", "audit_key");

    /** The comment on roles that Fettle has made. */
    private static final String MARK = "made by Fettle for its server";

    private final Login owner;

    public Schema(Login owner) {
        this.owner = owner;
    }

    /** Opens a connection as the owner. */
    public Connection connect() throws DatabaseException {
        try {
            return DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
        } catch (SQLException e) {
            throw new DatabaseException(Faults.connecting(owner, e), e);
        }
    }

    /**
     * Brings the schema up to date, and makes a role for the server, which may work in it: {@code DATABASE_server}.
     *
     * @return how the server gets in
     * @throws DatabaseException if the database cannot be reached, is too old, belongs to a newer Fettle, or the owner
     *     lacks a right
     */
    public Login prepare(String serverPassword) throws DatabaseException {
        try (Connection connection = connect()) {
            Login server = new Login(owner.jdbcUrl(), ownServerRole(connection), serverPassword);
            require(connection);
            if (!exists(connection, server.user())) {
                makeRole(connection, server);
            } else if (!opens(server)) {
                requireOurs(connection, server.user());
                setPassword(connection, server);
            }
            bringUpToDate(connection, server);
            return server;
        } catch (SQLException e) {
            throw new DatabaseException(Faults.preparing(owner, e), e);
        }
    }

    /**
     * Brings the schema up to date, and lets somebody's own role for the server work in it.
     *
     * @throws DatabaseException as above, and if that role cannot get in or is the owner's
     */
    public Login prepare(Login server) throws DatabaseException {
        if (server.user().equals(owner.user())) {
            throw new DatabaseException("database.server-url names " + server.user()
                    + ", which owns the schema. Name a role that owns nothing, or leave it out.");
        }
        try (Connection connection = connect()) {
            require(connection);
            bringUpToDate(connection, server);
            if (!opens(server)) {
                throw new DatabaseException(server.jdbcUrl() + " refuses the password of " + server.user()
                        + ". Correct it in FETTLE_DATABASE_SERVER_URL or where database.server-url stands.");
            }
            return server;
        } catch (SQLException e) {
            throw new DatabaseException(Faults.preparing(owner, e), e);
        }
    }

    /**
     * Brings the schema up to a version, for rows of that version; {@link #prepare} goes on from there.
     *
     * @throws DatabaseException as {@link #prepare(String)}
     */
    public void migrateTo(int version) throws DatabaseException {
        try (Connection connection = connect()) {
            require(connection);
            migrate(version);
        } catch (SQLException e) {
            throw new DatabaseException(Faults.preparing(owner, e), e);
        }
    }

    private void bringUpToDate(Connection connection, Login server) throws SQLException, DatabaseException {
        if (version(connection).orElse(0) < NEWEST || !mayWork(connection, server.user())) {
            migrate(NEWEST);
            grant(connection, server.user());
        }
        if (mayRewrite(connection, server.user())) {
            throw new DatabaseException(
                    server.user() + " may change or delete entries of the audit trail, by a role that"
                            + " it is in or as a superuser. Take that away from it, or name another role for the server.");
        }
    }

    private static boolean opens(Login server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.properties())) {
            return connection.isValid(1);
        } catch (SQLException e) {
            if (Faults.isWrongPassword(e)) {
                return false;
            }
            throw e;
        }
    }

    private void require(Connection connection) throws SQLException, DatabaseException {
        int server = number(connection, "select current_setting('server_version_num')::integer");
        if (server < OLDEST_SERVER) {
            throw new DatabaseException(owner.jdbcUrl() + " is PostgreSQL " + server / VERSION_UNIT
                    + "; Fettle needs PostgreSQL 15 or newer. Upgrade it, or name another database.");
        }
        if (number(connection, "select (getdatabaseencoding() = 'UTF8')::integer") == 0) {
            throw new DatabaseException(owner.jdbcUrl()
                    + " is not encoded in UTF8. Make a database for Fettle with: create database … encoding 'UTF8'.");
        }
        int version = version(connection).orElse(0);
        if (version > NEWEST) {
            throw new DatabaseException("The database was last used by a newer Fettle (schema " + version
                    + ", this one knows up to " + NEWEST
                    + "). Start that version again, or restore a backup made with this one.");
        }
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** The newest migration that was applied; empty for a database that Fettle never used. */
    public static Optional<Integer> version(Connection connection) throws SQLException {
        if (number(connection, "select (to_regclass('" + NAME + ".flyway_schema_history') is not null)::integer")
                == 0) {
            return Optional.empty();
        }
        return Optional.of(number(
                connection,
                "select coalesce(max(version::integer), 0) from " + NAME + ".flyway_schema_history where success"));
    }

    private static String ownServerRole(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select left(current_database(), 50) || '_server'")) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean exists(Connection connection, String role) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select from pg_roles where rolname = ?")) {
            statement.setString(1, role);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** All of it or, if this is killed in between, nothing. */
    private static void makeRole(Connection connection, Login server) throws SQLException {
        String role = quoted(connection, server.user());
        connection.setAutoCommit(false);
        try {
            run(connection, "create role " + role + " login noinherit");
            run(connection, "comment on role " + role + " is '" + MARK + "'");
            setPassword(connection, server);
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** A role that bears the name by chance must not get another password. */
    private void requireOurs(Connection connection, String role) throws SQLException, DatabaseException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select shobj_description(oid, 'pg_authid') from pg_roles where rolname = ?")) {
            statement.setString(1, role);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next() || !MARK.equals(row.getString(1))) {
                    throw new DatabaseException("In " + owner.jdbcUrl() + " there is a role " + role
                            + " that Fettle did not make, or with another password than Fettle gave it. Name a role for"
                            + " the server in database.server-url, or drop that one.");
                }
            }
        }
    }

    /** It goes over as a SCRAM verifier, so that no log of the database has it. */
    private static void setPassword(Connection connection, Login server) throws SQLException {
        connection
                .unwrap(PGConnection.class)
                .alterUserPassword(server.user(), server.password().toCharArray(), "scram-sha-256");
    }

    private void migrate(int version) throws DatabaseException {
        try {
            Flyway.configure()
                    .dataSource(owner.jdbcUrl(), owner.user(), owner.password())
                    .jdbcProperties(Map.of("ApplicationName", "fettle"))
                    .schemas(NAME)
                    .createSchemas(true)
                    .target(MigrationVersion.fromVersion(Integer.toString(version)))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DatabaseException(
                    "The database could not be brought up to date, and stays as it was: "
                            + Faults.firstLine(Faults.root(e))
                            + " Report this with the server's log; a backup of before can be restored.",
                    e);
        }
    }

    /** Whether the role has all its rights, also on tables that were added since, and none on what is only added to. */
    private static boolean mayWork(Connection connection, String role) throws SQLException {
        if (!exists(connection, role) || mayRewrite(connection, role)) {
            return false;
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                select has_schema_privilege(?, ?, 'usage') and not exists (
                    select from pg_class where relnamespace = ?::regnamespace and relkind in ('r', 'p')
                        and not has_table_privilege(?, oid, 'select'))""")) {
            statement.setString(1, role);
            statement.setString(2, NAME);
            statement.setString(3, NAME);
            statement.setString(4, role);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static boolean mayRewrite(Connection connection, String role) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select exists (select from pg_class where relnamespace = ?::regnamespace and relname = any (?)
                    and has_table_privilege(?, oid, 'update, delete, truncate'))""")) {
            statement.setString(1, NAME);
            statement.setArray(2, connection.createArrayOf("text", APPEND_ONLY.toArray()));
            statement.setString(3, role);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /**
     * Rows may be read and written, but for those that are only ever added; nothing may be changed about the tables, and
     * what Flyway noted is only read. All of it or, if this is killed in between, nothing.
     */
    private static void grant(Connection connection, String role) throws SQLException {
        String server = quoted(connection, role);
        String kept = APPEND_ONLY.stream().map(table -> NAME + "." + table).collect(Collectors.joining(", "));
        connection.setAutoCommit(false);
        try {
            run(connection, "grant select, insert, update, delete on all tables in schema " + NAME + " to " + server);
            run(connection, "revoke insert, update, delete on " + NAME + ".flyway_schema_history from " + server);
            run(connection, "revoke update, delete, truncate on " + kept + " from " + server);
            run(connection, "grant usage on schema " + NAME + " to " + server);
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static String quoted(Connection connection, String name) throws SQLException {
        return connection.unwrap(PGConnection.class).escapeIdentifier(name);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
