package dev.fettle.server;

import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.backup.BackupException;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.postgres.EmbeddedPostgres;
import dev.fettle.server.postgres.PostgresException;
import dev.fettle.server.postgres.RunningCluster;
import dev.fettle.server.settings.Settings;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;

/** The database in which a Fettle server has worked, for a command beside it, whether that server runs or not. */
final class FoundDatabase {
    private final Settings settings;
    private final String purpose;
    private final Consumer<String> progress;

    /**
     * @param purpose what is to be done, as in "to back up"
     * @param progress is told sentences on what is done
     */
    FoundDatabase(Settings settings, String purpose, Consumer<String> progress) {
        this.settings = settings;
        this.purpose = purpose;
        this.progress = progress;
    }

    /** What is done with it. */
    @FunctionalInterface
    interface Work {
        void with(Login owner) throws BackupException, DatabaseException, StartException;
    }

    /** Does the work as the owner of the database; the embedded one is started for it if it does not run. */
    void use(Work work) throws BackupException, DatabaseException, FolderException, PostgresException, StartException {
        if (settings.database().isPresent()) {
            work.with(Login.of(settings.database().get().url()));
            return;
        }
        Optional<RunningCluster> running = RunningCluster.find(settings.data());
        if (running.isPresent()) {
            work.with(new Login(
                    running.get().jdbcUrl(), running.get().user(), running.get().password()));
            return;
        }
        if (!Files.isDirectory(settings.data().resolve("postgres"))) {
            throw new StartException("There is nothing to " + purpose + " in " + settings.data()
                    + ": no Fettle server has worked there. Name its folder with --data.");
        }
        try (DataFolder data = folder();
                EmbeddedPostgres postgres = EmbeddedPostgres.start(data.path(), progress)) {
            work.with(login(postgres));
        }
    }

    static Login login(EmbeddedPostgres postgres) {
        return new Login(postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword());
    }

    private DataFolder folder() throws FolderException, StartException {
        try {
            return DataFolder.open(settings.data());
        } catch (FolderException e) {
            if (e.held()) {
                throw new StartException(
                        "A Fettle server has " + settings.data()
                                + ", and its database takes no connections: it is starting or stopping. Try again in a minute.");
            }
            throw e;
        }
    }
}
