package dev.fettle.server.database;

import dev.fettle.server.settings.DatabaseUrl;
import java.util.Properties;

/**
 * How somebody gets into a database.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without name and password
 */
public record Login(String jdbcUrl, String user, String password) {
    /** Seconds. */
    private static final String CONNECT_TIMEOUT = "10";

    /** @throws DatabaseException if it names no role or no password */
    public static Login of(DatabaseUrl url) throws DatabaseException {
        if (url.user().isEmpty() || url.password().isEmpty()) {
            throw new DatabaseException("The address of the database (" + url
                    + ") names no role, or no password for it. Write postgresql://ROLE:PASSWORD@HOST/DATABASE, or put the"
                    + " password into a file and name it as database.password-file.");
        }
        return new Login(url.jdbc(), url.user().get(), url.password().get().reveal());
    }

    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT);
        properties.setProperty("ApplicationName", "fettle");
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("currentSchema", Schema.NAME);
        return properties;
    }

    /** Never tells the password. */
    @Override
    public String toString() {
        return user + " at " + jdbcUrl;
    }
}
