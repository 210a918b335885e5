package dev.fettle.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.agent.MadeUpAuthority;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that does over TLS whatever it likes. */
@Timeout(60)
final class ServerConnectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int MOST = 1 << 20;

    private final MadeUpAuthority authority = new MadeUpAuthority();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Doing doing = (_, out) -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    private ServerSocket socket;
    private ServerConnection connection;

    /** What the server does after it has read a request's head. */
    @FunctionalInterface
    private interface Doing {
        void to(InputStream in, OutputStream out) throws IOException, InterruptedException;
    }

    @BeforeEach
    void listen() throws Exception {
        Instant now = Instant.now();
        SSLContext context = authority.server(now.minusSeconds(60), now.plusSeconds(600), "127.0.0.1");
        socket = context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(() -> accept(socket));
        connection = connection(Optional.empty());
    }

    private ServerConnection connection(Optional<String> proxy) throws ConnectionException {
        return new ServerConnection(
                ServerAddress.of("https://127.0.0.1:" + socket.getLocalPort(), proxy),
                Tls.pinned(authority.fingerprint()),
                InstantSource.system());
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                Socket peer = server.accept();
                connections.incrementAndGet();
                threads.execute(() -> serve(peer));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.US_ASCII));
            while (true) {
                int length = 0;
                String line = in.readLine();
                if (line == null) {
                    return;
                }
                for (; !line.isEmpty(); line = in.readLine()) {
                    if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(line.substring(15).strip());
                    }
                }
                for (int i = 0; i < length; i++) {
                    in.read();
                }
                doing.to(peer.getInputStream(), peer.getOutputStream());
            }
        } catch (IOException | InterruptedException gone) {
            return;
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @AfterEach
    void end() throws IOException {
        connection.close();
        socket.close();
        threads.shutdownNow();
    }

    private Answer asked() {
        return connection.post("/agent/v1/check-in", new byte[] {'{', '}'}, LIMIT, MOST);
    }

    private String failed() {
        Answer answer = asked();
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        return ((Answer.Failed) answer).why();
    }

    private void answering(String text) {
        doing = (_, out) -> {
            say(out, text);
            out.close();
        };
    }

    @Test
    void one_connection_serves_many_requests() {
        for (int i = 0; i < 5; i++) {
            assertThat(asked())
                    .isInstanceOfSatisfying(
                            Answer.Good.class,
                            good -> assertThat(good.body())
                                    .asString(StandardCharsets.UTF_8)
                                    .isEqualTo("ok"));
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void of_ten_gigabytes_no_more_is_read_than_may_be() {
        AtomicLong sent = new AtomicLong();
        doing = (_, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n");
            byte[] part = new byte[64 << 10];
            for (long i = 0; i < 10L << 30; i += part.length) {
                out.write(part);
                sent.addAndGet(part.length);
            }
        };

        assertThat(failed()).contains("sent more than 1048576 bytes");
        assertThat(sent.get()).isLessThan(32L << 20);
    }

    @Test
    void an_endless_error_is_not_read_to_its_end() {
        doing = (_, out) -> {
            say(out, "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                say(out, "5\r\nhello\r\n");
            }
        };

        assertThat(failed()).contains("answers 500: hellohello");
    }

    @Test
    void a_server_that_hangs_is_left_at_the_end_of_the_time() {
        doing = (_, _) -> TimeUnit.SECONDS.sleep(50);

        assertThat(failed()).contains("did not answer within 3 s");
    }

    @Test
    void a_server_that_sends_a_byte_now_and_then_is_left_as_well() {
        doing = (_, out) -> drip(out, "HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(500));
        assertThat(failed()).contains("did not answer within 3 s");
        doing = (_, out) -> {
            say(out, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
            drip(out, "y".repeat(500));
        };
        assertThat(failed()).contains("did not answer within 3 s");
    }

    private static void drip(OutputStream out, String text) throws IOException, InterruptedException {
        for (int i = 0; i < text.length(); i++) {
            say(out, text.substring(i, i + 1));
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Test
    void a_server_that_never_ends_the_handshake_is_left() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerConnection to = new ServerConnection(
                        ServerAddress.of("https://127.0.0.1:" + mute.getLocalPort(), Optional.empty()),
                        Tls.pinned(authority.fingerprint()),
                        InstantSource.system())) {
            assertThat(to.post("/", new byte[0], LIMIT, MOST)).isInstanceOf(Answer.Failed.class);
        }
    }

    @Test
    void nonsense_resets_and_endless_heads_are_failures() {
        answering("SSH-2.0-OpenSSH_9.2\r\n");
        assertThat(asked()).isInstanceOf(Answer.Failed.class);
        answering("");
        assertThat(asked()).isInstanceOf(Answer.Failed.class);
        answering("HTTP/1.1 999999 \r\n\r\n");
        assertThat(asked()).isInstanceOf(Answer.Failed.class);
        answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
        assertThat(asked()).isInstanceOf(Answer.Failed.class);
        doing = (_, out) -> {
            say(out, "HTTP/1.1 200 OK\r\n");
            while (true) {
                say(out, "X-More: " + "x".repeat(5_000) + "\r\n");
            }
        };
        assertThat(asked()).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void nothing_is_sent_twice_by_itself() {
        AtomicInteger requests = new AtomicInteger();
        doing = (_, out) -> {
            requests.incrementAndGet();
            out.close();
        };

        assertThat(asked()).isInstanceOf(Answer.Failed.class);
        assertThat(requests).hasValue(1);
    }

    @Test
    void what_a_server_says_no_with_is_told_apart() {
        answering("HTTP/1.1 401 No\r\nContent-Length: 3\r\n\r\nno!");
        assertThat(asked()).isInstanceOf(Answer.Denied.class);
        answering("HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nno!");
        assertThat(asked()).isInstanceOf(Answer.Missing.class);
        answering("HTTP/1.1 409 No\r\nContent-Length: 3\r\n\r\nno!");
        assertThat(asked()).isInstanceOf(Answer.Conflict.class);
        answering("HTTP/1.1 413 No\r\nContent-Length: 7\r\n\r\n\u001b[31mno");
        assertThat(asked())
                .isInstanceOfSatisfying(
                        Answer.Rejected.class,
                        rejected -> assertThat(rejected.why()).contains("413", "\\u{1b}[31mno"));
    }

    @Test
    void a_redirection_is_not_followed() {
        answering("HTTP/1.1 302 There\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        assertThat(failed()).contains("answers 302");
    }

    @Test
    void a_server_may_ask_for_an_hour_and_not_for_a_year() {
        answering("HTTP/1.1 429 Slowly\r\nRetry-After: 31536000\r\nContent-Length: 0\r\n\r\n");
        assertThat(asked())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.retrySeconds()).isEqualTo(Answer.LONGEST_RETRY));
        answering("HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n");
        assertThat(asked())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.retrySeconds()).isEqualTo(7));
        answering("HTTP/1.1 503 Busy\r\nRetry-After: -99999999999999999999\r\nContent-Length: 0\r\n\r\n");
        assertThat(asked())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.retrySeconds()).isZero());
    }

    @Test
    void a_proxy_lets_through_and_sees_nothing() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>("");
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            threads.execute(() -> proxy(proxy, seen));
            try (ServerConnection through = connection(Optional.of("127.0.0.1:" + proxy.getLocalPort()))) {
                assertThat(through.post("/secret", new byte[0], LIMIT, MOST)).isInstanceOf(Answer.Good.class);
            }
        }
        assertThat(seen.get())
                .startsWith("CONNECT 127.0.0.1:" + socket.getLocalPort())
                .doesNotContain("secret");
    }

    private void proxy(ServerSocket proxy, AtomicReference<String> seen) {
        try (Socket peer = proxy.accept();
                Socket on = new Socket(InetAddress.getLoopbackAddress(), socket.getLocalPort())) {
            InputStream in = peer.getInputStream();
            while (!seen.get().endsWith("\r\n\r\n")) {
                seen.set(seen.get() + (char) in.read());
            }
            say(peer.getOutputStream(), "HTTP/1.1 200 OK\r\n\r\n");
            threads.execute(() -> copy(on, peer));
            in.transferTo(on.getOutputStream());
        } catch (IOException closed) {
            return;
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            return;
        }
    }
}
