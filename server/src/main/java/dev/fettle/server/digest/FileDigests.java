package dev.fettle.server.digest;

import dev.fettle.core.signing.Octets;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The SHA-256 of large files, each read anew only when its size or the time of its last change is another one. */
public final class FileDigests {
    private final Map<Path, Digested> digests = new ConcurrentHashMap<>();

    /** A file as it was when its digest was taken. */
    private record Digested(long bytes, FileTime changedAt, Octets sha256) {
        boolean isOf(BasicFileAttributes now) {
            return bytes == now.size() && changedAt.equals(now.lastModifiedTime());
        }
    }

    /** @param now what the file system says of the file */
    public Octets of(Path file, BasicFileAttributes now) throws IOException {
        Digested known = digests.get(file);
        if (known == null || !known.isOf(now)) {
            known = new Digested(now.size(), now.lastModifiedTime(), sha256(file));
            digests.put(file, known);
        }
        return known.sha256();
    }

    /** Forgets all others. */
    public void retain(Collection<Path> files) {
        digests.keySet().retainAll(files);
    }

    private static Octets sha256(Path file) throws IOException {
        try (DigestInputStream content = new DigestInputStream(Files.newInputStream(file), Sha256.begin())) {
            content.transferTo(OutputStream.nullOutputStream());
            return Octets.of(content.getMessageDigest().digest());
        }
    }
}
