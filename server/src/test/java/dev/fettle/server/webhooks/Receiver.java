package dev.fettle.server.webhooks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A system at the other end, which verifies what it gets by itself. */
final class Receiver implements AutoCloseable {
    private static final int HUGE = 50_000_000;

    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private volatile Answering answering = _ -> 200;
    private volatile boolean closed;

    /** What it answers. */
    interface Answering {
        /** A status; {@link #HANG} and others below. */
        int to(Got got);
    }

    /** Nothing is answered. */
    static final int HANG = -1;

    /** Bytes without an end, as far as anybody reads them. */
    static final int HUGE_BODY = -2;

    /** It leads elsewhere. */
    static final int ELSEWHERE = -3;

    /** A message as it came. */
    record Got(String path, String id, String timestamp, String signature, String body) {
        boolean isSignedWith(String secret) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(
                        Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
                byte[] wanted = mac.doFinal((id + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
                return signature.startsWith("v1,")
                        && MessageDigest.isEqual(wanted, Base64.getDecoder().decode(signature.substring(3)));
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answers(Answering next) {
        answering = next;
    }

    List<Got> got() {
        return List.copyOf(got);
    }

    private void take(HttpExchange exchange) throws IOException {
        Got message = new Got(
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("webhook-id"),
                exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                exchange.getRequestHeaders().getFirst("webhook-signature"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        got.add(message);
        int status = answering.to(message);
        switch (status) {
            case HANG -> {
                while (!closed) {
                    LockSupport.parkNanos(10_000_000);
                }
                exchange.close();
            }
            case HUGE_BODY -> {
                exchange.sendResponseHeaders(200, HUGE);
                try (OutputStream body = exchange.getResponseBody()) {
                    byte[] some = new byte[1 << 16];
                    for (int sent = 0; sent + some.length <= HUGE; sent += some.length) {
                        body.write(some);
                    }
                }
            }
            case ELSEWHERE -> {
                exchange.getResponseHeaders().set("Location", "/elsewhere");
                exchange.sendResponseHeaders(307, -1);
                exchange.close();
            }
            default -> {
                exchange.sendResponseHeaders(status, -1);
                exchange.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
    }
}
