package dev.fettle.server.people;

import dev.fettle.server.digest.KeyedSum;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals what the database must not tell: AES-256-GCM with a key that lies in the data folder. What was sealed for one
 * purpose opens for no other, so rows cannot be exchanged.
 */
public final class SealedSecrets {
    /** The file of the key. Several servers of one database need the same one, and so does a restored one. */
    static final String KEY_FILE = "people.key";

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /** @param key 32 bytes in base64url */
    SealedSecrets(String key) {
        this.key = new SecretKeySpec(Base64.getUrlDecoder().decode(key), "AES");
    }

    /** @throws FolderException if the key can be neither read nor made */
    static SealedSecrets of(DataFolder data) throws FolderException {
        return new SealedSecrets(data.secret(KEY_FILE));
    }

    /** Sums under a key of this installation that is good for one purpose only; on all servers of a database the same. */
    public KeyedSum sums(String purpose) {
        Base64.Encoder text = Base64.getUrlEncoder();
        byte[] own = new KeyedSum(text.encodeToString(key.getEncoded())).whole(purpose);
        return new KeyedSum(text.encodeToString(own));
    }

    /** @param purpose what it is, and whose */
    public byte[] seal(byte[] secret, String purpose) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, purpose);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(secret.length));
            cipher.doFinal(secret, 0, secret.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot seal secrets with " + ALGORITHM + ".", e);
        }
    }

    /** Empty if it was sealed with another key or for another purpose, or is damaged. */
    public Optional<byte[]> open(byte[] sealed, String purpose) {
        if (sealed.length <= NONCE_BYTES) {
            return Optional.empty();
        }
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(sealed, NONCE_BYTES), purpose);
            return Optional.of(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
        } catch (AEADBadTagException _) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot open secrets with " + ALGORITHM + ".", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
