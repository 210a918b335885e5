package dev.fettle.cli.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Which authority a server's certificate must come from, where it is not one that the system knows. */
public final class Trust {
    private static final int MILLIS = 10_000;
    private static final int HTTPS = 443;

    private Trust() {}

    /** Connections to servers of this authority alone. */
    public static SSLSocketFactory of(String pem) throws RemoteException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", certificate(pem));
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            return context(trusted.getTrustManagers());
        } catch (GeneralSecurityException | IOException e) {
            throw new RemoteException(
                    RemoteException.FAILED, "The authority's certificate cannot be read; is it a PEM file?", e);
        }
    }

    private static SSLSocketFactory context(TrustManager... managers) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context.getSocketFactory();
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        Certificate read = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        return (X509Certificate) read;
    }

    /** {@code 0A:1B:…}, SHA-256. */
    public static String fingerprint(String pem) throws RemoteException {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(certificate(pem).getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new RemoteException(RemoteException.FAILED, "The authority's certificate cannot be read.", e);
        }
    }

    /** Whether somebody means this fingerprint; blanks, colons and case don't matter. */
    public static boolean same(String fingerprint, String typed) {
        return bare(fingerprint).equals(bare(typed));
    }

    private static String bare(String text) {
        return text.replaceAll("[\\s:]", "").toUpperCase(Locale.ROOT);
    }

    /**
     * The authority that a server says its certificate comes from, as PEM. Nothing is sent to the server, for nobody
     * knows yet whether it is the right one.
     */
    public static String shownBy(URI server) throws RemoteException {
        List<X509Certificate> seen = new ArrayList<>();
        int port = server.getPort() < 0 ? HTTPS : server.getPort();
        try (SSLSocket socket = (SSLSocket) context(new Looking(seen)).createSocket(server.getHost(), port)) {
            socket.setSoTimeout(MILLIS);
            socket.startHandshake();
        } catch (SSLHandshakeException e) {
            if (seen.isEmpty()) {
                throw unreachable(server, e);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw unreachable(server, e);
        }
        if (seen.isEmpty()) {
            throw new RemoteException(RemoteException.UNAVAILABLE, server + " shows no certificate.");
        }
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(seen.getLast().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw unreachable(server, e);
        }
    }

    private static RemoteException unreachable(URI server, Exception e) {
        return new RemoteException(
                RemoteException.UNAVAILABLE, server + " cannot be spoken to over TLS (" + e.getMessage() + ").", e);
    }

    /** Notes the chain, and trusts nobody. */
    private record Looking(List<X509Certificate> seen) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            throw new CertificateException("Nobody is trusted here.");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            seen.addAll(List.of(chain));
            throw new CertificateException("Nobody is trusted yet.");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
