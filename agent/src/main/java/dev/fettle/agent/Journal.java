package dev.fettle.agent;

import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.link.LinkException;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this host knows of the orders it was given. Each has a folder of its own, named by its id: {@code order}, the bytes
 * as they came; {@code begun}, how it was begun the last time; {@code before}, how services stood then; {@code report},
 * once it is ended; {@code told}, once the server has it. Each file is there wholly or not at all. Of an order that was refused
 * there is the report alone. Beside them lies {@code output}, what the package manager wrote.
 */
final class Journal {
    /** Of output in a report, in bytes: the program is small. */
    static final int MOST_OUTPUT = 1 << 20;

    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;

    /** @param folder made if absent, for its owner only */
    Journal(Path folder) throws AgentException {
        this.folder = folder;
        try {
            Durable.folder(folder);
        } catch (IOException cannot) {
            throw AgentException.cannot("made", folder, cannot);
        }
    }

    /** Every order that ever came and was not forgotten yet. */
    Set<UUID> seen() throws AgentException {
        Set<UUID> ids = new HashSet<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder)) {
            for (Path each : folders) {
                if (Files.exists(each.resolve("order"))
                        || Files.exists(each.resolve("report"))
                        || Files.exists(each.resolve("told"))) {
                    id(each.getFileName().toString()).ifPresent(ids::add);
                }
            }
            return ids;
        } catch (IOException cannot) {
            throw AgentException.cannot("read", folder, cannot);
        }
    }

    private static Optional<UUID> id(String name) {
        try {
            return Optional.of(UUID.fromString(name));
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    /** Keeps an order before anything is done for it. */
    void accept(UUID id, SignedOrder order) throws AgentException {
        write(id, "order", order.bytes());
    }

    Optional<SignedOrder> order(UUID id) throws AgentException {
        Optional<byte[]> bytes = read(id, "order");
        try {
            return bytes.isPresent() ? Optional.of(SignedOrder.of(bytes.get())) : Optional.empty();
        } catch (LinkException broken) {
            throw new DamagedJournalException(id, broken.getMessage(), broken);
        }
    }

    /** A line: {@code 1 2026-11-20T12:00:00Z 4c6c…}: attempt, time of the first, boot. */
    void begin(UUID id, Begun begun) throws AgentException {
        String line = begun.attempt() + " " + begun.firstAt() + " " + begun.boot() + "\n";
        write(id, "begun", line.getBytes(StandardCharsets.US_ASCII));
    }

    Optional<Begun> begun(UUID id) throws AgentException {
        Optional<byte[]> bytes = read(id, "begun");
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        String[] words =
                new String(bytes.get(), StandardCharsets.US_ASCII).strip().split(" ", -1);
        try {
            return Optional.of(
                    new Begun(Integer.parseInt(words[0]), Instant.parse(words[1]), UUID.fromString(words[2])));
        } catch (DateTimeException | IllegalArgumentException | IndexOutOfBoundsException broken) {
            throw new DamagedJournalException(id, "how it was begun cannot be read.", broken);
        }
    }

    void keepBefore(UUID id, byte[] standing) throws AgentException {
        write(id, "before", standing);
    }

    Optional<byte[]> before(UUID id) throws AgentException {
        return read(id, "before");
    }

    void end(Report report) throws AgentException {
        write(report.order(), "report", ReportForm.write(report));
    }

    Optional<Report> report(UUID id) throws AgentException {
        Optional<byte[]> bytes = read(id, "report");
        try {
            return bytes.isPresent() ? Optional.of(ReportForm.read(bytes.get())) : Optional.empty();
        } catch (LinkException broken) {
            throw new DamagedJournalException(id, broken.getMessage(), broken);
        }
    }

    /** The server has the report. */
    void told(UUID id) throws AgentException {
        write(id, "told", new byte[0]);
    }

    /** Orders of which the server has no report yet, the oldest first. */
    List<UUID> untold() throws AgentException {
        Map<UUID, FileTime> untold = new HashMap<>();
        for (UUID id : seen()) {
            if (!isTold(id)) {
                untold.put(id, cameAt(id));
            }
        }
        return untold.entrySet().stream()
                .sorted(Map.Entry.<UUID, FileTime>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private FileTime cameAt(UUID id) {
        Path order = folder.resolve(id.toString()).resolve("order");
        try {
            return Files.exists(order) ? Files.getLastModifiedTime(order) : FileTime.fromMillis(0);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    boolean isEnded(UUID id) {
        return Files.exists(folder.resolve(id.toString()).resolve("report"));
    }

    /** Where the package manager writes while the order is carried out: not to a pipe, which would end with this program. */
    Path output(UUID id) throws AgentException {
        Path its = folder.resolve(id.toString());
        try {
            Durable.folder(its);
            return its.resolve("output");
        } catch (IOException cannot) {
            throw AgentException.cannot("made", its, cannot);
        }
    }

    /**
     * The end of what the package manager wrote, the errors behind the rest.
     *
     * @param limit bytes, of which more than {@link #MOST_OUTPUT} count for nothing
     */
    String outputEnd(UUID id, int limit) throws AgentException {
        Path its = folder.resolve(id.toString());
        int most = Math.min(limit, MOST_OUTPUT);
        String errors = end(its.resolve("output.err"), most / 2);
        int left = most - errors.getBytes(StandardCharsets.UTF_8).length;
        // A database takes no NUL in a text.
        return (end(its.resolve("output"), Math.max(0, left)) + errors).replace('\0', '\ufffd');
    }

    private static String end(Path file, int most) throws AgentException {
        try {
            if (!Files.exists(file)) {
                return "";
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                channel.position(Math.max(0, channel.size() - most));
                ByteBuffer bytes = ByteBuffer.allocate(most);
                while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                    // Until there is no more, or no room.
                }
                return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            }
        } catch (IOException cannot) {
            throw AgentException.cannot("read", file, cannot);
        }
    }

    /**
     * Forgets the orders whose reports the server had before that time.
     *
     * @return how many
     */
    int forget(Instant before) throws AgentException {
        int forgotten = 0;
        for (UUID id : seen()) {
            Path its = folder.resolve(id.toString());
            Path told = its.resolve("told");
            try {
                if (Files.exists(told)
                        && Files.getLastModifiedTime(told).toInstant().isBefore(before)) {
                    // The order first and the mark last: what is half forgotten must look like nothing that is to be
                    // done.
                    Files.deleteIfExists(its.resolve("order"));
                    try (DirectoryStream<Path> rest = Files.newDirectoryStream(its)) {
                        for (Path each : rest) {
                            if (!each.equals(told)) {
                                Files.delete(each);
                            }
                        }
                    }
                    Files.delete(told);
                    Files.delete(its);
                    forgotten++;
                }
            } catch (IOException cannot) {
                throw AgentException.cannot("deleted", its, cannot);
            }
        }
        return forgotten;
    }

    boolean isTold(UUID id) {
        return Files.exists(folder.resolve(id.toString()).resolve("told"));
    }

    /**
     * Makes sure that one program at a time works on an order: held until closed or until the program ends, however.
     *
     * @return empty if another holds it
     */
    Optional<Held> lock(UUID id) throws AgentException {
        return lock(folder.resolve(id.toString()).resolve("lock"));
    }

    /** The same for everything that changes the host: two such orders at once would each take the other's work for theirs. */
    Optional<Held> lockHost() throws AgentException {
        return lock(folder.resolve("host.lock"));
    }

    /** A lock that is held. */
    static final class Held implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Held(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void close() throws IOException {
            try (channel) {
                HELD.remove(file);
            }
        }
    }

    private static Optional<Held> lock(Path file) throws AgentException {
        // To close a second channel of one program would give back the lock that the first one holds.
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<Held> held = Optional.empty();
        try {
            Path parent = file.getParent();
            if (parent != null) {
                Durable.folder(parent);
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
            } else {
                held = Optional.of(new Held(file, channel));
            }
            return held;
        } catch (IOException cannot) {
            throw AgentException.cannot("locked", file, cannot);
        } finally {
            if (held.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private void write(UUID id, String name, byte[] content) throws AgentException {
        Path file = folder.resolve(id.toString()).resolve(name);
        try {
            Durable.folder(folder.resolve(id.toString()));
            Durable.write(file, content);
        } catch (IOException cannot) {
            throw AgentException.cannot("written", file, cannot);
        }
    }

    private Optional<byte[]> read(UUID id, String name) throws AgentException {
        Path file = folder.resolve(id.toString()).resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
        } catch (IOException cannot) {
            throw AgentException.cannot("read", file, cannot);
        }
    }
}
