package dev.fettle.server.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Some parts of the server at work on its database, as its owner, while the server itself may run or not. */
public final class BesideServer {
    private BesideServer() {}

    /**
     * To be closed, which ends the connection.
     *
     * @param parts registers what is wanted beside the connection
     * @throws DatabaseException if there is no connection, or the database is that of another version of Fettle
     */
    public static AnnotationConfigApplicationContext on(
            Schema schema, Consumer<AnnotationConfigApplicationContext> parts) throws DatabaseException {
        Connection connection = schema.connect();
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        boolean complete = false;
        try {
            requireNewest(connection);
            SingleConnectionDataSource database = new SingleConnectionDataSource(connection, true);
            context.registerBean(DataSource.class, () -> database);
            context.registerBean(JdbcClient.class, () -> JdbcClient.create(database));
            context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(database));
            parts.accept(context);
            context.refresh();
            complete = true;
            return context;
        } catch (SQLException e) {
            throw new DatabaseException("The database broke off (" + Faults.firstLine(e) + "). Try again.", e);
        } finally {
            if (!complete) {
                close(connection);
            }
        }
    }

    private static void requireNewest(Connection connection) throws SQLException, DatabaseException {
        int version = Schema.version(connection).orElse(0);
        if (version != Schema.NEWEST) {
            throw new DatabaseException("The database is that of another version of Fettle (schema " + version
                    + ", this one works with " + Schema.NEWEST + "). Use the program of the server that works on it, or"
                    + " start the server of this version once.");
        }
    }

    private static void close(Connection connection) throws DatabaseException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DatabaseException("The connection to the database could not be ended.", e);
        }
    }
}
