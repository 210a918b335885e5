package dev.fettle.agent.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes the connections of one {@link ServerConnection} and remembers the last one, so that it can be torn down under
 * whoever waits for it: a server that sends a byte now and then outlasts every timeout between two bytes.
 */
final class WatchedSockets extends SSLSocketFactory {
    private final SSLSocketFactory tls;
    private final AtomicReference<Optional<Socket>> last = new AtomicReference<>(Optional.empty());

    WatchedSockets(SSLSocketFactory tls) {
        this.tls = tls;
    }

    /** Closes the connection below TLS, which needs nobody's consent. */
    void tearDown() {
        Optional<Socket> socket = last.get();
        if (socket.isPresent()) {
            try {
                socket.get().close();
            } catch (IOException closed) {
                // That is what was wanted.
                return;
            }
        }
    }

    /** Refused in the way that makes the JDK take a plain socket and ask for TLS over it. */
    @Override
    public Socket createSocket() throws IOException {
        SocketException refused = new SocketException("A connection first, then TLS.");
        refused.initCause(new UnsupportedOperationException());
        throw refused;
    }

    @Override
    public Socket createSocket(Socket plain, String host, int port, boolean autoClose) throws IOException {
        last.set(Optional.of(plain));
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, host, port, autoClose);
        socket.setEnabledProtocols(Tls.protocols().toArray(String[]::new));
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return createSocket();
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }
}
