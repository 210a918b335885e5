package dev.fettle.server.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.function.Consumer;
import org.postgresql.util.PasswordUtil;

/** The role that owns Fettle's database, and that database: made at the first start, completed at a later one. */
final class Roles {
    static final String SUPERUSER = "postgres";
    static final String OWNER = "fettle_owner";
    static final String DATABASE = "fettle";

    private static final String SECONDS_TO_CONNECT = "10";

    private Roles() {}

    static String url(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Afterwards the owner can connect to the database with the password of its file. */
    static void prepare(Home home, int port, Consumer<String> progress) throws PostgresException {
        String password = Passwords.readOrMake(home, home.ownerPassword());
        if (ownerConnects(port, password)) {
            return;
        }
        progress.accept("Making the role " + OWNER + " and the database " + DATABASE + ".");
        String superuser = Passwords.read(home.superuserPassword())
                .orElseThrow(() -> new PostgresException("The database's owner cannot sign in, and "
                        + home.superuserPassword() + " is absent, with which that could be mended. Put it and "
                        + home.ownerPassword() + " back from the backup."));
        try (Connection connection = connect(port, "postgres", SUPERUSER, superuser);
                Statement statement = connection.createStatement()) {
            if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", OWNER)) {
                statement.execute("CREATE ROLE " + OWNER);
            }
            // The verifier in place of the password: so the password itself can reach no log.
            String verifier = PasswordUtil.encodeScramSha256(password.toCharArray());
            statement.execute("ALTER ROLE " + OWNER + " LOGIN CREATEROLE NOSUPERUSER PASSWORD '" + verifier + "'");
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", DATABASE)) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + OWNER);
            }
        } catch (SQLException e) {
            throw failed(home, e);
        }
    }

    private static boolean ownerConnects(int port, String password) {
        try (Connection connection = connect(port, DATABASE, OWNER, password)) {
            return connection.isValid(0);
        } catch (SQLException notYet) {
            return false;
        }
    }

    private static Connection connect(int port, String database, String user, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", SECONDS_TO_CONNECT);
        properties.setProperty("ApplicationName", "fettle start");
        return DriverManager.getConnection(url(port, database), properties);
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static PostgresException failed(Home home, SQLException e) {
        String said = String.valueOf(e.getMessage());
        if (PostgresException.isDiskFull(said)) {
            return new PostgresException(
                    PostgresException.diskFull("Making the role and the database", home.folder()), e);
        }
        return new PostgresException(
                "Making the role and the database in " + home.folder() + " failed: " + PostgresException.quote(said)
                        + " (SQL state " + e.getSQLState() + "). Start again; if it stays so, see " + home.log() + ".",
                e);
    }
}
