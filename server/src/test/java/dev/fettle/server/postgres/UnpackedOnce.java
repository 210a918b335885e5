package dev.fettle.server.postgres;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

/** PostgreSQL's programs, unpacked once for all tests of this JVM and linked into the folder of each. */
final class UnpackedOnce {
    private static Path programs;

    private UnpackedOnce() {}

    static synchronized void into(Path dataFolder) throws Exception {
        if (programs == null) {
            Path folder = Files.createTempDirectory("fettle-bin");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    Home.delete(folder);
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }));
            Path made = folder.resolve("bin");
            try (InputStream archive = Bundle.open(System.getProperty("os.arch"))) {
                Bundle.unpack(archive, made);
            }
            programs = made;
        }
        Home home = Home.in(dataFolder);
        Files.createDirectories(home.folder());
        // JUnit's folders are closed; where nothing may be mounted, root's PostgreSQL could not pass.
        Files.setPosixFilePermissions(dataFolder.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(dataFolder, PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> files = Files.walk(programs)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = home.programs().resolve(programs.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectory(target);
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                } else {
                    Files.createLink(target, file);
                }
            }
        }
    }
}
