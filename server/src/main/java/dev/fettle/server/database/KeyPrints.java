package dev.fettle.server.database;

import dev.fettle.core.signing.Octets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * With which keys the last server worked that was up in a database, by their digests. Hosts and people trust these keys, so
 * a server that takes over needs the same.
 */
public final class KeyPrints {
    private static final String TABLE = Schema.NAME + ".server_key";

    private KeyPrints() {}

    /**
     * Which of the keys in the database this server has not, or has others for; none if no server was up in it yet.
     *
     * @param own SHA-256 of each file, by its name
     */
    public static List<String> differing(Login owner, Map<String, Octets> own) throws DatabaseException {
        Map<String, Octets> known = new TreeMap<>();
        try (Connection connection = new Schema(owner).connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("select to_regclass('" + TABLE + "') is not null")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return List.of();
                }
            }
            try (ResultSet row = statement.executeQuery("select file, sha256 from " + TABLE)) {
                while (row.next()) {
                    known.put(row.getString(1), Octets.of(row.getBytes(2)));
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(Faults.preparing(owner, e), e);
        }
        List<String> differing = new ArrayList<>();
        known.forEach((file, print) -> {
            if (!print.equals(own.get(file))) {
                differing.add(file);
            }
        });
        return differing;
    }

    /** Notes the keys of a server that is up. */
    public static void note(Login owner, Map<String, Octets> own) throws DatabaseException {
        try (Connection connection = new Schema(owner).connect()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement();
                    PreparedStatement insert =
                            connection.prepareStatement("insert into " + TABLE + " (file, sha256) values (?, ?)")) {
                statement.execute("delete from " + TABLE);
                for (Map.Entry<String, Octets> each : own.entrySet()) {
                    insert.setString(1, each.getKey());
                    insert.setBytes(2, each.getValue().bytes());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        } catch (SQLException e) {
            throw new DatabaseException(Faults.preparing(owner, e), e);
        }
    }
}
