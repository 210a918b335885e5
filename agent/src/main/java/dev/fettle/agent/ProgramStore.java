package dev.fettle.agent;

import dev.fettle.agent.update.UpdateState;
import dev.fettle.core.signing.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the program that were taken by orders, each in a folder that bears the SHA-256 of what was signed, and the
 * files that say which of them runs. The launcher, {@code packaging/agent/fettle-agent}, reads and renames these too:
 *
 * <p>{@code current} names the one that runs, where there is none it is the packaged one; {@code trial} one that has yet to
 * reach the server; {@code lost} the last one that did not. Each is a line: {@code SHA-256 ORDER SECONDS}, the latter since
 * 1970, until when a trial goes. {@code starts} has the order's id once for each time that its trial was begun.
 */
final class ProgramStore {
    private static final String CURRENT = "current";
    private static final String TRIAL = "trial";
    private static final String LOST = "lost";
    private static final String STARTS = "starts";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) ([0-9a-f-]{36}) (\\d{1,12})\n");

    private final Path folder;

    ProgramStore(Path folder) {
        this.folder = folder;
    }

    /** One line. */
    private record Named(Octets program, UUID order, Instant until) {
        byte[] bytes() {
            return (program.hex() + " " + order + " " + until.getEpochSecond() + "\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** Where a program is, or would be. */
    Path place(Octets program) {
        return folder.resolve(program.hex());
    }

    /** How far this order to take this program has come. */
    UpdateState state(Octets program, UUID order) throws AgentException {
        Optional<Named> trial = named(TRIAL).filter(each -> each.order().equals(order));
        if (trial.isPresent()) {
            return new UpdateState.OnTrial(starts(order), trial.get().until());
        }
        // Looked at after the trial, which is renamed to one of them.
        if (named(CURRENT).filter(each -> each.program().equals(program)).isPresent() && isHere(program)) {
            return new UpdateState.InForce();
        }
        Optional<Named> lost = named(LOST).filter(each -> each.order().equals(order));
        if (lost.isPresent()) {
            return new UpdateState.Lost(starts(order), lost.get().until());
        }
        return isHere(program) ? new UpdateState.Kept() : new UpdateState.Absent();
    }

    private boolean isHere(Octets program) {
        return Files.isDirectory(place(program));
    }

    private int starts(UUID order) throws AgentException {
        Path file = folder.resolve(STARTS);
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return (int) lines.filter(order.toString()::equals).count();
        } catch (NoSuchFileException none) {
            return 0;
        } catch (IOException cannot) {
            throw AgentException.cannot("read", file, cannot);
        }
    }

    private Optional<Named> named(String name) throws AgentException {
        Path file = folder.resolve(name);
        try {
            Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            return line.matches()
                    ? Optional.of(new Named(
                            new Octets(line.group(1)),
                            UUID.fromString(line.group(2)),
                            Instant.ofEpochSecond(Long.parseLong(line.group(3)))))
                    : Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException cannot) {
            throw AgentException.cannot("read", file, cannot);
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** A fresh folder to put a program into, before {@link #keep} makes it the one. */
    Path unfinished(Octets program) throws AgentException {
        Path part = folder.resolve(program.hex() + ".part");
        try {
            Durable.folder(folder);
            delete(part);
            Durable.folder(part);
            return part;
        } catch (IOException cannot) {
            throw AgentException.cannot("made", part, cannot);
        }
    }

    /** Makes what is in the unfinished folder the program; everything in it is on the disk already. */
    void keep(Octets program) throws AgentException {
        Path part = folder.resolve(program.hex() + ".part");
        move(part, place(program));
    }

    /** From the next start of the service on, the program is on trial until then. */
    void putOnTrial(Octets program, UUID order, Instant until) throws AgentException {
        Path file = folder.resolve(TRIAL);
        try {
            Durable.write(file, new Named(program, order, until).bytes());
        } catch (IOException cannot) {
            throw AgentException.cannot("written", file, cannot);
        }
    }

    /**
     * The program on trial is the program from now on.
     *
     * @return false if it is not on trial any more
     */
    boolean win(UUID order) throws AgentException {
        return endTrial(order, CURRENT);
    }

    /** The program before it stays the program. */
    boolean lose(UUID order) throws AgentException {
        return endTrial(order, LOST);
    }

    private boolean endTrial(UUID order, String name) throws AgentException {
        if (named(TRIAL).filter(each -> each.order().equals(order)).isEmpty()) {
            return false;
        }
        return move(folder.resolve(TRIAL), folder.resolve(name));
    }

    private boolean move(Path from, Path to) throws AgentException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            Durable.sync(folder);
            return true;
        } catch (NoSuchFileException gone) {
            return false;
        } catch (IOException cannot) {
            throw AgentException.cannot("moved", from, cannot);
        }
    }

    /** Deletes what nothing names any more; to be called while no order to take a program is underway. */
    void clear() throws AgentException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Optional<Named> current = named(CURRENT);
        Optional<Named> trial = named(TRIAL);
        Set<Path> kept =
                Set.copyOf(Stream.of(CURRENT, TRIAL).map(folder::resolve).toList());
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path each : all) {
                boolean named = Stream.of(current, trial)
                        .flatMap(Optional::stream)
                        .anyMatch(mark -> place(mark.program()).equals(each));
                if (!named && !kept.contains(each)) {
                    delete(each);
                }
            }
        } catch (IOException cannot) {
            throw AgentException.cannot("cleared", folder, cannot);
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException fault) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
