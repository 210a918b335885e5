package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The folder with everything that PostgreSQL stores: made once, refused where another version made it. */
final class Cluster {
    private static final Duration INITDB = Duration.ofMinutes(5);

    private static final long LOG_SEGMENT = 16 << 20;

    private Cluster() {}

    /** Makes a cluster where there is none. It appears under its name only when it is whole. */
    static void prepare(Home home, Account account, Programs programs, Consumer<String> progress)
            throws PostgresException {
        try {
            if (Files.isDirectory(home.cluster(), LinkOption.NOFOLLOW_LINKS)) {
                requireVersion(home.cluster());
                if (account.dropped() && Account.uid(home.cluster()) == 0) {
                    handOver(home.cluster(), account);
                }
                return;
            }
            progress.accept("Making the database in " + home.cluster() + " (once).");
            Path unfinished = home.unfinishedCluster();
            Files.createDirectory(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            account.own(unfinished);
            initdb(home, account, programs);
            Files.move(unfinished, home.cluster(), StandardCopyOption.ATOMIC_MOVE);
            Home.sync(home.folder());
        } catch (IOException e) {
            throw PostgresException.of("Making the database", home.folder(), e);
        }
    }

    private static void initdb(Home home, Account account, Programs programs) throws IOException, PostgresException {
        home.write(home.passwordForInitdb(), Passwords.readOrMake(home, home.superuserPassword()) + "\n", null);
        account.own(home.passwordForInitdb());
        try {
            Programs.Ended ended = programs.run(
                    INITDB,
                    List.of(
                            home.program("initdb").toString(),
                            "--pgdata=" + home.unfinishedCluster(),
                            "--username=" + Roles.SUPERUSER,
                            "--pwfile=" + home.passwordForInitdb(),
                            "--encoding=UTF8",
                            "--locale-provider=builtin",
                            "--locale=C.UTF-8",
                            "--lc-messages=C",
                            "--data-checksums",
                            "--auth-host=scram-sha-256",
                            "--auth-local=scram-sha-256",
                            "--no-clean",
                            "--no-instructions"));
            if (ended.status() != 0) {
                throw initdbFailed(home, ended);
            }
        } finally {
            Files.deleteIfExists(home.passwordForInitdb());
        }
    }

    private static PostgresException initdbFailed(Home home, Programs.Ended ended) throws IOException {
        // Where errors meet in PostgreSQL, a full disk may never be named.
        long free = Files.getFileStore(home.unfinishedCluster()).getUsableSpace();
        Home.delete(home.unfinishedCluster());
        if (PostgresException.isDiskFull(ended.output()) || free < LOG_SEGMENT) {
            return new PostgresException(PostgresException.diskFull("Making the database", home.folder()));
        }
        List<String> lines =
                ended.output().lines().filter(line -> !line.isBlank()).toList();
        String last = String.join("\n", lines.subList(Math.max(0, lines.size() - 4), lines.size()));
        return new PostgresException("Making the database in " + home.folder() + " failed: initdb ended with status "
                + ended.status() + " and said last: " + PostgresException.quote(last)
                + ". Put that right and start again.");
    }

    private static void requireVersion(Path cluster) throws IOException, PostgresException {
        Path file = cluster.resolve("PG_VERSION");
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new PostgresException(cluster + " is no whole database of PostgreSQL: PG_VERSION is absent. Restore"
                    + " it from a backup; to begin with an empty one, move the folder away.");
        }
        String version =
                Files.size(file) > 100 ? "unknown" : Files.readString(file).strip();
        if (!version.equals(Bundle.MAJOR)) {
            throw new PostgresException(cluster + " was made by PostgreSQL " + PostgresException.quote(version)
                    + ", but this Fettle brings PostgreSQL " + Bundle.MAJOR + ", which cannot read it. Make a backup"
                    + " with the version of Fettle that ran here before, and restore it with this one into an empty"
                    + " data folder.");
        }
    }

    /** A cluster that root put back from a backup belongs to root, as whom PostgreSQL cannot run. */
    private static void handOver(Path cluster, Account account) throws IOException {
        Files.walkFileTree(cluster, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                account.own(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed) throws IOException {
                if (failed != null) {
                    throw failed;
                }
                // The cluster's own folder comes last: until then a killed start knows that it has to go on.
                account.own(folder);
                return FileVisitResult.CONTINUE;
            }
        });
        Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwx------"));
    }
}
