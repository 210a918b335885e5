package dev.fettle.server.agents;

import dev.fettle.server.tls.CertificateAuthority;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS as Tomcat wants it given, with clients' certificates of the server's own authority and no others. One that has expired
 * gets through, so that its host can be told so; each request looks at the dates again, for connections last.
 */
final class AgentTls implements org.apache.tomcat.util.net.SSLContext {
    private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";

    private final SSLContext context;
    private final AgentKeys keys;

    AgentTls(AgentKeys keys) {
        this.keys = keys;
        try {
            char[] password = "agents".toCharArray(); // The store lives for these lines only.
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys.identity().keyStore(password), password);
            context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), new TrustManager[] {new OwnClients(keys.authority())}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS.", e);
        }
    }

    /** Trusts what the authority has signed for clients. */
    private static final class OwnClients extends X509ExtendedTrustManager {
        private final CertificateAuthority authority;

        OwnClients(CertificateAuthority authority) {
            this.authority = authority;
        }

        private void check(X509Certificate... chain) throws CertificateException {
            if (chain.length == 0 || !authority.hasSigned(chain[0]) || !isForClients(chain[0])) {
                throw new CertificateException("The certificate is not one of a host of this server.");
            }
        }

        private static boolean isForClients(X509Certificate certificate) throws CertificateParsingException {
            List<String> uses = certificate.getExtendedKeyUsage();
            return certificate.getBasicConstraints() < 0 && uses != null && uses.contains(CLIENT_AUTHENTICATION);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
                throws CertificateException {
            throw noServers();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
                throws CertificateException {
            throw noServers();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            throw noServers();
        }

        private static CertificateException noServers() {
            return new CertificateException("This port connects to nobody.");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[] {authority.certificate()};
        }
    }

    @Override
    public void init(KeyManager[] unused, TrustManager[] alsoUnused, @Nullable SecureRandom random)
            throws KeyManagementException {
        // It was made with what it needs.
    }

    @Override
    public void destroy() {
        // Nothing is held but memory.
    }

    @Override
    public SSLSessionContext getServerSessionContext() {
        return context.getServerSessionContext();
    }

    @Override
    public SSLEngine createSSLEngine() {
        return context.createSSLEngine();
    }

    @Override
    public SSLServerSocketFactory getServerSocketFactory() {
        return context.getServerSocketFactory();
    }

    @Override
    public SSLParameters getSupportedSSLParameters() {
        return context.getSupportedSSLParameters();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return keys.identity().chain().toArray(X509Certificate[]::new);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[] {keys.authority().certificate()};
    }
}
