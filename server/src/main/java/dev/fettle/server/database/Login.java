package dev.fettle.server.database;

import java.util.Properties;

/**
 * How somebody gets into a database.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port/database}, without name and password
 */
public record Login(String jdbcUrl, String user, String password) {
    /** Seconds. */
    private static final String CONNECT_TIMEOUT = "10";

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
