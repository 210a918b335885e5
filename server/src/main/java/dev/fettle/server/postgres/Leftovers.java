package dev.fettle.server.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Ends what an earlier start left running on a folder, and never anything else. The caller holds the folder's lock. */
final class Leftovers {
    private static final Duration BY_ITSELF = Duration.ofSeconds(4);
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final Home home;
    private final Account account;
    private final Consumer<String> progress;

    Leftovers(Home home, Account account, Consumer<String> progress) {
        this.home = home;
        this.account = account;
        this.progress = progress;
    }

    /** Afterwards no PostgreSQL works in the folder, no unfinished cluster is there, and no file claims otherwise. */
    void remove() throws PostgresException {
        try {
            endAll(home.unfinishedCluster());
            if (!Waiting.until(this::unfinishedIsGone, BY_ITSELF)) {
                Home.delete(home.unfinishedCluster());
            }
            Files.deleteIfExists(home.passwordForInitdb());
            if (Files.exists(home.cluster(), LinkOption.NOFOLLOW_LINKS)) {
                if (!Files.isDirectory(home.cluster(), LinkOption.NOFOLLOW_LINKS)) {
                    throw new PostgresException(home.cluster() + " is not a folder (perhaps a link). Put the real"
                            + " folder there, or mount a file system at " + home.folder() + " instead.");
                }
                endAll(home.cluster());
                disown();
            }
        } catch (IOException e) {
            throw PostgresException.of("Clearing away what an earlier start left", home.folder(), e);
        }
    }

    /** An initdb that was interrupted still deletes its files by itself, which gets into the way of ours. */
    private boolean unfinishedIsGone() {
        try {
            Home.delete(home.unfinishedCluster());
            return true;
        } catch (IOException busy) {
            return false;
        }
    }

    private void endAll(Path cluster) throws IOException, PostgresException {
        List<PostgresProcess> found = PostgresProcess.on(cluster);
        if (found.isEmpty()) {
            return;
        }
        PostgresProcess first = found.getFirst();
        boolean server = first.isServer(cluster);
        progress.accept("A PostgreSQL of an earlier start still runs (process " + first.pid() + "); "
                + (server ? "it is ended first." : "its rest is given time to end."));
        if (server) {
            signal("INT", first, cluster);
        }
        // Without their server the others end by themselves, as soon as they notice.
        if (isGone(found, cluster, BY_ITSELF)) {
            return;
        }
        for (String signal : List.of("QUIT", "KILL")) {
            List<PostgresProcess> left = PostgresProcess.on(cluster);
            for (PostgresProcess process : left) {
                signal(signal, process, cluster);
            }
            if (isGone(left, cluster, AT_ONCE)) {
                return;
            }
        }
        throw new PostgresException("A PostgreSQL of an earlier start (process " + first.pid() + ") works on " + cluster
                + " and cannot be ended, perhaps because the disk does not answer. See to that process and start"
                + " again.");
    }

    private static void signal(String name, PostgresProcess process, Path cluster) throws PostgresException {
        if (process.worksOn(cluster)) {
            Programs.signal(name, process.pid());
        }
    }

    /** Looks for others only when those known have ended, for that is dear. */
    private static boolean isGone(List<PostgresProcess> known, Path cluster, Duration limit) throws PostgresException {
        return Waiting.until(
                () -> {
                    try {
                        return known.stream().noneMatch(process -> process.worksOn(cluster))
                                && PostgresProcess.on(cluster).isEmpty();
                    } catch (IOException cannotTell) {
                        return false;
                    }
                },
                limit);
    }

    /**
     * PostgreSQL does not start where its pid file names any living process, and after a reboot or a kill that may be a
     * stranger. Such a file gets our own pid: PostgreSQL knows that its parent is no other server, and still looks
     * whether the memory named further down in the file is in use.
     */
    private void disown() throws IOException {
        Path file = PidFile.of(home.cluster());
        Optional<PidFile> written = PidFile.read(home.cluster());
        if (written.isEmpty()) {
            Files.deleteIfExists(file);
        } else if (PostgresProcess.exists(written.get().pid())) {
            Path temporary = home.folder().resolve("postmaster.pid.part");
            home.write(
                    temporary,
                    ProcessHandle.current().pid() + "\n"
                            + String.join("\n", written.get().rest()) + "\n",
                    null);
            account.own(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
