package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.signing.Octets;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.host.shell.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The package files of builds that were replaced, kept on the host so that there is a way back also when the archive has
 * dropped them. Only whole files are in the folder: each is written beside it and moved in.
 */
final class KeptBuilds {
    private static final Path ARCHIVES = Path.of("/var/cache/apt/archives");
    private static final Duration DOWNLOAD = Duration.ofMinutes(15);
    private static final Duration QUESTION = Duration.ofSeconds(30);

    /** So old a change is rarely taken back. */
    private static final Duration LEAST_KEPT = Duration.ofDays(30);

    private static final long MOST_BYTES = 2L << 30;

    private final AptRun run;
    private final Deadline deadline;
    private final Path folder;
    private final InstantSource clock;

    /** @param folder for its owner only; what lies in it is trusted */
    KeptBuilds(AptRun run, Path folder, InstantSource clock, Deadline deadline) {
        this.deadline = deadline;
        this.run = run;
        this.folder = folder;
        this.clock = clock;
    }

    /** Where a build is, if it was kept. */
    Optional<Path> file(ExactBuild build) throws ChangeException {
        Path file = folder.resolve(name(build));
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && is(file, build)
                ? Optional.of(file)
                : Optional.empty();
    }

    /** Where just this file is, if it was kept. */
    Optional<Path> file(BuildFile wanted) throws ChangeException {
        Optional<Path> file = file(wanted.build());
        return file.isPresent() && has(file.get(), wanted) ? file : Optional.empty();
    }

    /** A folder of its own in this one, for files that are needed for a moment. */
    KeptBuilds apart(String name) throws ChangeException {
        Path own = folder.resolve(name);
        try {
            Files.createDirectories(own);
        } catch (IOException cannot) {
            throw noRoom(cannot);
        }
        return new KeptBuilds(run, own, clock, deadline);
    }

    /** Whether apt's own cache has this build with other bytes. */
    boolean isCachedOtherwise(BuildFile wanted) throws ChangeException {
        Path cached = ARCHIVES.resolve(name(wanted.build()));
        return Files.isRegularFile(cached, LinkOption.NOFOLLOW_LINKS) && !has(cached, wanted);
    }

    /** Whether just this file is in apt's own cache. */
    boolean isCached(BuildFile wanted) throws ChangeException {
        return has(ARCHIVES.resolve(name(wanted.build())), wanted);
    }

    /**
     * Gets just this file: from what was kept, from apt's own cache, or else from the server.
     *
     * @throws ChangeException of the kind {@link FailureKind#SIGNATURE} if the server has other bytes; nothing is kept then
     */
    Path take(BuildFile wanted, ServedBuilds server) throws ChangeException {
        Optional<Path> own = file(wanted);
        if (own.isPresent()) {
            return own.get();
        }
        String name = name(wanted.build());
        if (isCached(wanted) && copyFromCache(wanted.build())) {
            return folder.resolve(name);
        }
        Path part = folder.resolve(name + ".part");
        try {
            Files.createDirectories(folder);
            server.fetch(wanted, part);
            if (!has(part, wanted)) {
                throw new ChangeException(
                        FailureKind.SIGNATURE,
                        "kept builds",
                        "What the server keeps as " + wanted.build()
                                + " has not the bytes that were approved, so it was not"
                                + " installed and nothing was changed. Look who has changed what the server keeps.");
            }
            Files.setLastModifiedTime(part, FileTime.from(clock.instant()));
            keep(part, name);
            return folder.resolve(name);
        } catch (IOException cannot) {
            throw noRoom(cannot);
        } finally {
            delete(part);
        }
    }

    /** Forgets a build that was kept. */
    void delete(ExactBuild build) throws ChangeException {
        delete(folder.resolve(name(build)));
    }

    private void delete(Path file) throws ChangeException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException cannot) {
            throw noRoom(cannot);
        }
    }

    private boolean has(Path file, BuildFile wanted) throws ChangeException {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) == wanted.bytes()
                    && sha256(file).equals(wanted.sha256());
        } catch (IOException unreadable) {
            throw noRoom(unreadable);
        }
    }

    private static Octets sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"));
            digest.transferTo(OutputStream.nullOutputStream());
            return Octets.of(digest.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256.", impossible);
        }
    }

    /**
     * Keeps each build that is not kept yet, from apt's own cache or, where it is not there, from the archive.
     *
     * @return those that could not be had, so that there is no way back to them
     */
    List<ExactBuild> keep(List<ExactBuild> builds) throws ChangeException {
        List<ExactBuild> missing = new ArrayList<>();
        for (ExactBuild build : builds) {
            if (file(build).isEmpty() && !copyFromCache(build)) {
                missing.add(build);
            }
        }
        if (missing.isEmpty()) {
            return missing;
        }
        download(missing);
        List<ExactBuild> gone = new ArrayList<>();
        for (ExactBuild build : missing) {
            if (file(build).isEmpty()) {
                gone.add(build);
            }
        }
        return gone;
    }

    private boolean copyFromCache(ExactBuild build) throws ChangeException {
        Path cached = ARCHIVES.resolve(name(build));
        if (!Files.isRegularFile(cached, LinkOption.NOFOLLOW_LINKS) || !is(cached, build)) {
            return false;
        }
        Path part = folder.resolve(name(build) + ".part");
        try {
            Files.copy(cached, part, StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(part, FileTime.from(clock.instant()));
            keep(part, name(build));
            return true;
        } catch (IOException cannot) {
            throw noRoom(cannot);
        }
    }

    /** One by one where not all can be had at once: apt fetches none if it does not know one of them. */
    private void download(List<ExactBuild> builds) throws ChangeException {
        if (!downloaded(builds) && builds.size() > 1) {
            for (ExactBuild build : builds) {
                downloaded(List.of(build));
            }
        }
        try (DirectoryStream<Path> come = Files.newDirectoryStream(incoming(), "*.deb")) {
            for (Path file : come) {
                Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
                keep(file, file.getFileName().toString());
            }
        } catch (IOException cannot) {
            throw noRoom(cannot);
        }
    }

    /** There wholly or not at all, also after a power loss. */
    private void keep(Path part, String name) throws IOException {
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
            file.force(true);
        }
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private boolean downloaded(List<ExactBuild> builds) throws ChangeException {
        List<String> argv = AptRun.fetching();
        argv.addAll(List.of("-oAPT::Sandbox::User=root", "download"));
        builds.forEach(build -> argv.add(AptChanges.argument(build)));
        return run.run(deadline.step(DOWNLOAD, "the download of packages to keep"), argv, incoming())
                .succeeded();
    }

    private Path incoming() throws ChangeException {
        Path incoming = folder.resolve("incoming");
        try {
            return Files.createDirectories(incoming);
        } catch (IOException cannot) {
            throw noRoom(cannot);
        }
    }

    /** Whether a file says of itself that it is this build. */
    private boolean is(Path file, ExactBuild build) throws ChangeException {
        Result result = run.run(
                QUESTION,
                List.of(
                        "dpkg-deb",
                        "--show",
                        "--showformat=${Package}\\t${Architecture}\\t${Version}",
                        file.toString()));
        String expected = build.name() + "\t" + build.architecture() + "\t"
                + build.version().text();
        return result.succeeded() && result.stdout().strip().equals(expected);
    }

    /** As apt names the files it fetches: {@code NAME_VERSION_ARCHITECTURE.deb}, a colon as {@code %3a}. */
    static String name(ExactBuild build) {
        return build.name() + "_" + build.version().text().replace(":", "%3a") + "_" + build.architecture() + ".deb";
    }

    /**
     * Makes room before more is kept: the oldest go until no more than 2 GiB are left, but nothing that was kept within the
     * last month.
     */
    void forget() throws ChangeException {
        record Kept(Path file, long bytes, Instant at) {}
        if (!Files.isDirectory(folder)) {
            return;
        }
        Instant keptAfter = clock.instant().minus(LEAST_KEPT);
        List<Kept> all = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.deb")) {
            for (Path file : files) {
                all.add(new Kept(
                        file, Files.size(file), Files.getLastModifiedTime(file).toInstant()));
            }
            all.sort(Comparator.comparing(Kept::at));
            long bytes = all.stream().mapToLong(Kept::bytes).sum();
            for (Kept kept : all) {
                if (bytes > MOST_BYTES && kept.at().isBefore(keptAfter)) {
                    Files.deleteIfExists(kept.file());
                    bytes -= kept.bytes();
                }
            }
        } catch (IOException cannot) {
            throw noRoom(cannot);
        }
    }

    private ChangeException noRoom(IOException cause) {
        return new ChangeException(
                FailureKind.DISK,
                new Problem(
                        folder.toString(),
                        "The replaced packages could not be kept in " + folder
                                + ", so nothing was changed. Is there room?",
                        String.valueOf(cause)),
                cause);
    }
}
