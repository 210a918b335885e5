package dev.fettle.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Stands where hosts expect their server, has its very key and certificate, and answers whatever a test likes. */
final class LyingServer implements AutoCloseable {
    private static final char[] PASSWORD = "a test".toCharArray();
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z ]+)-----([^-]+)-----END");
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]{1,9})");
    private static final int LONGEST_HEAD = 16 << 10;

    private final SSLServerSocket socket;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Lie lie = (_, _) -> {};

    /** What a host has sent. */
    record Asked(String path, String body) {}

    /** Writes an answer, after which the connection is closed. */
    @FunctionalInterface
    interface Lie {
        void tell(Asked request, OutputStream out) throws IOException;
    }

    /** @param identity a PEM file with a key and the certificates for it */
    LyingServer(Path identity, String address, int port) throws IOException {
        socket = (SSLServerSocket)
                tls(Files.readString(identity)).getServerSocketFactory().createServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), port));
        Thread.ofPlatform().daemon().name("lying-server").start(this::serve);
    }

    private static SSLContext tls(String pem) throws IOException {
        try {
            ByteArrayOutputStream chain = new ByteArrayOutputStream();
            PrivateKey key = null;
            Matcher part = PEM.matcher(pem);
            while (part.find()) {
                byte[] der = Base64.getMimeDecoder().decode(part.group(2));
                if (part.group(1).equals("CERTIFICATE")) {
                    chain.write(der);
                } else {
                    key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
                }
            }
            Certificate[] certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(chain.toByteArray()))
                    .toArray(Certificate[]::new);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, PASSWORD, certificates);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("The server's key cannot be used.", e);
        }
    }

    /** From now on; what was asked before is forgotten. */
    void tells(Lie another) {
        lie = another;
        asked.clear();
    }

    /** What was asked since the lie of now is told. */
    List<Asked> asked() {
        return asked;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket host = socket.accept();
                Thread.startVirtualThread(() -> answer(host));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket host) {
        try (host) {
            InputStream in = new BufferedInputStream(host.getInputStream());
            String head = head(in);
            Matcher length = LENGTH.matcher(head);
            byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
            String path = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP"));
            Asked request = new Asked(path, new String(body, StandardCharsets.UTF_8));
            asked.add(request);
            OutputStream out = host.getOutputStream();
            lie.tell(request, out);
            out.flush();
        } catch (IOException left) {
            // A host that has enough of a lie goes.
            return;
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int read = in.read();
            if (read < 0 || head.length() > LONGEST_HEAD) {
                throw new IOException("That is no request.");
            }
            head.append((char) read);
        }
        return head.toString();
    }

    /** An answer as it should be, but for what it says. */
    static void good(OutputStream out, byte[] body) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
