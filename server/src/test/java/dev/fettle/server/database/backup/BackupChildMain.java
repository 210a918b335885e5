package dev.fettle.server.database.backup;

import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.Schema;
import java.nio.file.Path;
import java.time.InstantSource;

/** A process that backs up or restores, to be killed: {@code backup|restore URL USER PASSWORD FILE FEEDS}. */
final class BackupChildMain {
    private BackupChildMain() {}

    public static void main(String[] arguments) throws BackupException, DatabaseException {
        Schema schema = new Schema(new Login(arguments[1], arguments[2], arguments[3]));
        Path file = Path.of(arguments[4]);
        Path feeds = Path.of(arguments[5]);
        say("begins");
        if (arguments[0].equals("backup")) {
            Backup.Done _ = new Backup(schema, feeds, "t", InstantSource.system())
                    .write(file, new Stop(), BackupChildMain::say);
        } else {
            try (Restore restore = Restore.open(file, new Stop(), BackupChildMain::say)) {
                restore.into(schema, feeds, file.getParent(), true);
            }
        }
        say("done");
    }

    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.out.println(line);
    }
}
