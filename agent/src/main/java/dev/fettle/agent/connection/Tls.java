package dev.fettle.agent.connection;

import dev.fettle.core.signing.Octets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * By whom the host knows its server, and what it shows of itself. The authorities of the operating system count for nothing
 * here: only the one that the host was enrolled with does.
 */
public final class Tls {
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLSocketFactory sockets;

    private Tls(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /** A host that is not enrolled: it knows the digest of the authority's certificate, which the server sends along. */
    public static Tls pinned(Octets fingerprint) throws ConnectionException {
        return of(new KeyManager[0], new PinnedAuthority(fingerprint));
    }

    /** A host that is enrolled. */
    public static Tls enrolled(PrivateKey key, X509Certificate certificate, X509Certificate authority)
            throws ConnectionException {
        try {
            KeyStore mine = empty();
            mine.setKeyEntry("host", key, NO_PASSWORD, new X509Certificate[] {certificate, authority});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(mine, NO_PASSWORD);
            return of(keys.getKeyManagers(), trusting(authority));
        } catch (GeneralSecurityException | IOException broken) {
            throw new ConnectionException(
                    "The key or the certificate of this host cannot be used (" + broken.getMessage()
                            + "). Enrol it again.",
                    broken);
        }
    }

    private static Tls of(KeyManager[] keys, X509ExtendedTrustManager trust) throws ConnectionException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return new Tls(context.getSocketFactory());
        } catch (GeneralSecurityException broken) {
            throw new ConnectionException("TLS cannot be used here (" + broken.getMessage() + ").", broken);
        }
    }

    /** The usual rules, with this one authority: chain, times, and the name that was asked for. */
    static X509ExtendedTrustManager trusting(X509Certificate authority) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setCertificateEntry("authority", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager extended) {
                return extended;
            }
        }
        throw new CertificateException("This JDK does not check chains of certificates.");
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** @throws ConnectionException if these are not the bytes of one */
    public static X509Certificate certificate(Octets der) throws ConnectionException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der.bytes()));
        } catch (CertificateException broken) {
            throw new ConnectionException("A certificate cannot be read.", broken);
        }
    }

    /** TLS 1.3 and 1.2 alone. */
    static List<String> protocols() {
        return List.of("TLSv1.3", "TLSv1.2");
    }

    SSLSocketFactory sockets() {
        return sockets;
    }
}
