package dev.fettle.host.shell;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The files of this machine, or of a system whose files lie under a directory of it. */
public final class LocalFiles implements HostFiles {
    private static final int MAX_LINKS = 40;
    private static final int MAX_NAMES = 10_000;

    private final Path root;

    /**
     * @param root {@code /} for this machine
     * @throws HostException if it is no directory
     */
    public LocalFiles(Path root) throws HostException {
        try {
            this.root = root.toRealPath();
        } catch (IOException absent) {
            throw new HostException(new Problem(root.toString(), "There is no directory " + root + "."), absent);
        }
        if (!Files.isDirectory(this.root)) {
            throw new HostException(root.toString(), root + " is no directory.");
        }
    }

    @Override
    public boolean isRunningSystem() {
        return root.getNameCount() == 0;
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public Optional<String> read(String path, int maxBytes) throws HostException {
        Optional<String> text = readStart(path, maxBytes + 1);
        if (text.isPresent() && text.get().length() > maxBytes) {
            throw new HostException(
                    path, path + " is larger than " + maxBytes + " bytes, which is no sane size for it.");
        }
        return text;
    }

    @Override
    public Optional<String> readStart(String path, int bytes) throws HostException {
        Optional<Path> file = resolve(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        // Asked first, because a pipe planted here would keep the reader waiting for ever.
        if (!Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            throw new HostException(path, path + " is no regular file and was not read.");
        }
        try (InputStream stream = Files.newInputStream(file.get(), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(new String(stream.readNBytes(bytes), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw cannot("read", path, unreadable);
        }
    }

    @Override
    public List<String> list(String directory) throws HostException {
        Optional<Path> resolved = resolve(directory);
        if (resolved.isEmpty()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(resolved.get())) {
            for (Path entry : entries) {
                if (names.size() == MAX_NAMES) {
                    throw new HostException(
                            directory,
                            directory + " holds more than " + MAX_NAMES + " files, which is no sane number.");
                }
                names.add(entry.getFileName().toString());
            }
        } catch (IOException unreadable) {
            throw cannot("list", directory, unreadable);
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public Optional<Instant> lastModified(String path) throws HostException {
        Optional<Path> file = resolve(path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Files.getLastModifiedTime(file.get(), LinkOption.NOFOLLOW_LINKS)
                    .toInstant());
        } catch (IOException unreadable) {
            throw cannot("look at", path, unreadable);
        }
    }

    /**
     * Walks the path one name at a time as the host's own kernel would with {@code root} as its root: an absolute link
     * starts again there, and {@code ..} stays there.
     */
    @Override
    public Optional<Path> resolve(String path) throws HostException {
        Deque<Path> names = new ArrayDeque<>();
        pushAll(names, Path.of(path));
        Path at = root;
        int links = 0;
        while (!names.isEmpty()) {
            String name = names.pop().toString();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = parent(at);
                continue;
            }
            Path next = at.resolve(name);
            if (Files.isSymbolicLink(next)) {
                if (++links > MAX_LINKS) {
                    throw new HostException(path, path + " leads through more than " + MAX_LINKS + " symbolic links.");
                }
                Path target = readLink(next, path);
                if (target.isAbsolute()) {
                    at = root;
                }
                pushAll(names, target);
            } else if (Files.exists(next, LinkOption.NOFOLLOW_LINKS)) {
                at = next;
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    private Path parent(Path path) {
        Path parent = path.getParent();
        return path.equals(root) || parent == null ? root : parent;
    }

    private static void pushAll(Deque<Path> names, Path path) {
        for (int i = path.getNameCount() - 1; i >= 0; i--) {
            names.push(path.getName(i));
        }
    }

    private static Path readLink(Path link, String path) throws HostException {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException unreadable) {
            throw cannot("follow", path, unreadable);
        }
    }

    private static HostException cannot(String verb, String path, IOException cause) {
        String message = "Could not " + verb + " " + path + ". Are you allowed to?";
        return new HostException(new Problem(path, message, String.valueOf(cause.getMessage())), cause);
    }
}
