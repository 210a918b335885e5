package dev.fettle.server.postgres;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** Measures starts on a new folder: the first, later ones, and after a kill of the database. */
final class StartTimesMain {
    private StartTimesMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws PostgresException, InterruptedException, ExecutionException {
        Path data = Path.of(arguments[0]);
        for (String what : new String[] {"first", "restart", "restart", "restart", "killed", "killed", "killed"}) {
            if (what.equals("killed")) {
                EmbeddedPostgres victim = EmbeddedPostgres.start(data, line -> {});
                Programs.signal("KILL", victim.pid());
                victim.ended().toCompletableFuture().get();
                victim.close();
            }
            long before = System.nanoTime();
            EmbeddedPostgres postgres = EmbeddedPostgres.start(data, line -> {});
            long up = System.nanoTime();
            postgres.close();
            long down = System.nanoTime();
            System.out.println(String.format(
                    Locale.ROOT, "%-8s start %.2f s, stop %.2f s", what, (up - before) / 1e9, (down - up) / 1e9));
        }
    }
}
