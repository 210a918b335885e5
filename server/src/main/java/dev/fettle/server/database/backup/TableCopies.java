package dev.fettle.server.database.backup;

import dev.fettle.server.database.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The tables of Fettle's schema and their rows, by PostgreSQL's COPY in its text form. */
final class TableCopies {
    /**
     * What is only of the moment, or follows from the rest: who is signed in and who has to wait, links to set a
     * password, tokens to enrol hosts, the package files of changes (hosts hand them over again), when tasks are due (the
     * server plans them anew), what webhooks were told (a restored server must not tell old news), by which keys a server is
     * known, and which migrations were applied (the manifest names
     * the newest).
     */
    static final Set<String> LEFT_OUT = Set.of(
            "spring_session",
            "spring_session_attributes",
            "first_sign_in",
            "one_time_link",
            "known_browser",
            "sign_in_brake",
            "scheduled_tasks",
            "flyway_schema_history",
            "device_authorization",
            "enrolment_token",
            "idempotency",
            "server_key",
            "webhook_delivery",
            "kept_build",
            "kept_build_part",
            "build_request");

    private static final String HISTORY = "flyway_schema_history";
    private static final int CHUNK = 1 << 16;

    private final Connection connection;
    private final CopyManager copies;

    /** @param connection of the owner, with a transaction of its own that this neither begins nor ends */
    TableCopies(Connection connection) throws SQLException {
        this.connection = connection;
        this.copies = connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** A table and those of its columns that are copied. */
    record Shape(String name, List<String> columns) {}

    /** Settings of which the text of values depends; others keep PostgreSQL from waiting for locks without end. */
    void settle() throws SQLException {
        run("set local timezone = 'UTC'");
        run("set local datestyle = 'ISO'");
        run("set local intervalstyle = 'postgres'");
        run("set local bytea_output = 'hex'");
        run("set local extra_float_digits = 1");
        run("set local lock_timeout = '30s'");
        run("set local statement_timeout = 0");
        run("set local idle_in_transaction_session_timeout = 0");
    }

    String postgresVersion() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show server_version")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Every table that is not left out, each after those that it refers to. */
    List<Shape> tables() throws SQLException {
        Map<String, List<String>> columns = columns();
        columns.keySet().removeAll(LEFT_OUT);
        Map<String, Set<String>> references = references();
        List<Shape> ordered = new ArrayList<>();
        Set<String> done = new HashSet<>();
        while (done.size() < columns.size()) {
            List<String> ready = columns.keySet().stream()
                    .filter(name -> !done.contains(name))
                    .filter(name -> done.containsAll(references.getOrDefault(name, Set.of())))
                    .sorted()
                    .toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException("Tables refer to each other in a circle, or to one that is left out: "
                        + columns.keySet().stream()
                                .filter(name -> !done.contains(name))
                                .collect(Collectors.joining(", ")));
            }
            ready.forEach(name -> ordered.add(new Shape(name, columns.getOrDefault(name, List.of()))));
            done.addAll(ready);
        }
        return ordered;
    }

    /** Without numbers of transactions, which mean nothing in another cluster: there they begin anew, as defaults. */
    private Map<String, List<String>> columns() throws SQLException {
        Map<String, List<String>> columns = new HashMap<>();
        ask(
                """
                select c.relname, a.attname
                from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = ?::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
                    and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
                    and a.atttypid <> 'xid8'::regtype
                order by c.relname, a.attnum""",
                row -> columns.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(row.getString(2)));
        return columns;
    }

    /** Which tables a table refers to, itself left out: within one COPY the order does not matter. */
    private Map<String, Set<String>> references() throws SQLException {
        Map<String, Set<String>> references = new HashMap<>();
        ask(
                """
                select distinct f.relname, t.relname
                from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
                where f.relnamespace = ?::regnamespace and k.contype = 'f' and f.oid <> t.oid""",
                row -> references
                        .computeIfAbsent(row.getString(1), _ -> new HashSet<>())
                        .add(row.getString(2)));
        return references;
    }

    /** What is done with each row. */
    @FunctionalInterface
    private interface ForRow {
        void accept(ResultSet row) throws SQLException;
    }

    private void ask(String sql, ForRow each) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Schema.NAME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    each.accept(row);
                }
            }
        }
    }

    void copyOut(Shape table, OutputStream to) throws SQLException, IOException {
        copies.copyOut(
                "copy (select " + list(table.columns()) + " from " + qualified(table.name()) + ") to stdout", to);
    }

    /** Returns how many rows there were. */
    long copyIn(Shape table, InputStream from) throws SQLException, IOException {
        return copies.copyIn(
                "copy " + qualified(table.name()) + " (" + list(table.columns()) + ") from stdin", from, CHUNK);
    }

    /** Keeps all others from the tables until the transaction ends. */
    void lock(List<Shape> tables) throws SQLException {
        if (!tables.isEmpty()) {
            run("lock table "
                    + tables.stream().map(table -> qualified(table.name())).collect(Collectors.joining(", ")));
        }
    }

    /** A table of the schema with rows, if there is one; what Flyway noted does not count. */
    Optional<String> firstWithRows() throws SQLException {
        for (String name : columns().keySet()) {
            if (!name.equals(HISTORY) && hasRows(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private boolean hasRows(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select from " + qualified(table) + " limit 1")) {
            return row.next();
        }
    }

    /** Has each identity column of the table go on behind its highest number. */
    void moveSequences(Shape table) throws SQLException {
        for (String column : identities(table)) {
            String cell = quoted(column);
            run("select setval(pg_get_serial_sequence(" + literal(qualified(table.name())) + ", " + literal(column)
                    + "), greatest(max(" + cell + "), 1), max(" + cell + ") is not null) from "
                    + qualified(table.name()));
        }
    }

    private List<String> identities(Shape table) throws SQLException {
        List<String> identities = new ArrayList<>();
        ask("""
                select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = ?::regnamespace and a.attnum > 0 and not a.attisdropped
                    and pg_get_serial_sequence(quote_ident(c.relnamespace::regnamespace::text) || '.'
                        || quote_ident(c.relname), a.attname) is not null
                    and c.relkind in ('r', 'p')""", row -> {
            if (row.getString(1).equals(table.name())) {
                identities.add(row.getString(2));
            }
        });
        return identities;
    }

    private static String list(List<String> columns) {
        return columns.stream().map(TableCopies::quoted).collect(Collectors.joining(", "));
    }

    private static String qualified(String table) {
        return Schema.NAME + "." + quoted(table);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
