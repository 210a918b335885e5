package dev.fettle.server.database.backup;

import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.Schema;
import dev.fettle.server.hosts.MadeUpFleet;
import dev.fettle.server.postgres.EmbeddedPostgres;
import dev.fettle.server.postgres.PostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Measures backups and restores of a made-up fleet: {@code EMPTY_FOLDER [HOSTS [PACKAGES [LOOKS [RUNS]]]]}. */
final class BackupTimesMain {
    private BackupTimesMain() {}

    public static void main(String[] arguments)
            throws PostgresException, DatabaseException, BackupException, IOException {
        Path folder = Path.of(arguments[0]);
        int[] sizes = {1000, 500, 2, 3};
        for (int i = 1; i < arguments.length; i++) {
            sizes[i - 1] = Integer.parseInt(arguments[i]);
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("from"), _ -> {})) {
            Login owner = new Login(postgres.jdbcUrl(), postgres.ownerUser(), postgres.ownerPassword());
            Schema schema = new Schema(owner);
            Login _ = schema.prepare("a-password-of-the-benchmark");
            long begun = System.nanoTime();
            fill(owner, sizes);
            say("filled", begun, sizes[0] + " hosts, " + sizes[1] + " packages each, " + sizes[2] + " looks");
            for (int run = 0; run < sizes[3]; run++) {
                measure(folder, schema, run);
            }
        }
    }

    private static void fill(Login owner, int... sizes) {
        DriverManagerDataSource one = new DriverManagerDataSource(
                owner.jdbcUrl() + "?currentSchema=" + Schema.NAME, owner.user(), owner.password());
        SingleConnectionDataSource connection =
                new SingleConnectionDataSource(one.getUrl(), owner.user(), owner.password(), true);
        try {
            MadeUpFleet fleet = new MadeUpFleet(connection, 1, sizes[1]);
            for (int round = 0; round < sizes[2]; round++) {
                for (int host = 0; host < sizes[0]; host++) {
                    fleet.look(host, round);
                }
            }
        } finally {
            connection.destroy();
        }
    }

    private static void measure(Path folder, Schema schema, int run)
            throws PostgresException, DatabaseException, BackupException, IOException {
        Path file = folder.resolve(run + ".zip");
        long begun = System.nanoTime();
        Backup.Done done = new Backup(schema, folder.resolve("feeds"), "bench", InstantSource.system())
                .write(file, new Stop(), line -> report(run, line));
        say("backup", begun, done.rows() + " rows, " + done.bytes() + " bytes");
        begun = System.nanoTime();
        try (Restore restore = Restore.open(file, new Stop(), _ -> {})) {
            say("verified", begun, "");
            try (EmbeddedPostgres empty = EmbeddedPostgres.start(folder.resolve("to" + run), _ -> {})) {
                Schema to = new Schema(new Login(empty.jdbcUrl(), empty.ownerUser(), empty.ownerPassword()));
                begun = System.nanoTime();
                restore.into(to, folder.resolve("feeds-to"), folder, true);
                say("restored", begun, "");
            }
        }
        Files.delete(file);
    }

    @SuppressWarnings("SystemOut")
    private static void report(int run, String line) {
        if (run == 0) {
            System.out.println("    " + line);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void say(String what, long begun, String more) {
        System.out.println(
                String.format(Locale.ROOT, "%-9s %.2f s  %s", what, (System.nanoTime() - begun) / 1e9, more));
    }
}
