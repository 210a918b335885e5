package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.LimitedStream;
import dev.fettle.host.shell.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The one directory that is written to. apt runs a script from it, so nobody but its owner and root may be able to change
 * it or to put another in its place.
 */
final class StateDirectory implements Workspace {
    private static final int WRITABLE_BY_ALL = 0002;
    private static final int WRITABLE_BY_GROUP = 0020;
    private static final int STICKY = 01000;

    private static final String RUN = "run-";

    private final Path path;

    private StateDirectory(Path path) {
        this.path = path;
    }

    /** @throws HostException if it cannot be made, belongs to somebody else, or has a path that apt cannot take */
    static StateDirectory open(Path directory) throws HostException {
        try {
            Files.createDirectories(directory, ownerOnly());
            Path real = directory.toRealPath();
            StateDirectory state = new StateDirectory(real);
            state.requirePlainPath();
            state.requireOwner();
            return state;
        } catch (IOException cannot) {
            throw cannot("use", directory, cannot);
        }
    }

    Path path() {
        return path;
    }

    /** A subdirectory for the owner only, made if absent. */
    Path subdirectory(String name) throws HostException {
        Path directory = path.resolve(name);
        try {
            Files.createDirectories(directory, ownerOnly());
            return directory;
        } catch (IOException cannot) {
            throw cannot("make", directory, cannot);
        }
    }

    @Override
    public Folder newRun() throws HostException {
        try {
            return new Run(Files.createTempDirectory(
                    path, RUN + ProcessHandle.current().pid() + "-", ownerOnly()));
        } catch (IOException cannot) {
            throw cannot("make a directory in", path, cannot);
        }
    }

    @Override
    public String caches(Folder run) {
        return path.toString();
    }

    private record Run(Path folder) implements Folder {
        @Override
        public String path() {
            return folder.toString();
        }

        @Override
        public void write(String name, String text, boolean program) throws HostException {
            Path file = folder.resolve(name);
            Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(program ? "rwx------" : "rw-------");
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(permissions));
                Files.writeString(file, text, StandardCharsets.UTF_8);
            } catch (IOException cannot) {
                throw new HostException(
                        new Problem(file.toString(), "Could not write " + file + ".", String.valueOf(cannot)), cannot);
            }
        }

        @Override
        public boolean read(String name, long maxBytes, Shell.Consumer consumer) throws HostException {
            Path file = folder.resolve(name);
            if (!Files.exists(file)) {
                return false;
            }
            try (LimitedStream stream = new LimitedStream(Files.newInputStream(file), maxBytes)) {
                consumer.accept(stream);
                return true;
            } catch (IOException unreadable) {
                throw new HostException(
                        new Problem(file.toString(), "Could not read " + file + ".", String.valueOf(unreadable)),
                        unreadable);
            }
        }

        @Override
        public void close() {
            delete(folder);
        }
    }

    /** Deletes a directory and everything in it; what cannot be deleted stays. */
    private static void delete(Path directory) {
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path each : deepestFirst) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | UncheckedIOException left) {
            // Only our own working files: the next run makes new ones.
            return;
        }
    }

    private static FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    }

    /** A run that was killed leaves its directory, which bears the number of its process. */
    private void deleteForgottenRuns() throws IOException {
        try (DirectoryStream<Path> runs = Files.newDirectoryStream(path, RUN + "*")) {
            for (Path run : runs) {
                String name = run.getFileName().toString().substring(RUN.length());
                String process = name.substring(0, Math.max(0, name.indexOf('-')));
                if (process.isEmpty() || !Files.exists(Path.of("/proc", process))) {
                    delete(run);
                }
            }
        }
    }

    /** The path stands between quotes in apt's configuration, which has no way to escape them. */
    private void requirePlainPath() throws HostException {
        String text = path.toString();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c == 0x7f) {
                throw new HostException(new Problem(
                        "state directory",
                        "The path of the cache directory has a character that apt cannot take. Choose another with"
                                + " XDG_CACHE_HOME.",
                        text));
            }
        }
    }

    private void requireOwner() throws IOException, HostException {
        Path probe = Files.createTempFile(path, "owner-", "");
        Object me;
        try {
            me = Files.getAttribute(probe, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            deleteForgottenRuns();
        } finally {
            Files.delete(probe);
        }
        for (Path at = path; at != null; at = at.getParent()) {
            Object owner = Files.getAttribute(at, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            int mode = (Integer) Files.getAttribute(at, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            boolean foreign = !owner.equals(me) && !owner.equals(0);
            // Ordinary users may have a group of their own; root's work is worth more to others.
            int others = me.equals(0) ? WRITABLE_BY_ALL | WRITABLE_BY_GROUP : WRITABLE_BY_ALL;
            boolean open = (mode & others) != 0 && (mode & STICKY) == 0;
            if (foreign || open) {
                throw new HostException(
                        at.toString(),
                        at + (foreign ? " belongs to another user" : " can be written by others")
                                + ", who could change what apt is told to run. Choose another cache directory with"
                                + " XDG_CACHE_HOME.");
            }
        }
    }

    private static HostException cannot(String verb, Path directory, IOException cause) {
        return new HostException(
                new Problem(
                        directory.toString(),
                        "Could not " + verb + " " + directory + ". Choose another cache directory with XDG_CACHE_HOME.",
                        String.valueOf(cause)),
                cause);
    }
}
