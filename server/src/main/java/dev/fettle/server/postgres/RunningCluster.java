package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The embedded database of a server that runs, for other processes of the same user on the same machine.
 *
 * @param jdbcUrl without user or password; true until that server stops
 * @param user the owner of the database
 * @param password the owner's; secret
 */
public record RunningCluster(String jdbcUrl, String user, String password) {
    /**
     * Empty if no embedded database runs on the data folder and takes connections, whatever its files say.
     *
     * @throws PostgresException if that cannot be told, for this user may not read there
     */
    public static Optional<RunningCluster> find(Path dataFolder) throws PostgresException {
        Home home = Home.in(dataFolder);
        if (Files.notExists(home.folder())) {
            return Optional.empty();
        }
        if (!Files.isReadable(home.folder()) || !Files.isExecutable(home.folder())) {
            throw new PostgresException(home.folder() + " cannot be read by this user. Run this as the user that runs"
                    + " the Fettle server.");
        }
        try {
            Optional<PidFile> file = PidFile.read(home.cluster());
            if (file.isEmpty()
                    || !file.get().ready()
                    || file.get().port() == 0
                    || !new PostgresProcess(file.get().pid()).worksOn(home.cluster())) {
                return Optional.empty();
            }
            return Passwords.read(home.ownerPassword())
                    .map(password ->
                            new RunningCluster(Roles.url(file.get().port(), Roles.DATABASE), Roles.OWNER, password));
        } catch (IOException e) {
            throw PostgresException.of("Looking for the running database", home.folder(), e);
        }
    }

    /** Without the password, which must not reach a log. */
    @Override
    public String toString() {
        return "RunningCluster[" + jdbcUrl + ", " + user + "]";
    }
}
