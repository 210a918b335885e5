package dev.fettle.ssh;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Map;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** With what Fettle signs in: a private key, alone or with a certificate on it. */
public final class SshIdentity {
    static {
        OwnProvider.use();
    }

    private static final int ED25519_BITS = 256;

    private final KeyPair key;

    private SshIdentity(KeyPair key) {
        this.key = key;
    }

    /**
     * @param privateKey as OpenSSH writes it, without a passphrase
     * @throws HostException if it is none
     */
    public static SshIdentity of(String privateKey) throws HostException {
        try (InputStream text = new ByteArrayInputStream(privateKey.getBytes(StandardCharsets.UTF_8))) {
            Iterable<KeyPair> pairs =
                    SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("ssh key"), text, null);
            if (pairs != null && pairs.iterator().hasNext()) {
                return new SshIdentity(pairs.iterator().next());
            }
        } catch (IOException | GeneralSecurityException unreadable) {
            throw noKey(unreadable);
        }
        throw noKey(null);
    }

    /**
     * The same key, shown with a certificate that an authority of the hosts signed.
     *
     * @param certificate one line as {@code ssh-keygen -s} writes it
     * @throws HostException if it is none, or one for another key
     */
    public SshIdentity with(String certificate) throws HostException {
        try {
            PublicKey shown =
                    PublicKeyEntry.parsePublicKeyEntry(certificate.strip()).resolvePublicKey(null, Map.of(), null);
            if (shown instanceof OpenSshCertificate signed
                    && signed.getCertPubKey().equals(key.getPublic())) {
                return new SshIdentity(new KeyPair(shown, key.getPrivate()));
            }
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new HostException(
                    new Problem(
                            "ssh certificate",
                            "The certificate for SSH cannot be read; it is one line as ssh-keygen -s writes it."),
                    unreadable);
        }
        throw new HostException("ssh certificate", "The certificate for SSH is for another key than the one given.");
    }

    /**
     * A new key, as OpenSSH writes it, without a passphrase: a secret.
     *
     * @param comment behind the public key
     */
    public static String make(String comment) {
        try {
            KeyPair pair = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, ED25519_BITS);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, comment, null, text);
            return text.toString(StandardCharsets.US_ASCII);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("Ed25519 keys can be made and written.", e);
        }
    }

    /** The line for authorized_keys on hosts: {@code ssh-ed25519 AAAA…}, or that of the certificate. */
    public String publicLine() {
        return PublicKeyEntry.toString(key.getPublic());
    }

    KeyPair key() {
        return key;
    }

    /** What was given stays out of the message: it may be a key with a typing error. */
    private static HostException noKey(@Nullable Exception cause) {
        return new HostException(
                new Problem(
                        "ssh key",
                        "The private key for SSH cannot be read; it is one without a passphrase, as ssh-keygen writes it."),
                cause);
    }
}
