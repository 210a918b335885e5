package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code postgres} of a data folder, and what is where in it. Root keeps it for itself: the account that
 * PostgreSQL runs as may enter it and owns the cluster in it, but cannot change programs, settings or passwords.
 */
record Home(Path folder) {
    static Home in(Path dataFolder) {
        return new Home(dataFolder.toAbsolutePath().normalize().resolve("postgres"));
    }

    Path dataFolder() {
        Path parent = folder.getParent();
        return parent == null ? folder : parent;
    }

    Path cluster() {
        return folder.resolve("cluster");
    }

    /** Where a cluster is made; what is found here at a start was never finished. */
    Path unfinishedCluster() {
        return folder.resolve("cluster.new");
    }

    Path programs() {
        return folder.resolve("bin-" + Bundle.VERSION);
    }

    Path program(String name) {
        return programs().resolve("bin").resolve(name);
    }

    Path settings() {
        return folder.resolve("postgresql.conf");
    }

    Path access() {
        return folder.resolve("pg_hba.conf");
    }

    Path log() {
        return folder.resolve("postgres.log");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    Path superuserPassword() {
        return folder.resolve("superuser.password");
    }

    Path ownerPassword() {
        return folder.resolve("owner.password");
    }

    /** What initdb reads the superuser's password from, as the account it runs as; deleted when it has. */
    Path passwordForInitdb() {
        return folder.resolve("initdb.password");
    }

    /** Makes the folder where it is absent, and closes it to everybody but its owner and the account. */
    void prepare(Account account) throws PostgresException {
        try {
            if (!Files.isDirectory(dataFolder())) {
                Files.createDirectories(
                        dataFolder(),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            int owner = Account.uid(folder);
            int me = Account.uid(Path.of("/proc/self"));
            if (owner != me) {
                throw new PostgresException(folder + " belongs to the user with the number " + owner
                        + ", but Fettle runs as number " + me
                        + ". Start it as that user, or hand the folder over with: "
                        + (me == 0 ? "chown root " : "chown -R " + me + " ") + folder);
            }
            account.share(folder);
            Files.setPosixFilePermissions(
                    folder, PosixFilePermissions.fromString(account.dropped() ? "rwx--x---" : "rwx------"));
        } catch (IOException e) {
            throw PostgresException.of("Making the folder of the database", dataFolder(), e);
        }
    }

    /**
     * Writes a file whole or not at all, also if the power fails, readable for its owner only.
     *
     * @param reader the account that may read it too, or null
     */
    void write(Path file, String text, @Nullable Account reader) throws IOException {
        Path temporary = folder.resolve(file.getFileName() + ".part");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        if (reader != null && reader.dropped()) {
            reader.share(temporary);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r-----"));
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folder);
    }

    /** Makes a rename in a folder last. */
    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a folder and all in it, links and not what they name, also while others delete in it. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failed;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failed) throws IOException {
                if (failed != null && !(failed instanceof NoSuchFileException)) {
                    throw failed;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
