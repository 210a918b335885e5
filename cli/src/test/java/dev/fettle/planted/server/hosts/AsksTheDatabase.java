package dev.fettle.planted.server.hosts;

import java.sql.Connection;
import java.sql.SQLException;

final class AsksTheDatabase {
    boolean ask(Connection connection) throws SQLException {
        return connection.isValid(1);
    }
}
