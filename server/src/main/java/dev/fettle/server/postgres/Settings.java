package dev.fettle.server.postgres;

import java.io.IOException;

/** The settings of the embedded PostgreSQL: safe against loss at any kill or power cut, closed to other machines. */
final class Settings {
    /** {@code cluster/postgresql.conf} may tune what is not named here; what is named here stands. */
    private static final String SERVER = """
            # Written by Fettle at each start. Your own settings belong into cluster/postgresql.conf, which is read first.
            include_if_exists 'cluster/postgresql.conf'

            # What was acknowledged is on the disk.
            fsync = on
            full_page_writes = on
            synchronous_commit = on

            # For this machine only, with passwords only.
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            password_encryption = 'scram-sha-256'
            allow_alter_system = off

            max_connections = 60
            shared_buffers = '128MB'
            work_mem = '8MB'
            maintenance_work_mem = '64MB'
            jit = off
            wal_level = replica
            timezone = 'UTC'

            # To standard error, which is postgres.log; neither statements nor values, which may be secret.
            logging_collector = off
            log_destination = 'stderr'
            log_min_messages = warning
            log_min_error_statement = panic
            log_error_verbosity = terse
            log_statement = none
            log_line_prefix = '%m [%p] '
            log_timezone = 'UTC'
            lc_messages = 'C'
            """;

    private static final String ACCESS = """
            # Written by Fettle at each start.
            # TYPE  DATABASE        USER            ADDRESS                 METHOD
            host    all             all             127.0.0.1/32            scram-sha-256
            host    replication     postgres        127.0.0.1/32            scram-sha-256
            """;

    private Settings() {}

    static void write(Home home, Account account) throws PostgresException {
        try {
            home.write(home.settings(), SERVER, account);
            home.write(home.access(), ACCESS, account);
        } catch (IOException e) {
            throw PostgresException.of("Writing the settings of the database", home.folder(), e);
        }
    }
}
