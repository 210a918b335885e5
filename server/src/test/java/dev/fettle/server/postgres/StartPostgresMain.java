package dev.fettle.server.postgres;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts the embedded database on the folder given, says so, and stays until it is killed or the database ends. */
final class StartPostgresMain {
    private StartPostgresMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.start(Path.of(arguments[0]), System.out::println);
            System.out.println("up " + postgres.pid() + " " + postgres.jdbcUrl() + " " + postgres.ownerPassword());
            CountDownLatch end = new CountDownLatch(1);
            postgres.ended().thenAccept(ended -> {
                System.out.println("ended " + ended.sentence());
                end.countDown();
            });
            end.await();
        } catch (PostgresException e) {
            System.out.println("failed " + e.getMessage());
        }
    }
}
