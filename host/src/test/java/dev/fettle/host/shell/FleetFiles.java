package dev.fettle.host.shell;

import dev.fettle.host.HostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The files of a test host, read by its own commands; only what tests ask for. */
public final class FleetFiles implements HostFiles {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Shell shell;

    public FleetFiles(Shell shell) {
        this.shell = shell;
    }

    @Override
    public boolean isRunningSystem() {
        return true;
    }

    @Override
    public Path root() {
        return Path.of("/");
    }

    @Override
    public Optional<String> read(String path, int maxBytes) throws HostException {
        Result result = shell.run(Command.of(LIMIT, "cat", "--", path));
        return result.succeeded() ? Optional.of(result.stdout()) : Optional.empty();
    }

    @Override
    public Optional<String> readStart(String path, int bytes) throws HostException {
        return read(path, bytes);
    }

    @Override
    public List<String> list(String directory) throws HostException {
        return shell.run(Command.of(LIMIT, "ls", "-1", "--", directory))
                .stdout()
                .lines()
                .toList();
    }

    @Override
    public Optional<Path> resolve(String path) throws HostException {
        Result result = shell.run(Command.of(LIMIT, "readlink", "-e", "--", path));
        return result.succeeded() ? Optional.of(Path.of(result.stdout().strip())) : Optional.empty();
    }

    @Override
    public Optional<Instant> lastModified(String path) throws HostException {
        Result result = shell.run(Command.of(LIMIT, "stat", "-c", "%Y", "--", path));
        return result.succeeded()
                ? Optional.of(
                        Instant.ofEpochSecond(Long.parseLong(result.stdout().strip())))
                : Optional.empty();
    }
}
