package dev.fettle.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.Pool;
import dev.fettle.server.database.Schema;
import dev.fettle.server.database.backup.Backup;
import dev.fettle.server.database.backup.BackupException;
import dev.fettle.server.database.backup.Restore;
import dev.fettle.server.database.backup.Stop;
import dev.fettle.server.demo.Demo;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.postgres.EmbeddedPostgres;
import dev.fettle.server.postgres.PostgresException;
import dev.fettle.server.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code fettle backup} and {@code fettle restore}. */
final class BackupCommands {
    static final String BACKUP_HELP = """
            Usage: fettle backup FILE [--data DIR] [--OPTION VALUE …]
            Writes all that the server must not lose into one file, and reads it back to verify it. The server may run.
            The file is a zip that only this user can read: it holds password hashes, but not the keys, passwords and
            tokens in the data folder, nor fettle.toml; keep those too. An existing file is never overwritten.
            """;
    static final String RESTORE_HELP = """
            Usage: fettle restore FILE [--data DIR] [--OPTION VALUE …]
            Verifies a backup, then restores all of it or nothing. No server may run on the data folder, and the
            database has to be empty: name a new folder with --data, or an empty database of your own.
            Restore only backups that you trust: who can write one decides who signs in and what is reported.
            """;

    private static final String FEEDS = "feeds";
    private static final int MOST_SECONDS_TO_STOP = 30;

    private final Speech speech;
    private final Clock clock;

    BackupCommands(Speech speech, Clock clock) {
        this.speech = speech;
        this.clock = clock;
    }

    /** What is done until it is done or Ctrl-C stops it. */
    @FunctionalInterface
    private interface Work {
        void run(Path file, Stop stop)
                throws BackupException, DatabaseException, FolderException, PostgresException, StartException;
    }

    /** Returns the exit code. */
    int backup(Settings settings, String file) {
        return run(file, (path, stop) -> backup(settings, path, stop));
    }

    /** Returns the exit code. */
    int restore(Settings settings, String file) {
        return run(file, (path, stop) -> restore(settings, path, stop));
    }

    private int run(String file, Work work) {
        Path path;
        try {
            path = Path.of(file).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            speech.error("\"" + file + "\" is no name of a file (" + e.getReason() + ").");
            return ServerCommands.USAGE;
        }
        Stop stop = new Stop();
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> {
            stop.request();
            await(done);
        }));
        try {
            work.run(path, stop);
            return ServerCommands.DONE;
        } catch (BackupException | DatabaseException | FolderException | PostgresException | StartException e) {
            speech.error(String.valueOf(e.getMessage()));
            return ServerCommands.FAILED;
        } finally {
            done.countDown();
        }
    }

    private static void await(CountDownLatch done) {
        try {
            boolean _ = done.await(MOST_SECONDS_TO_STOP, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String sentence) {
        speech.say("  " + sentence);
    }

    private void backup(Settings settings, Path file, Stop stop)
            throws BackupException, DatabaseException, FolderException, PostgresException, StartException {
        new FoundDatabase(settings, "back up", this::tell).use(owner -> write(owner, settings, file, stop));
    }

    private void write(Login owner, Settings settings, Path file, Stop stop) throws BackupException, DatabaseException {
        speech.say("Backing up " + settings.data() + " to " + file + ".");
        Backup.Done done = new Backup(
                        new Schema(owner),
                        settings.data().resolve(FEEDS),
                        Server.version().text(),
                        clock)
                .write(file, stop, this::tell);
        speech.say("Written and verified: " + file + ", " + done.rows() + " rows, " + done.bytes()
                + " bytes. It holds password hashes; keep it where only you can read it.");
    }

    private void restore(Settings settings, Path file, Stop stop)
            throws BackupException, DatabaseException, FolderException, PostgresException {
        speech.say("Verifying " + file + ".");
        try (Restore restore = Restore.open(file, stop, this::tell);
                DataFolder data = DataFolder.open(settings.data())) {
            speech.say("Restoring into " + data.path() + ".");
            if (settings.database().isPresent()) {
                into(Login.of(settings.database().get().url()), restore, settings, data);
            } else {
                try (EmbeddedPostgres postgres = EmbeddedPostgres.start(data.path(), this::tell)) {
                    into(FoundDatabase.login(postgres), restore, settings, data);
                }
            }
        }
        String demo = Demo.begun(settings.data()).isPresent() ? "--demo " : "";
        speech.say("Done. Start the server with: fettle up " + demo + "--data " + settings.data());
    }

    private static void into(Login owner, Restore restore, Settings settings, DataFolder data)
            throws BackupException, DatabaseException, FolderException {
        Schema schema = new Schema(owner);
        restore.into(
                schema, data.resolve(FEEDS), data.path(), settings.database().isEmpty());
        Login server = Server.server(settings, schema, data);
        if (settings.database().isEmpty()) {
            try (HikariDataSource pool = Pool.open(server)) {
                Demo.mark(data, pool);
            }
        }
    }
}
