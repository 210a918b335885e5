package dev.fettle.server;

import dev.fettle.server.postgres.EmbeddedPostgres;
import dev.fettle.server.postgres.PostgresException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * An empty database for a test, owned by an ordinary role as the server's own is. All are in one PostgreSQL that the
 * first one starts and that ends with this JVM.
 */
public record TestDatabase(String url, String user, String password) {
    private static final AtomicInteger MADE = new AtomicInteger();

    /** Takes some tens of milliseconds; the first of a JVM about two seconds more. */
    public static TestDatabase fresh() {
        String name = "test" + MADE.incrementAndGet();
        Running running = Running.ONE;
        EmbeddedPostgres postgres = running.postgres();
        String url = postgres.jdbcUrl();
        String server = url.substring(0, url.lastIndexOf('/') + 1);
        try (Connection connection =
                        DriverManager.getConnection(server + "postgres", "postgres", running.superuserPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " OWNER " + postgres.ownerUser());
        } catch (SQLException e) {
            throw new AssertionError("A database for the test could not be made.", e);
        }
        return new TestDatabase(server + name, postgres.ownerUser(), postgres.ownerPassword());
    }

    /** For a server's FETTLE_DATABASE_URL. */
    public String setting() {
        return url.replace("jdbc:postgresql://", "postgresql://" + user + ":" + password + "@");
    }

    /** Gives the room back, for tests that need many: all that are left are written out when the JVM ends. */
    public void drop() throws SQLException {
        String server = url.substring(0, url.lastIndexOf('/') + 1);
        try (Connection connection =
                        DriverManager.getConnection(server + "postgres", "postgres", Running.ONE.superuserPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + url.substring(server.length()) + " WITH (FORCE)");
        }
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    private record Running(EmbeddedPostgres postgres, String superuserPassword) {
        private static final Running ONE = start();

        private static Running start() {
            try {
                Path folder = Files.createTempDirectory("fettle-test-database");
                EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, line -> {});
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, folder)));
                Path password = folder.resolve("postgres/superuser.password");
                return new Running(
                        postgres,
                        Files.readString(password, StandardCharsets.UTF_8).strip());
            } catch (PostgresException | IOException e) {
                throw new AssertionError("The PostgreSQL of the tests could not be started.", e);
            }
        }

        private static void end(EmbeddedPostgres postgres, Path folder) {
            try {
                postgres.close();
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            } catch (PostgresException | IOException e) {
                throw new AssertionError("The PostgreSQL of the tests could not be ended.", e);
            }
        }
    }
}
