package dev.fettle.agent.connection;

import dev.fettle.core.signing.Octets;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Accepts a server if the certificate of an authority in its chain has the digest and the chain holds by that authority. */
final class PinnedAuthority extends X509ExtendedTrustManager {
    private final Octets fingerprint;

    PinnedAuthority(Octets fingerprint) {
        this.fingerprint = fingerprint;
    }

    @Override
    public void checkServerTrusted(
            @Nullable X509Certificate @Nullable [] chain, @Nullable String keys, @Nullable Socket socket)
            throws CertificateException {
        authority(chain).checkServerTrusted(chain, keys, socket);
    }

    @Override
    public void checkServerTrusted(
            @Nullable X509Certificate @Nullable [] chain, @Nullable String keys, @Nullable SSLEngine engine)
            throws CertificateException {
        authority(chain).checkServerTrusted(chain, keys, engine);
    }

    @Override
    public void checkServerTrusted(@Nullable X509Certificate @Nullable [] chain, @Nullable String keys)
            throws CertificateException {
        throw new CertificateException("Without the name of the server nothing can be checked.");
    }

    private X509ExtendedTrustManager authority(@Nullable X509Certificate @Nullable [] chain)
            throws CertificateException {
        if (chain != null) {
            for (X509Certificate each : chain) {
                // An authority, not a server's own certificate that somebody wrote into a token.
                if (each != null
                        && each.getBasicConstraints() >= 0
                        && Octets.sha256(each.getEncoded()).equals(fingerprint)) {
                    try {
                        return Tls.trusting(each);
                    } catch (GeneralSecurityException | IOException broken) {
                        throw new CertificateException("The authority's certificate cannot be used.", broken);
                    }
                }
            }
        }
        throw new CertificateException(
                "The server does not show the authority that the token names: it is another server"
                        + " than the one that made the token, or somebody stands between.");
    }

    @Override
    public void checkClientTrusted(@Nullable X509Certificate @Nullable [] chain, @Nullable String keys)
            throws CertificateException {
        throw new CertificateException("Nobody connects to a host.");
    }

    @Override
    public void checkClientTrusted(
            @Nullable X509Certificate @Nullable [] chain, @Nullable String keys, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, keys);
    }

    @Override
    public void checkClientTrusted(
            @Nullable X509Certificate @Nullable [] chain, @Nullable String keys, @Nullable SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, keys);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
