package dev.fettle.server.folder;

import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder outside of the database and its backups with the key that signs and the public keys that are trusted: whoever has
 * only the database or a backup can sign nothing.
 */
public final class SigningKeys {
    private static final String KEY = "signing-key.pem";
    private static final String PUBLIC = "public-";
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]{1,1000})-----END PRIVATE KEY-----");

    private final Path folder;

    /** @param folder that is there already */
    public SigningKeys(Path folder) {
        this.folder = folder;
    }

    public boolean hasKey() {
        return Files.exists(folder.resolve(KEY));
    }

    /**
     * The key, made if there is none.
     *
     * @throws FolderException if it cannot be read or written, or is none
     */
    public SigningKey key() throws FolderException {
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

    private static void requireFit(SigningKey key) throws NoSuchAlgorithmException {
        byte[] sample = "do these two belong together?".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key.secret());
            ed25519.update(sample);
            if (key.open().hasSigned(sample, Octets.of(ed25519.sign()))) {
                return;
            }
        } catch (InvalidKeyException | SignatureException e) {
            throw new IllegalArgumentException("it cannot sign", e);
        }
        throw new IllegalArgumentException("its two halves do not belong together");
    }

    /** Takes signatures by this key as good from now on. */
    public void trust(VerificationKey key) throws FolderException {
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
    public List<VerificationKey> trusted() {
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
}
