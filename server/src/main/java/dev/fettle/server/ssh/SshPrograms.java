package dev.fettle.server.ssh;

import dev.fettle.server.digest.FileDigests;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.orders.OrderSigning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The program that is copied to hosts that may be changed: archives {@code fettle-agent-VERSION-linux-ARCHITECTURE.tar.gz}, as
 * packaging/agent/build makes them, in the folder {@code ssh} of the data folder. Of several for one architecture, the file
 * that was changed last counts.
 */
final class SshPrograms {
    private final Path folder;
    private final OrderSigning signing;
    private final Clock clock;
    private final FileDigests digests = new FileDigests();

    SshPrograms(DataFolder data, OrderSigning signing, Clock clock) throws FolderException {
        this.folder = data.privateFolder("ssh");
        this.signing = signing;
        this.clock = clock;
    }

    /** An archive for one architecture. */
    record Archive(Path file, String architecture, long bytes, String digest) {
        InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** What hosts take the archive for, signed. A host refuses a statement that is older than the one before. */
    record Statement(String text, String signature) {}

    Path folder() {
        return folder;
    }

    /** @param architecture as dpkg names it: a-z and 0-9 alone */
    Optional<Archive> of(String architecture) throws IOException {
        Path newest = newest("fettle-agent-*-linux-" + architecture + ".tar.gz");
        if (newest == null) {
            return Optional.empty();
        }
        BasicFileAttributes is = Files.readAttributes(newest, BasicFileAttributes.class);
        return Optional.of(new Archive(
                newest, architecture, is.size(), digests.of(newest, is).hex()));
    }

    private @Nullable Path newest(String pattern) throws IOException {
        Path newest = null;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                if (newest == null || ORDER.compare(file, newest) > 0) {
                    newest = file;
                }
            }
        }
        return newest;
    }

    private static final Comparator<Path> ORDER = Comparator.comparingLong(
                    (Path file) -> file.toFile().lastModified())
            .thenComparing(Path::toString);

    Statement statement(Archive archive) {
        String text = "fettle program 1\ndigest " + archive.digest() + "\narchitecture " + archive.architecture()
                + "\nsigned " + clock.instant().getEpochSecond() + "\n";
        return new Statement(text, SshSignature.of(text.getBytes(StandardCharsets.US_ASCII), signing));
    }
}
