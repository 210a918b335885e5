package dev.fettle.server.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What PostgreSQL writes to its standard error: the present file and one before it. */
final class ServerLog {
    private static final long ROTATE_AT = 4 << 20;
    private static final int MOST_READ = 64 << 10;
    // 2026-11-20 19:03:45.123 UTC [812] FATAL:  could not create lock file "postmaster.pid": No space left on device
    private static final Pattern COMPLAINT = Pattern.compile("\\b(?:FATAL|PANIC|ERROR|LOG): +(.+)$");
    private static final Pattern GRAVE = Pattern.compile("\\b(?:FATAL|PANIC|ERROR): ");

    private final Path file;
    private long mark;

    private ServerLog(Path file) {
        this.file = file;
    }

    /** Opens the log, setting a long one aside. Root must not be led to another file by a link. */
    static ServerLog open(Path file) throws PostgresException {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) >= ROTATE_AT)) {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".1"),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                    .close();
            return new ServerLog(file);
        } catch (IOException e) {
            throw PostgresException.of("Opening the log of the database", file, e);
        }
    }

    Path file() {
        return file;
    }

    /** What is read from here on was written after this moment. */
    void mark() throws PostgresException {
        try {
            mark = Files.size(file);
        } catch (IOException e) {
            throw PostgresException.of("Reading the log of the database", file, e);
        }
    }

    /** What was written since the mark, of very much the end. */
    String sinceMark() throws PostgresException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(Math.max(mark, log.length() - MOST_READ));
            byte[] bytes = new byte[(int) Math.min(MOST_READ, log.length() - log.getFilePointer())];
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw PostgresException.of("Reading the log of the database", file, e);
        }
    }

    /** The last grave complaint in a text of the log, in one line; else its last line; empty for an empty text. */
    static Optional<String> reason(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.reversed().stream()
                .filter(line -> GRAVE.matcher(line).find())
                .findFirst()
                .or(() -> lines.reversed().stream().findFirst())
                .map(line -> {
                    var complaint = COMPLAINT.matcher(line);
                    return PostgresException.quote(complaint.find() ? complaint.group(1) : line);
                });
    }
}
