package dev.fettle.server.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A real connection over loopback. */
final class Handshake {
    private static final int MOST_MILLIS = 30_000;

    private Handshake() {}

    /**
     * What the server said to a client that trusts one certificate and checks the name as browsers do.
     *
     * @throws IOException if the client refused
     */
    static String with(ServerIdentity identity, X509Certificate trusted, String name)
            throws IOException, GeneralSecurityException, InterruptedException {
        try (SSLServerSocket server = (SSLServerSocket) identity.sslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            server.setSoTimeout(MOST_MILLIS);
            FutureTask<Boolean> answering = new FutureTask<>(() -> answer(server));
            Thread.ofPlatform().daemon().start(answering);
            try (SSLSocket client = connect(trusted, name, server.getLocalPort())) {
                return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } finally {
                ended(answering);
            }
        }
    }

    private static boolean answer(SSLServerSocket server) throws IOException {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.setSoTimeout(MOST_MILLIS);
            socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
            return true;
        }
    }

    private static void ended(FutureTask<Boolean> answering) throws InterruptedException {
        try {
            answering.get(MOST_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException _) {
            return; // The client hung up, which is what it does when it refuses.
        } catch (TimeoutException e) {
            throw new AssertionError("The server did not end", e);
        }
    }

    private static SSLSocket connect(X509Certificate trusted, String name, int port)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("trusted", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        // The address is loopback's, whatever name the client believes to call.
        Socket plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, name, port, true);
        socket.setSoTimeout(MOST_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }
}
