package dev.fettle.server.tls;

import dev.fettle.server.digest.Sha256;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;

/**
 * This server's own authority. It lies in one folder of mode 0700: {@code ca-key.pem}, {@code ca.pem} (what clients
 * are to trust), {@code server.pem} and {@code agents.pem} (for pages and for the port of the hosts: the server's key and
 * its chain in one file, so that they always fit). A file
 * that is damaged or comes from elsewhere is never written over. For one process at a time.
 */
public final class CertificateAuthority {
    static final String KEY = "ca-key.pem";
    static final String CERTIFICATE = "ca.pem";
    static final String SERVER = "server.pem";
    static final String AGENTS = "agents.pem";

    private static final Duration ROOT_VALID = Duration.ofDays(3652);
    /** Apple's devices refuse certificates of more than 398 days. */
    private static final Duration SERVER_VALID = Duration.ofDays(397);

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final PrivateFolder folder;
    private final InstantSource clock;
    private final Issuing issuing;
    private final PrivateKey key;
    private final X509Certificate certificate;

    private CertificateAuthority(
            PrivateFolder folder, InstantSource clock, Issuing issuing, PrivateKey key, X509Certificate certificate) {
        this.folder = folder;
        this.clock = clock;
        this.issuing = issuing;
        this.key = key;
        this.certificate = certificate;
    }

    /**
     * Opens the authority, or makes one that is valid for ten years.
     *
     * @param hostName becomes part of its name
     * @throws TlsException if the folder is not this user's alone, a file in it is damaged or does not belong to the
     *     others, or the authority has expired
     */
    public static CertificateAuthority open(Path path, String hostName, InstantSource clock) throws TlsException {
        PrivateFolder folder = PrivateFolder.open(path);
        Issuing issuing = new Issuing(new SecureRandom());
        if (!folder.has(KEY)) {
            if (folder.has(CERTIFICATE)) {
                throw new TlsException(folder.file(CERTIFICATE) + " is there but its key " + folder.file(KEY)
                        + " is not. Put the key back from a backup; or move the folder away for a new authority, which"
                        + " every client then has to trust anew.");
            }
            folder.write(KEY, text(issuing.newKey().getPrivate()));
        }
        folder.requireSecret(KEY);
        KeyFile keyFile = KeyFile.read(folder.file(KEY));
        if (keyFile.keys().size() != 1) {
            throw foreign(folder.file(KEY), "it holds " + keyFile.keys().size() + " keys instead of one");
        }
        PrivateKey key = keyFile.keys().getFirst();
        if (!folder.has(CERTIFICATE)) {
            // A new authority; or one that was killed here when it was new; or somebody lost the certificate.
            PublicKey publicKey = Issuing.publicHalf(key)
                    .orElseThrow(() -> foreign(folder.file(KEY), "its key is not one that Fettle made"));
            X509Certificate made = issuing.root(
                    new KeyPair(publicKey, key), Issuing.name("Fettle CA of " + hostName), clock.instant(), ROOT_VALID);
            folder.write(CERTIFICATE, text(made));
        }
        X509Certificate certificate = root(folder.file(CERTIFICATE), key, clock.instant());
        return new CertificateAuthority(folder, clock, issuing, key, certificate);
    }

    private static X509Certificate root(Path file, PrivateKey key, Instant now) throws TlsException {
        KeyFile read = KeyFile.read(file);
        if (read.certificates().size() != 1 || !read.keys().isEmpty()) {
            throw foreign(file, "it holds something else than one certificate");
        }
        X509Certificate certificate = read.certificates().getFirst();
        if (certificate.getBasicConstraints() < 0 || !isSignedBy(certificate, certificate)) {
            throw foreign(file, "its certificate is not that of an authority");
        }
        if (!KeyFile.fit(key, certificate.getPublicKey())) {
            throw foreign(file, "its certificate is for another key than that in " + KEY);
        }
        if (!now.isBefore(certificate.getNotAfter().toInstant())) {
            throw new TlsException("The authority in " + file + " has expired on "
                    + certificate.getNotAfter().toInstant()
                    + ". Move its folder away for a new one, which every client then has to trust anew.");
        }
        return certificate;
    }

    private static TlsException foreign(Path file, String why) {
        return new TlsException(file + " cannot be used: " + why
                + ". Put the right file back, or move this one away to have it made anew.");
    }

    static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal());
        } catch (GeneralSecurityException _) {
            return false; // Whatever it was that did not fit, this issuer has not signed it.
        }
    }

    /** What clients are to trust. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The PEM file of {@link #certificate}. */
    public Path file() {
        return folder.file(CERTIFICATE);
    }

    /** The SHA-256 of the certificate as browsers and openssl show it: 32 pairs of capital hex digits and colons. */
    public String fingerprint() {
        return fingerprint(certificate);
    }

    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(Sha256.of(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read has bytes", e);
        }
    }

    /**
     * The server's key and chain. They are made anew, for 397 days, if there are none, if less than 30 days are left,
     * or if one of the names is not in them; so it may be asked again any time.
     *
     * @throws TlsException if {@code server.pem} is damaged or not of this authority
     */
    public ServerIdentity identity(ServerNames names) throws TlsException {
        return identity(SERVER, names);
    }

    /** As {@link #identity(ServerNames)}, for the port on which hosts reach the server; in {@code agents.pem}. */
    public ServerIdentity agentsIdentity(ServerNames names) throws TlsException {
        return identity(AGENTS, names);
    }

    /**
     * A certificate for a program that proves itself to this server.
     *
     * @param key on P-256
     * @param commonName of the program, at most 64 characters
     * @return one that begins an hour ago and ends with the authority at the latest
     */
    public X509Certificate client(PublicKey key, String commonName, Duration valid) {
        Instant now = clock.instant();
        Instant end = certificate.getNotAfter().toInstant();
        Instant until = now.plus(valid);
        return issuing.client(key, commonName, certificate, this.key, now, until.isBefore(end) ? until : end);
    }

    /** Whether this authority has signed a certificate; its dates are not looked at. */
    public boolean hasSigned(X509Certificate other) {
        return isSignedBy(other, certificate);
    }

    private ServerIdentity identity(String file, ServerNames names) throws TlsException {
        if (folder.has(file)) {
            folder.requireSecret(file);
            KeyFile kept = KeyFile.read(folder.file(file));
            requireOwn(kept);
            if (isGood(file, kept.certificates().getFirst(), names)) {
                return ServerIdentity.of(kept.keys().getFirst(), kept.certificates(), warnings());
            }
        }
        KeyPair pair = issuing.newKey();
        Instant now = clock.instant();
        Instant end = certificate.getNotAfter().toInstant();
        Instant until = now.plus(SERVER_VALID);
        X509Certificate made =
                issuing.server(pair.getPublic(), names, certificate, key, now, until.isBefore(end) ? until : end);
        folder.write(file, text(pair.getPrivate()) + text(made) + text(certificate));
        return ServerIdentity.of(pair.getPrivate(), List.of(made, certificate), warnings());
    }

    private void requireOwn(KeyFile kept) throws TlsException {
        if (kept.keys().size() != 1 || kept.certificates().size() != 2) {
            throw foreign(kept.file(), "it holds something else than a key and two certificates");
        }
        X509Certificate server = kept.certificates().getFirst();
        if (!isSignedBy(server, certificate)) {
            throw foreign(kept.file(), "its certificate is of another authority than that in " + CERTIFICATE);
        }
        if (!KeyFile.fit(kept.keys().getFirst(), server.getPublicKey())) {
            throw foreign(kept.file(), "its certificate is for another key");
        }
    }

    private boolean isGood(String file, X509Certificate server, ServerNames names) throws TlsException {
        Instant now = clock.instant();
        Instant ends = server.getNotAfter().toInstant();
        // One that ends with the authority cannot be had for longer.
        boolean lasts = ends.isAfter(now.plus(RENEW_BEFORE))
                || !ends.isBefore(certificate.getNotAfter().toInstant());
        // Where even the authority is of the future the clock is wrong, and what it would make now is for no use.
        boolean hasBegun = !server.getNotBefore().toInstant().isAfter(now) || isOfTheFuture(now);
        try {
            return lasts && hasBegun && names.areIn(server);
        } catch (CertificateParsingException e) {
            throw foreign(folder.file(file), "the names in its certificate are damaged");
        }
    }

    private boolean isOfTheFuture(Instant now) {
        return certificate.getNotBefore().toInstant().isAfter(now);
    }

    private List<String> warnings() {
        Instant now = clock.instant();
        Instant ends = certificate.getNotAfter().toInstant();
        if (isOfTheFuture(now)) {
            return List.of("The authority in " + file() + " is not valid before "
                    + certificate.getNotBefore().toInstant() + "; is the clock right?");
        }
        if (ends.isBefore(now.plus(SERVER_VALID))) {
            return List.of(
                    "The authority in " + file() + " ends on " + ends + ", and nothing renews it: move its folder"
                            + " away before and start again, and let every client trust the new one.");
        }
        return List.of();
    }

    private static String text(PrivateKey key) {
        return Pem.text("PRIVATE KEY", key.getEncoded());
    }

    private static String text(X509Certificate certificate) {
        try {
            return Pem.text("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was made has bytes", e);
        }
    }
}
