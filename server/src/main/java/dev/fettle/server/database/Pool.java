package dev.fettle.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The connections that the server works with. */
public final class Pool {
    private static final int SIZE = 12;
    private static final long WAIT_MILLIS = 10_000;

    private Pool() {}

    /** @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException if the first connection cannot be had */
    public static HikariDataSource open(Login server) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl());
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setDataSourceProperties(server.properties());
        config.setMaximumPoolSize(SIZE);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(WAIT_MILLIS);
        config.setPoolName("fettle");
        return new HikariDataSource(config);
    }
}
