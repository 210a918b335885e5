package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.Background;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.SourceUpdate.Deb;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fetches package files by one run of apt, into a directory of our own. A run that was cut short leaves its files there,
 * and the next one goes on with them.
 */
final class DebDownloads {
    private static final String WHERE = "apt-get download";
    private static final Duration TIMEOUT = Duration.ofMinutes(30);
    private static final Duration TICK = Duration.ofMillis(200);
    private static final int MAX_IDLE_TICKS = 300;
    private static final long MAX_DEB = 64L << 20;
    private static final long MAX_TOTAL = 1L << 30;
    private static final long SPARE_DISK = 256L << 20;

    private final Apt apt;
    private final Path directory;
    private final Progress progress;
    private final Problems problems;
    private long budget = MAX_TOTAL;
    private long fetched;

    DebDownloads(Apt apt, Path directory, Progress progress, Problems problems) {
        this.apt = apt;
        this.directory = directory;
        this.progress = progress;
        this.problems = problems;
    }

    /** Bytes fetched so far. */
    long fetchedBytes() {
        return fetched;
    }

    /** Whether a file may be fetched at all; a problem says why not. */
    boolean allows(Deb deb) {
        long bytes = deb.download().bytes();
        if (bytes > MAX_DEB) {
            problems.add(WHERE, deb.name() + " is larger than 64 MiB and was not fetched for its changelog.");
            return false;
        }
        if (bytes > budget) {
            problems.add(
                    WHERE, deb.name() + " was not fetched for its changelog, because 1 GiB was planned before it.");
            return false;
        }
        budget -= bytes;
        return true;
    }

    /** Fetches what is not there yet. What fails is a problem; ask {@link #file} for what came. */
    void fetch(List<Deb> debs) throws HostException {
        List<String> questions = new ArrayList<>();
        long bytes = 0;
        for (Deb deb : debs) {
            if (file(deb) == null) {
                questions.add(deb.question());
                bytes += deb.download().bytes();
            }
        }
        if (questions.isEmpty()) {
            return;
        }
        requireDisk(bytes);
        long before = present();
        questions.addFirst("download");
        questions.addFirst("-q");
        Command download =
                apt.get(questions.toArray(new String[0])).in(directory).withTimeout(TIMEOUT);
        try (Background<Result> running = Background.start("apt download", () -> apt.run(download))) {
            watch(running, before, bytes);
            Result result = running.await();
            List<String> said = result.errorLines();
            if (!result.succeeded()) {
                problems.add(
                        WHERE,
                        "Not every changelog could be fetched. Check the network and the package sources, or scan with"
                                + " --no-changelogs.",
                        said.isEmpty() ? "apt ended with " + result.status() : said.getFirst());
            }
        } finally {
            fetched += Math.max(0, present() - before);
        }
    }

    private void watch(Background<Result> running, long before, long total) throws HostException {
        long last = -1;
        int idle = 0;
        while (!running.finishedWithin(TICK)) {
            long now = present() - before;
            idle = now == last ? idle + 1 : 0;
            last = now;
            if (idle > MAX_IDLE_TICKS) {
                throw new HostException(
                        WHERE, "The archive sent nothing for a minute; what came before is used. Is the network up?");
            }
            progress.amount("bytes", Math.clamp(now, 0, total), total);
        }
        progress.amount("bytes", total, total);
    }

    private void requireDisk(long bytes) throws HostException {
        try {
            long free = Files.getFileStore(directory).getUsableSpace();
            if (free < bytes + SPARE_DISK) {
                throw new HostException(
                        directory.toString(),
                        "Too little room in " + directory + " for the changelogs: " + (free >> 20) + " MiB are free, "
                                + ((bytes + SPARE_DISK) >> 20) + " MiB are needed.");
            }
        } catch (IOException unknown) {
            throw new HostException(
                    new Problem(directory.toString(), "Could not ask for the room in " + directory, "" + unknown),
                    unknown);
        }
    }

    /** Bytes in the directory now. */
    private long present() {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                bytes += Files.exists(file) ? Files.size(file) : 0;
            }
        } catch (IOException gone) {
            // apt renames files while we look: the next look counts them.
            return bytes;
        }
        return bytes;
    }

    /** The complete file with the hash that the lists tell; null if it has not come, or came damaged. */
    @Nullable
    Path file(Deb deb) throws HostException {
        String prefix = deb.name() + "_" + deb.version().text().replace(":", "%3a") + "_";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix)
                        && name.endsWith(".deb")
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                        && Files.size(file) == deb.download().bytes()) {
                    if (sha256(file).equals(deb.download().sha256())) {
                        return file;
                    }
                    problems.add(WHERE, "A fetched file has not the hash that the lists tell and was deleted.", name);
                    Files.delete(file);
                }
            }
        } catch (IOException unreadable) {
            throw new HostException(
                    new Problem(directory.toString(), "Could not read " + directory, "" + unreadable), unreadable);
        }
        return null;
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[64 << 10];
            int read = stream.read(buffer);
            while (read >= 0) {
                digest.update(buffer, 0, read);
                read = stream.read(buffer);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256.", impossible);
        }
    }
}
