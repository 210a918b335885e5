package dev.fettle.server.audit;

import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.trail.TrailException;
import dev.fettle.trail.TrailVerification;
import dev.fettle.trail.TrailWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the audit keeps outside of the database, in the folder {@code audit} of the data folder: the key that signs
 * checkpoints, the public keys that are trusted, and every checkpoint that was signed here. Backups leave all of it out,
 * so whoever has only the database or a backup can sign nothing.
 */
final class KeyFolder {
    private static final String KEY = "signing-key.pem";
    private static final String PUBLIC = "public-";
    private static final String CHECKPOINTS = "checkpoints.jsonl";
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,1000})-----END PRIVATE KEY-----");
    /** Bytes; a checkpoint's line is far shorter. */
    private static final int LONGEST_LINE = 4096;

    private final Path folder;

    private KeyFolder(Path folder) {
        this.folder = folder;
    }

    static KeyFolder of(DataFolder data) throws FolderException {
        return new KeyFolder(data.privateFolder("audit"));
    }

    /** A folder that is there already. */
    static KeyFolder at(Path folder) {
        return new KeyFolder(folder);
    }

    /** Both halves of a key. */
    record SigningKey(VerificationKey open, PrivateKey secret) {
        @Override
        public String toString() {
            return open.toString();
        }
    }

    Path path() {
        return folder;
    }

    boolean hasKey() {
        return Files.exists(folder.resolve(KEY));
    }

    /**
     * The key, made if there is none.
     *
     * @throws FolderException if it cannot be read or written, or is none
     */
    SigningKey key() throws FolderException {
        Path file = folder.resolve(KEY);
        try {
            if (!hasKey()) {
                KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                VerificationKey open =
                        VerificationKey.ofDer(Octets.of(pair.getPublic().getEncoded()));
                trust(open);
                DataFolder.writePrivate(
                        file,
                        "-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getEncoder()
                                        .encodeToString(pair.getPrivate().getEncoded())
                                + "\n-----END PRIVATE KEY-----\n" + open.pem());
            }
            String text = Files.readString(file, StandardCharsets.US_ASCII);
            SigningKey key = new SigningKey(VerificationKey.ofPem(text), secret(text));
            requireFit(key);
            trust(key.open());
            return key;
        } catch (IOException e) {
            throw new FolderException(file + " cannot be read or written: " + DataFolder.reason(e), e);
        } catch (InvalidKeySpecException | IllegalArgumentException e) {
            throw new FolderException(
                    file + " holds no key that can sign (" + e.getMessage()
                            + "). Put the file back as it was; or move it away, and Fettle makes a new key and notes that.",
                    e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has Ed25519, but this one.", e);
        }
    }

    private static PrivateKey secret(String text) throws InvalidKeySpecException, NoSuchAlgorithmException {
        Matcher block = PRIVATE_KEY.matcher(text);
        if (!block.find()) {
            throw new IllegalArgumentException("there is no block PRIVATE KEY in it");
        }
        byte[] bytes = Base64.getDecoder().decode(block.group(1).replaceAll("\\s", ""));
        return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    private static void requireFit(SigningKey key) {
        Checkpoint sample = Checkpoint.sign(1, key.open().id(), Instant.EPOCH, key.open(), key.secret());
        if (!sample.isSignedBy(key.open())) {
            throw new IllegalArgumentException("its two halves do not belong together");
        }
    }

    /** Takes signatures by this key as good from now on. */
    void trust(VerificationKey key) throws FolderException {
        Path file = folder.resolve(PUBLIC + key.id().hex() + ".pem");
        try {
            if (!Files.exists(file)) {
                DataFolder.writePrivate(file, key.pem());
            }
        } catch (IOException e) {
            throw new FolderException(file + " cannot be written: " + DataFolder.reason(e), e);
        }
    }

    /** The keys whose signatures are good, in no order. */
    List<VerificationKey> trusted() {
        List<VerificationKey> keys = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, PUBLIC + "*.pem")) {
            for (Path file : files) {
                keys.add(VerificationKey.ofPem(Files.readString(file, StandardCharsets.US_ASCII)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The public keys in " + folder + " cannot be read.", e);
        }
        return keys;
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
