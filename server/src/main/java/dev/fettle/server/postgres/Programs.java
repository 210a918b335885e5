package dev.fettle.server.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Starts PostgreSQL's programs as the account they run as. All get SIGINT from the kernel when this process dies; that
 * belongs to the thread that started them, so each has a thread of its own for as long as it runs. They have a session
 * of their own, so that Ctrl+C ends the server first and the database after it.
 */
final class Programs {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C");
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final Set<String> PASSED_BY_AT_MOST_A_GROUP = Set.of("rwx------", "rwx--x---");
    private static final int MOST_OUTPUT = 64 << 10;

    /**
     * In a mount namespace of its own: covers the folder that the account may not enter by an empty one, and lets
     * nothing but the database's folder be seen in it, under its own path.
     */
    private static final String SHOW_ONLY = """
            umask 022
            cd "$1"
            mount -t tmpfs -o mode=0755,size=64k tmpfs "$2"
            mkdir -p "$1"
            mount --no-canonicalize --bind . "$1"
            cd "$1"
            shift 2
            exec "$@"
            """;

    private final List<String> asAccount;

    /** How a program ended, and the beginning of what it wrote to both of its streams. */
    record Ended(int status, String output) {}

    private Programs(List<String> asAccount) {
        this.asAccount = List.copyOf(asAccount);
    }

    /** Finds the way for an account to run programs in a folder, also where the account cannot go there by itself. */
    static Programs forAccount(Account account, Home home) throws PostgresException {
        List<String> drop = new ArrayList<>(List.of("setpriv", "--pdeathsig", "INT", "--no-new-privs"));
        if (!account.dropped()) {
            drop.add("--");
            return new Programs(drop);
        }
        drop.addAll(List.of(
                "--reuid",
                Integer.toString(account.uid()),
                "--regid",
                Integer.toString(account.gid()),
                "--clear-groups",
                "--"));
        Programs plain = new Programs(drop);
        if (plain.canEnter(home.folder())) {
            return plain;
        }
        Path closed = plain.firstClosed(home.folder());
        if (closed.equals(home.dataFolder()) && letEnter(closed, account) && plain.canEnter(home.folder())) {
            return plain;
        }
        List<String> hidden = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "slave", "--"));
        hidden.addAll(List.of("/bin/sh", "-euc", SHOW_ONLY, "sh", home.folder().toString(), closed.toString()));
        hidden.addAll(drop);
        Programs through = new Programs(hidden);
        Ended tried = through.run(SHORT, List.of("test", "-x", home.folder() + "/."));
        if (tried.status() != 0) {
            throw new PostgresException("PostgreSQL must not run as root, and the user it would run as (number "
                    + account.uid() + ") may not enter " + closed + ". Give Fettle a data folder elsewhere, such as"
                    + " /var/lib/fettle, start it as an ordinary user, or allow entering with: chmod o+x " + closed
                    + " (A private mount was tried instead: " + PostgresException.quote(tried.output()) + ")");
        }
        return through;
    }

    private boolean canEnter(Path folder) throws PostgresException {
        return run(SHORT, List.of("test", "-x", folder + "/.")).status() == 0;
    }

    private Path firstClosed(Path folder) throws PostgresException {
        List<Path> down = new ArrayList<>();
        for (Path above = folder; above != null; above = above.getParent()) {
            down.addFirst(above);
        }
        for (Path above : down) {
            if (!canEnter(above)) {
                return above;
            }
        }
        return folder;
    }

    /** Lets the account's group pass through a folder that is root's alone: it can still list or read nothing there. */
    private static boolean letEnter(Path folder, Account account) throws PostgresException {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            if (Account.uid(folder) != 0 || !PASSED_BY_AT_MOST_A_GROUP.contains(PosixFilePermissions.toString(mode))) {
                return false;
            }
            account.share(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x---"));
            return true;
        } catch (IOException e) {
            throw PostgresException.of("Letting PostgreSQL's user pass", folder, e);
        }
    }

    /** Runs a program as the account to its end. One that takes longer than it may is killed. */
    Ended run(Duration limit, List<String> argv) throws PostgresException {
        return run(limit, asAccount, argv);
    }

    /** Writes all that is in memory of a folder's file system to the disk. */
    void flush(Path folder) throws PostgresException {
        Ended ended = run(Duration.ofMinutes(2), List.of(), List.of("sync", "-f", folder.toString()));
        if (ended.status() != 0) {
            throw new PostgresException("Writing " + folder + " to the disk failed: "
                    + PostgresException.quote(ended.output()) + ". Check the disk and start again.");
        }
    }

    private static Ended run(Duration limit, List<String> before, List<String> argv) throws PostgresException {
        Child child = new Child(builder(before, argv).redirectErrorStream(true));
        Process process = child.process;
        FutureTask<String> output = new FutureTask<>(() -> beginning(process.getInputStream()));
        Thread.ofPlatform().daemon().name("output of " + argv.getFirst()).start(output);
        try {
            int status = child.ended().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return new Ended(status, output.get(2, TimeUnit.SECONDS));
        } catch (TimeoutException late) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new PostgresException(
                    argv.getFirst() + " did not end within " + limit.toSeconds()
                            + " s and was stopped. Is the disk very slow? Start again.",
                    late);
        } catch (ExecutionException failed) {
            throw new PostgresException("What " + argv.getFirst() + " wrote could not be read. Start again.", failed);
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            throw Waiting.interrupted(interrupted);
        }
    }

    private static String beginning(InputStream stream) throws IOException {
        try (stream) {
            String text = new String(stream.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            stream.transferTo(OutputStream.nullOutputStream());
            return text;
        }
    }

    /** Starts the database server; what it writes is added to the log. */
    Child serve(List<String> argv, Path log) throws PostgresException {
        return new Child(builder(asAccount, argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())));
    }

    private static ProcessBuilder builder(List<String> before, List<String> argv) {
        List<String> all = new ArrayList<>();
        all.add("setsid");
        all.addAll(before);
        all.addAll(argv);
        ProcessBuilder builder = new ProcessBuilder(all)
                .directory(Path.of("/").toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        return builder;
    }

    /** Sends a signal by its short name, such as INT. The caller has made sure whose process it is. */
    static void signal(String name, long pid) throws PostgresException {
        run(SHORT, List.of(), List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, Long.toString(pid)));
    }

    /** A started program with the thread that started it and stays until it has ended. */
    static final class Child {
        private final CompletableFuture<Process> started = new CompletableFuture<>();
        private final CompletableFuture<Integer> ended = new CompletableFuture<>();
        private final Process process;

        Child(ProcessBuilder builder) throws PostgresException {
            Thread.ofPlatform()
                    .daemon()
                    .name("keeps " + builder.command().getLast())
                    .start(() -> keep(builder));
            try {
                process = started.get();
            } catch (ExecutionException failed) {
                throw new PostgresException(
                        "PostgreSQL could not be started, because setsid and setpriv could not be run ("
                                + PostgresException.quote(String.valueOf(failed.getMessage()))
                                + "). Both belong to util-linux: install it and start again.",
                        failed);
            } catch (InterruptedException interrupted) {
                CompletableFuture<Void> _ = started.thenAccept(Process::destroyForcibly);
                throw Waiting.interrupted(interrupted);
            }
        }

        private void keep(ProcessBuilder builder) {
            try {
                Process child = builder.start();
                started.complete(child);
                ended.complete(child.waitFor());
            } catch (IOException | InterruptedException e) {
                started.completeExceptionally(e);
                ended.completeExceptionally(e);
            }
        }

        long pid() {
            return process.pid();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** The exit status, once the program has ended. */
        CompletableFuture<Integer> ended() {
            return ended;
        }

        /**
         * Ends PostgreSQL: quickly but in order, then at once, then by force. Returns when it has ended; an interrupt
         * does not keep it from that.
         */
        void stop(Duration inOrder, Duration atOnce, Consumer<String> progress) throws PostgresException {
            FutureTask<Boolean> stopping = new FutureTask<>(() -> ends(inOrder, atOnce));
            Thread.ofPlatform().daemon().name("stops PostgreSQL").start(stopping);
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        if (!stopping.get()) {
                            progress.accept("PostgreSQL did not end within " + inOrder.toSeconds()
                                    + " s and was ended at once; it replays its log at the next start.");
                        }
                        return;
                    } catch (InterruptedException later) {
                        interrupted = true;
                    }
                }
            } catch (ExecutionException failed) {
                process.destroyForcibly();
                throw new PostgresException("PostgreSQL could not be stopped in order and was killed.", failed);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Whether it ended in order. */
        private boolean ends(Duration inOrder, Duration atOnce) throws PostgresException {
            if (endsAfter("INT", inOrder)) {
                return true;
            }
            if (!endsAfter("QUIT", atOnce)) {
                process.destroyForcibly();
                Waiting.until(() -> !process.isAlive(), atOnce);
            }
            return false;
        }

        private boolean endsAfter(String signal, Duration limit) throws PostgresException {
            if (process.isAlive()) {
                signal(signal, process.pid());
            }
            return Waiting.until(() -> !process.isAlive(), limit);
        }
    }
}
