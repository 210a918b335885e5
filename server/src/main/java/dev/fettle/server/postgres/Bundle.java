package dev.fettle.server.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs as they come with Fettle: an archive on the class path, unpacked once into the data folder. */
final class Bundle {
    /** That of the pom's {@code postgresql-binaries.version}; a test holds them together. */
    static final String VERSION = "18.6.0";

    static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

    private static final String UNFINISHED = ".part";
    private static final int MOST_ENTRIES = 10_000;
    private static final long MOST_BYTES = 500_000_000;

    private Bundle() {}

    /** Unpacks the programs where they are absent. Afterwards the folder holds all of them, also if the power fails. */
    static void unpack(Home home, Programs programs, Consumer<String> progress) throws PostgresException {
        try {
            deleteOthers(home);
            if (Files.isDirectory(home.programs(), LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            progress.accept("Unpacking PostgreSQL " + VERSION + " into " + home.programs() + " (once).");
            Path unfinished = home.folder().resolve(home.programs().getFileName() + UNFINISHED);
            try (InputStream archive = open(System.getProperty("os.arch", "unknown"))) {
                unpack(archive, unfinished);
            }
            programs.flush(unfinished);
            Files.move(unfinished, home.programs(), StandardCopyOption.ATOMIC_MOVE);
            Home.sync(home.folder());
        } catch (IOException e) {
            throw PostgresException.of("Unpacking PostgreSQL", home.folder(), e);
        }
    }

    /** What a killed start left half unpacked, and the programs of other versions of Fettle. */
    private static void deleteOthers(Home home) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(home.folder(), "bin-*")) {
            for (Path folder : folders) {
                if (!folder.equals(home.programs())) {
                    Home.delete(folder);
                }
            }
        }
    }

    /** The archive for a CPU, by Java's name of it. */
    static InputStream open(String architecture) throws PostgresException {
        String cpu =
                switch (architecture.toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> architecture.toLowerCase(Locale.ROOT);
                };
        InputStream archive = Bundle.class.getResourceAsStream("/postgres-linux-" + cpu + ".txz");
        if (archive == null) {
            throw new PostgresException("This Fettle brings no PostgreSQL for the CPU of this machine ("
                    + PostgresException.quote(architecture)
                    + "). Install PostgreSQL " + MAJOR + " and give its address in the settings instead.");
        }
        return archive;
    }

    /** Unpacks an archive into a new folder; refuses one with anything that would lie or lead outside of it. */
    static void unpack(InputStream archive, Path folder) throws IOException {
        directory(folder);
        long bytes = 0;
        int entries = 0;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries++;
                bytes += entry.getSize();
                if (entries > MOST_ENTRIES || bytes > MOST_BYTES) {
                    throw new IOException("the archive of PostgreSQL is far larger than it should be");
                }
                unpack(tar, entry, folder);
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = inside(folder, folder.resolve(entry.getName()), entry);
        if (entry.isDirectory()) {
            directory(target);
            return;
        }
        Path parent = inside(folder, target.resolve(".."), entry);
        directory(parent);
        if (!parent.toRealPath().startsWith(folder.toRealPath())) {
            throw escapes(entry);
        }
        if (entry.isSymbolicLink()) {
            inside(folder, parent.resolve(entry.getLinkName()), entry);
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (isPlainFile(entry)) {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        } else {
            throw new IOException("the archive of PostgreSQL has an entry of an unknown kind: "
                    + PostgresException.quote(entry.getName()));
        }
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        // commons-compress calls devices and pipes files too.
        return entry.isFile()
                && !entry.isLink()
                && !entry.isFIFO()
                && !entry.isCharacterDevice()
                && !entry.isBlockDevice();
    }

    private static Path inside(Path folder, Path path, TarArchiveEntry entry) throws IOException {
        Path normal = path.normalize();
        if (!normal.startsWith(folder)) {
            throw escapes(entry);
        }
        return normal;
    }

    private static IOException escapes(TarArchiveEntry entry) {
        return new IOException("the archive of PostgreSQL has an entry that leads out of its folder: "
                + PostgresException.quote(entry.getName()));
    }

    private static void directory(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
