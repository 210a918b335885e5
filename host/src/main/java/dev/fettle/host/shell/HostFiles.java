package dev.fettle.host.shell;

import dev.fettle.host.HostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The small files of one host, under one root: {@code /}, or a directory that holds the files of another system. Paths
 * are absolute as that system sees them; its symbolic links are followed inside the root and cannot lead out of it.
 */
public interface HostFiles {

    /** Whether this is the system that runs, so that /proc and /run tell about it. */
    boolean isRunningSystem();

    /** The root, for messages and for what the host is called when it does not say. */
    Path root();

    /**
     * The text of a regular file as UTF-8; empty if there is none.
     *
     * @throws HostException if it is no regular file, is larger than {@code maxBytes} or cannot be read
     */
    Optional<String> read(String path, int maxBytes) throws HostException;

    /** The first {@code bytes} of a regular file; otherwise as {@link #read}. */
    Optional<String> readStart(String path, int bytes) throws HostException;

    /**
     * The names in a directory, sorted; empty if there is none.
     *
     * @throws HostException if it cannot be read or holds more than 10,000
     */
    List<String> list(String directory) throws HostException;

    /**
     * Where a path really lies, with every symbolic link resolved, so that it can be handed to a command; empty if there
     * is nothing.
     */
    Optional<Path> resolve(String path) throws HostException;

    /** When a file was last changed; empty if there is none. */
    Optional<Instant> lastModified(String path) throws HostException;
}
