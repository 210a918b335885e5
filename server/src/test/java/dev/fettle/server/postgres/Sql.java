package dev.fettle.server.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Statements as the owner of an embedded database. */
final class Sql {
    private Sql() {}

    static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
        execute(postgres.jdbcUrl(), postgres.ownerPassword(), statements);
    }

    static void execute(String url, String password, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "fettle_owner", password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String ask(EmbeddedPostgres postgres, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }
}
