package dev.fettle.server.tls;

import dev.fettle.server.settings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The key and the certificates with which the server answers. The key is not in its text. */
public final class ServerIdentity {
    /** The name of the one entry in the key store. */
    public static final String ALIAS = "fettle";

    /** The folder of the generated authority, below the data folder. */
    public static final String FOLDER = "tls";

    private static final int READABLE_BY_ALL = 0004;

    private final PrivateKey key;
    private final List<X509Certificate> chain;
    private final List<String> warnings;

    private ServerIdentity(PrivateKey key, List<X509Certificate> chain, List<String> warnings) {
        this.key = key;
        this.chain = List.copyOf(chain);
        this.warnings = List.copyOf(warnings);
    }

    static ServerIdentity of(PrivateKey key, List<X509Certificate> chain, List<String> warnings) {
        return new ServerIdentity(key, chain, warnings);
    }

    /**
     * What the settings ask for; empty for {@link Tls.None}.
     *
     * @param data the data folder, in which a generated authority lies
     * @param names what a generated certificate is for
     * @throws TlsException if a file cannot be read, its key is encrypted, or the key fits none of the certificates; an
     *     expired certificate is only a warning
     */
    public static Optional<ServerIdentity> of(Tls tls, Path data, ServerNames names, InstantSource clock)
            throws TlsException {
        return switch (tls) {
            case Tls.None() -> Optional.empty();
            case Tls.Files(Path certificate, Path key) -> Optional.of(ofFiles(certificate, key, clock.instant()));
            case Tls.Generated() -> {
                Path folder = data.resolve(FOLDER);
                yield Optional.of(CertificateAuthority.open(folder, ServerNames.hostName(), clock)
                        .identity(names));
            }
        };
    }

    private static ServerIdentity ofFiles(Path certificate, Path keyFile, Instant now) throws TlsException {
        List<PrivateKey> keys = KeyFile.read(keyFile).keys();
        if (keys.size() != 1) {
            throw new TlsException(keyFile + " (tls.key) must hold one private key in PEM and holds "
                    + (keys.isEmpty() ? "none" : keys.size()) + ".");
        }
        List<X509Certificate> certificates =
                new ArrayList<>(KeyFile.read(certificate).certificates());
        if (certificates.isEmpty()) {
            throw new TlsException(certificate + " (tls.certificate) holds no certificate in PEM.");
        }
        PrivateKey key = keys.getFirst();
        X509Certificate own = certificates.stream()
                .filter(each -> KeyFile.fit(key, each.getPublicKey()))
                .findFirst()
                .orElseThrow(() -> new TlsException("The key in " + keyFile + " (tls.key) does not fit the certificate"
                        + " in " + certificate + " (tls.certificate); they have to be made for each other."));
        List<String> warnings = new ArrayList<>();
        if (!now.isBefore(own.getNotAfter().toInstant())) {
            warnings.add("The certificate in " + certificate + " has expired on "
                    + own.getNotAfter().toInstant() + ", so clients will refuse it; renew it and start again.");
        } else if (now.isBefore(own.getNotBefore().toInstant())) {
            warnings.add("The certificate in " + certificate + " is not valid before "
                    + own.getNotBefore().toInstant() + "; is the clock right?");
        }
        if (isReadableByAll(keyFile)) {
            warnings.add(
                    "Every user of this machine can read the key in " + keyFile + "; take that away with chmod o=.");
        }
        return new ServerIdentity(key, chain(own, certificates), warnings);
    }

    private static boolean isReadableByAll(Path file) throws TlsException {
        try {
            return ((Integer) Files.getAttribute(file, "unix:mode") & READABLE_BY_ALL) != 0;
        } catch (IOException e) {
            throw new TlsException(file + " cannot be read (" + e + ").", e);
        }
    }

    /** From the server's certificate up, in whatever order they stand in the file; those of others are left out. */
    private static List<X509Certificate> chain(X509Certificate own, List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        certificates.remove(own);
        while (true) {
            X509Certificate last = chain.getLast();
            Optional<X509Certificate> next = certificates.stream()
                    .filter(each -> CertificateAuthority.isSignedBy(last, each))
                    .findFirst();
            if (next.isEmpty()) {
                return chain;
            }
            chain.add(next.get());
            certificates.remove(next.get());
        }
    }

    /** The certificates, from the server's own up; at least one. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** SHA-256 of the server's own certificate, in the form of {@link CertificateAuthority#fingerprint()}. */
    public String fingerprint() {
        return CertificateAuthority.fingerprint(chain.getFirst());
    }

    /** Sentences for the log; none if all is well. */
    public List<String> warnings() {
        return warnings;
    }

    /** A new PKCS #12 store in memory with one entry, {@link #ALIAS}, under the password given. */
    public KeyStore keyStore(char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, password, chain.toArray(Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("A store in memory takes a key and its chain", e);
        }
    }

    /** For a server that answers with this identity and asks clients for none; TLS 1.2 and 1.3. */
    public SSLContext sslContext() {
        try {
            char[] password = ALIAS.toCharArray(); // The store lives for these five lines only.
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(keyStore(password), password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS", e);
        }
    }

    @Override
    public String toString() {
        return chain.getFirst().getSubjectX500Principal() + ", " + fingerprint();
    }
}
