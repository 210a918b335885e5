package dev.fettle.host.shell;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The files of a system that runs, as its own programs read them: for hosts that are reached by their shell alone. */
public final class ShellFiles implements HostFiles {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_NAMES = 10_000;
    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_TIME = 18;

    private final Shell shell;

    public ShellFiles(Shell shell) {
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
        Optional<String> start = readStart(path, maxBytes + 1);
        // What is cut off in the middle of a character counts its replacement, so this may only be too strict by
        // little.
        if (start.isPresent() && start.get().getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw new HostException(path, path + " is larger than " + maxBytes + " bytes, which is no sane size.");
        }
        return start;
    }

    @Override
    public Optional<String> readStart(String path, int bytes) throws HostException {
        requireAbsolute(path);
        Optional<String> kind = stat("%F", path);
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        if (!kind.get().startsWith("regular ")) {
            throw new HostException(path, path + " is no regular file.");
        }
        Result result = shell.run(Command.of(TIMEOUT, "head", "-c", String.valueOf(bytes), "--", path)
                .withMaxOutput(bytes));
        if (!result.succeeded()) {
            throw cannot(path, result);
        }
        return Optional.of(result.stdout());
    }

    @Override
    public List<String> list(String directory) throws HostException {
        requireAbsolute(directory);
        Optional<String> kind = stat("%F", directory);
        if (kind.isEmpty()) {
            return List.of();
        }
        Result result = shell.run(
                Command.of(TIMEOUT, "find", "-L", directory, "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\0")
                        .withMaxOutput((long) MOST_NAMES * LONGEST_NAME));
        if (!kind.get().equals("directory") || !result.succeeded()) {
            throw cannot(directory, result);
        }
        List<String> names = Arrays.stream(result.stdout().split("\0", -1))
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
        if (names.size() > MOST_NAMES) {
            throw new HostException(directory, directory + " holds more than " + MOST_NAMES + " files.");
        }
        return names;
    }

    @Override
    public Optional<Path> resolve(String path) throws HostException {
        requireAbsolute(path);
        Result result = shell.run(Command.of(TIMEOUT, "readlink", "-e", "-z", "--", path));
        String real = result.stdout();
        return result.succeeded() && real.length() > 1
                ? Optional.of(Path.of(real.substring(0, real.length() - 1)))
                : Optional.empty();
    }

    @Override
    public Optional<Instant> lastModified(String path) throws HostException {
        requireAbsolute(path);
        Optional<String> seconds = stat("%Y", path);
        if (seconds.isPresent()
                && (seconds.get().length() > LONGEST_TIME
                        || seconds.get().isEmpty()
                        || !seconds.get().chars().allMatch(c -> c >= '0' && c <= '9'))) {
            throw new HostException(path, "The host did not tell when " + path + " was changed.");
        }
        return seconds.map(Long::parseLong).map(Instant::ofEpochSecond);
    }

    /** Empty if there is nothing, also where a directory above may not be looked into. */
    private Optional<String> stat(String format, String path) throws HostException {
        Result result = shell.run(Command.of(TIMEOUT, "stat", "-L", "-c", format, "--", path));
        return result.succeeded() ? Optional.of(result.stdout().strip()) : Optional.empty();
    }

    private static void requireAbsolute(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("A path on a host begins with a slash: " + path);
        }
    }

    private static HostException cannot(String path, Result result) {
        return new HostException(
                new Problem(path, path + " cannot be read on the host.", String.join(" / ", result.errorLines())));
    }
}
