package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/** The changelog inside a package file. Nothing is unpacked to the disk. */
final class DebChangelog {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long MAX_TAR = 8L << 30;
    private static final long MAX_ENTRY = 16L << 20;
    private static final int MAX_TEXT = 32 << 20;

    private final Shell shell;

    DebChangelog(Shell shell) {
        this.shell = shell;
    }

    /**
     * The changelog of the package {@code name} in the file, if it tells of the source; null if the file carries none,
     * only a symbolic link to that of another package say.
     *
     * @throws HostException if the file is no package or its changelog cannot be read
     */
    @Nullable
    Changelog read(Path deb, String name, String unsignedSource) throws HostException {
        AtomicReference<@Nullable Changelog> found = new AtomicReference<>();
        Command command = Command.of(TIMEOUT, "dpkg-deb", "--fsys-tarfile", deb.toString())
                .withMaxOutput(MAX_TAR);
        Result result = shell.run(command, stream -> found.set(search(stream, name, unsignedSource)));
        if (found.get() == null && !result.succeeded() && !result.stoppedEarly()) {
            throw new HostException(new Problem(
                    deb.getFileName().toString(),
                    "This package file could not be read.",
                    result.stderr().strip()));
        }
        return found.get();
    }

    /**
     * Stops at the first changelog that is Debian's own. {@code changelog.Debian.<architecture>.gz} holds only the entry of
     * a binary-only rebuild where {@code changelog.Debian.gz} lies beside it, so it is taken when nothing better came.
     */
    private static @Nullable Changelog search(InputStream stream, String name, String unsignedSource)
            throws IOException {
        String folder = "usr/share/doc/" + name + "/";
        Changelog secondBest = null;
        TarArchiveInputStream tar = new TarArchiveInputStream(stream);
        TarArchiveEntry entry = tar.getNextEntry();
        while (entry != null) {
            String path = entry.getName();
            path = path.startsWith("./") ? path.substring(2) : path;
            if (entry.isFile() && path.startsWith(folder) && isChangelog(path.substring(folder.length()))) {
                Changelog changelog = entry.getSize() <= MAX_ENTRY ? unpack(tar) : null;
                if (changelog != null && changelog.tellsOf(unsignedSource)) {
                    if (!isOfRebuild(path)) {
                        return changelog;
                    }
                    secondBest = changelog;
                }
            }
            entry = tar.getNextEntry();
        }
        // To the very end, so that the program's exit status can be asked for.
        stream.transferTo(OutputStream.nullOutputStream());
        return secondBest;
    }

    private static boolean isChangelog(String file) {
        return file.equals("changelog.gz") || (file.startsWith("changelog.Debian.") && file.endsWith(".gz"));
    }

    private static boolean isOfRebuild(String path) {
        return !path.endsWith("/changelog.Debian.gz") && !path.endsWith("/changelog.gz");
    }

    /** Null if the text is longer than 32 MiB unpacked. */
    private static @Nullable Changelog unpack(InputStream entry) throws IOException {
        byte[] packed = entry.readAllBytes();
        try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed), 64 << 10)) {
            byte[] text = gzip.readNBytes(MAX_TEXT + 1);
            return text.length > MAX_TEXT ? null : ChangelogParser.parse(text);
        }
    }
}
