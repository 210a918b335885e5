package dev.fettle.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;

/** The connections that the server works with. */
public final class Pool {
    private static final int SIZE = 12;
    private static final long WAIT_MILLIS = 3_000;

    /** Seconds after which an answer of the database is not waited for any more. */
    private static final String SOCKET_TIMEOUT = "60";

    private Pool() {}

    /** @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if the first connection cannot be had */
    public static HikariDataSource open(Login server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl());
        config.setUsername(server.user());
        config.setPassword(server.password());
        Properties properties = server.properties();
        properties.setProperty("socketTimeout", SOCKET_TIMEOUT);
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(SIZE);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setPoolName("fettle");
        return new HikariDataSource(config);
    }
}
