package dev.fettle.server.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A PostgreSQL that this process started and that ends with it, however it ends. What it acknowledged is on the disk.
 *
 * <p>It listens on a port of 127.0.0.1 that is another one at each start, and asks everybody for a password. As root it
 * runs as the owner of the cluster, else as {@code postgres} or {@code nobody}. All methods may be called from any
 * thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final int MOST_PORTS = 5;
    /** After kill -9 of the server: its children notice within seconds, and until then nothing else may start. */
    private static final int MOST_TRIES_FOR_MEMORY = 60;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    /** Replaying the log after a crash goes over at most 1 GB of it. */
    private static final Duration READY = Duration.ofMinutes(10);

    private static final Duration READY_SOON = Duration.ofSeconds(5);
    private static final Duration STOP_IN_ORDER = Duration.ofSeconds(20);
    private static final Duration STOP_AT_ONCE = Duration.ofSeconds(5);

    private final Programs.Child server;
    private final FolderLock lock;
    private final int port;
    private final String ownerPassword;
    private final Consumer<String> progress;
    private final CompletableFuture<Ended> ended;
    private volatile boolean asked;

    /**
     * How the database ended.
     *
     * @param asked whether {@link #close} asked for it; otherwise the server cannot work on
     * @param sentence what happened and what to do, for people
     */
    public record Ended(boolean asked, String sentence) {}

    private EmbeddedPostgres(
            Programs.Child server,
            ServerLog log,
            FolderLock lock,
            int port,
            String ownerPassword,
            Consumer<String> progress) {
        this.server = server;
        this.lock = lock;
        this.port = port;
        this.ownerPassword = ownerPassword;
        this.progress = progress;
        this.ended = server.ended().thenApply(status -> new Ended(asked, sentence(status, log)));
    }

    /**
     * Starts PostgreSQL on the folder {@code postgres} of a data folder, making what is absent and ending what an
     * earlier start left. Returns when the owner can connect: after seconds, or minutes after a crash under much load.
     *
     * @param dataFolder made if absent; as root, one with mode 0700 may get 0710 with PostgreSQL's group
     * @param progress told in sentences, from the caller's thread, what takes a while
     * @throws PostgresException if it cannot be had; nothing is left running then, and a later start goes on from there
     */
    public static EmbeddedPostgres start(Path dataFolder, Consumer<String> progress) throws PostgresException {
        Home home = Home.in(dataFolder);
        Account account = Account.forCluster(home.cluster());
        home.prepare(account);
        FolderLock lock = FolderLock.take(home);
        Programs.Child server = null;
        boolean up = false;
        try {
            Programs programs = Programs.forAccount(account, home);
            new Leftovers(home, account, progress).remove();
            Bundle.unpack(home, programs, progress);
            Cluster.prepare(home, account, programs, progress);
            Settings.write(home, account);
            ServerLog log = ServerLog.open(home.log());
            Started started = serve(home, programs, log, progress);
            server = started.server();
            Roles.prepare(home, started.port(), progress);
            String password = Passwords.readOrMake(home, home.ownerPassword());
            up = true;
            return new EmbeddedPostgres(started.server(), log, lock, started.port(), password, progress);
        } finally {
            if (!up) {
                if (server != null) {
                    server.stop(STOP_IN_ORDER, STOP_AT_ONCE, progress);
                }
                lock.release();
            }
        }
    }

    private record Started(Programs.Child server, int port) {}

    private static Started serve(Home home, Programs programs, ServerLog log, Consumer<String> progress)
            throws PostgresException {
        int ports = 0;
        int memory = 0;
        while (true) {
            int port = freePort();
            log.mark();
            Programs.Child server = programs.serve(
                    List.of(
                            home.program("postgres").toString(),
                            "-D",
                            home.cluster().toString(),
                            "-p",
                            Integer.toString(port),
                            "-c",
                            "config_file=" + home.settings(),
                            "-c",
                            "hba_file=" + home.access()),
                    log.file());
            if (isUp(home, server, progress)) {
                return new Started(server, port);
            }
            String said = log.sinceMark();
            if (said.contains("could not bind") && ports < MOST_PORTS) {
                ports++;
            } else if (said.contains("pre-existing shared memory block") && memory < MOST_TRIES_FOR_MEMORY) {
                memory++;
                Waiting.until(() -> false, BETWEEN_TRIES);
            } else {
                throw notStarted(home, said);
            }
        }
    }

    /** Whether it takes connections; false if it has ended. */
    private static boolean isUp(Home home, Programs.Child server, Consumer<String> progress) throws PostgresException {
        boolean up = false;
        try {
            boolean settled = Waiting.until(() -> hasEndedOrIsReady(home, server), READY_SOON);
            if (!settled) {
                progress.accept("PostgreSQL still replays its log after an end without a stop; with much unsaved work"
                        + " that takes minutes.");
                settled = Waiting.until(() -> hasEndedOrIsReady(home, server), READY);
            }
            if (!settled) {
                throw new PostgresException("PostgreSQL did not take connections within " + READY.toMinutes()
                        + " minutes. See " + home.log() + ", and start again; it goes on where it was.");
            }
            up = isReady(home, server);
            return up;
        } finally {
            if (!up) {
                server.stop(STOP_IN_ORDER, STOP_AT_ONCE, progress);
            }
        }
    }

    private static boolean hasEndedOrIsReady(Home home, Programs.Child server) {
        return !server.isAlive() || isReady(home, server);
    }

    private static boolean isReady(Home home, Programs.Child server) {
        try {
            Optional<PidFile> file = PidFile.read(home.cluster());
            return file.isPresent() && file.get().ready() && file.get().pid() == server.pid();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Free at this moment; who is quicker can still take it. */
    private static int freePort() throws PostgresException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new PostgresException(
                    "No free port was found on 127.0.0.1 (" + PostgresException.quote(String.valueOf(e.getMessage()))
                            + "). Is the loopback interface up?",
                    e);
        }
    }

    private static PostgresException notStarted(Home home, String said) {
        if (PostgresException.isDiskFull(said)) {
            return new PostgresException(PostgresException.diskFull("Starting PostgreSQL", home.folder()));
        }
        return new PostgresException("PostgreSQL did not start in " + home.folder() + ": "
                + ServerLog.reason(said).orElse("it said nothing") + ". See " + home.log()
                + ", put that right and start again.");
    }

    private String sentence(int status, ServerLog log) {
        if (asked) {
            return "PostgreSQL was stopped.";
        }
        try {
            String said = log.sinceMark();
            if (PostgresException.isDiskFull(said)) {
                return PostgresException.diskFull("Storing", log.file());
            }
            return "PostgreSQL ended by itself (status " + status + "), saying: "
                    + ServerLog.reason(said).orElse("nothing") + ". See " + log.file() + " and start Fettle again;"
                    + " what was stored is still there.";
        } catch (PostgresException unreadable) {
            return "PostgreSQL ended by itself (status " + status + "), and " + log.file() + " cannot be read. Start"
                    + " Fettle again; what was stored is still there.";
        }
    }

    /** Where Fettle's database is; without user or password. */
    public String jdbcUrl() {
        return Roles.url(port, Roles.DATABASE);
    }

    /** The role that owns the database and may make roles; no superuser. */
    public String ownerUser() {
        return Roles.OWNER;
    }

    /** Secret; the same at each start of a cluster. */
    public String ownerPassword() {
        return ownerPassword;
    }

    /** The process of the server. */
    public long pid() {
        return server.pid();
    }

    /** Completes when PostgreSQL has ended, whoever wished it. A new one may be started after {@link #close}. */
    public CompletionStage<Ended> ended() {
        return ended.minimalCompletionStage();
    }

    /** Stops PostgreSQL and returns when it has ended: 20 s in order, then at once. Does nothing the second time. */
    @Override
    public void close() throws PostgresException {
        asked = true;
        try {
            server.stop(STOP_IN_ORDER, STOP_AT_ONCE, progress);
        } finally {
            lock.release();
        }
    }
}
