package dev.fettle.server.audit;

import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.folder.SigningKey;
import dev.fettle.server.folder.SigningKeys;
import dev.fettle.trail.TrailException;
import dev.fettle.trail.TrailVerification;
import dev.fettle.trail.TrailWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the audit keeps outside of the database, in the folder {@code audit} of the data folder: the key that signs
 * checkpoints, the public keys that are trusted, and every checkpoint that was signed here. Backups leave all of it out,
 * so whoever has only the database or a backup can sign nothing.
 */
final class KeyFolder {
    private static final String CHECKPOINTS = "checkpoints.jsonl";
    /** Bytes; a checkpoint's line is far shorter. */
    private static final int LONGEST_LINE = 4096;

    private final Path folder;
    private final SigningKeys keys;

    private KeyFolder(Path folder) {
        this.folder = folder;
        this.keys = new SigningKeys(folder);
    }

    static KeyFolder of(DataFolder data) throws FolderException {
        return new KeyFolder(data.privateFolder("audit"));
    }

    /** A folder that is there already. */
    static KeyFolder at(Path folder) {
        return new KeyFolder(folder);
    }

    Path path() {
        return folder;
    }

    boolean hasKey() {
        return keys.hasKey();
    }

    /**
     * The key, made if there is none.
     *
     * @throws FolderException if it cannot be read or written, or is none
     */
    SigningKey key() throws FolderException {
        return keys.key();
    }

    /** Takes signatures by this key as good from now on. */
    void trust(VerificationKey key) throws FolderException {
        keys.trust(key);
    }

    /** The keys whose signatures are good, in no order. */
    List<VerificationKey> trusted() {
        return keys.trusted();
    }

    /** Adds a checkpoint to the file of them; it lasts also after a power cut. */
    void keep(Checkpoint checkpoint) throws IOException {
        Lasting.append(folder.resolve(CHECKPOINTS), TrailWriter.checkpoint(checkpoint) + "\n");
    }

    /**
     * The last checkpoint that was signed here; empty before the first. A line that a crash has cut off does not count.
     *
     * @throws IOException if the file cannot be read, or what is in it is no checkpoint
     */
    Optional<Checkpoint> lastKept() throws IOException {
        Path file = folder.resolve(CHECKPOINTS);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        byte[] tail;
        try (RandomAccessFile reader = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, reader.length() - 2 * LONGEST_LINE);
            tail = new byte[(int) (reader.length() - from)];
            reader.seek(from);
            reader.readFully(tail);
        }
        String text = new String(tail, StandardCharsets.US_ASCII);
        int end = text.lastIndexOf('\n');
        if (end < 0) {
            return Optional.empty();
        }
        String line = text.substring(text.lastIndexOf('\n', end - 1) + 1, end);
        try {
            return TrailVerification.checkpoints(new ByteArrayInputStream(line.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .findFirst();
        } catch (TrailException e) {
            throw new IOException(file + " has been changed; its last " + e.getMessage() + ".", e);
        }
    }
}
