package dev.fettle.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckIn;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.Credentials;
import dev.fettle.link.Enrolment;
import dev.fettle.link.EnrolmentToken;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.ProgramRequest;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import dev.fettle.link.SurveyDelta;
import dev.fettle.link.TrustForm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The server's side of the link over real TLS, and every fault that a server can have. */
public final class MadeUpServer implements AutoCloseable {
    private final MadeUpAuthority authority;
    private final HttpsServer http;
    private final String address;
    private final KeyPair orderKey = OrderedHost.pair();
    private final UUID host = UUID.randomUUID();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** What is done instead of the right thing, one for each request, the oldest first. */
    final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();

    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<CheckIn> checkIns = new CopyOnWriteArrayList<>();
    final List<SurveyDelta> deltas = new CopyOnWriteArrayList<>();
    final List<Report> reports = new CopyOnWriteArrayList<>();
    final Map<UUID, SignedOrder> orders = new ConcurrentHashMap<>();
    /** Programs by the order that names them. */
    final Map<UUID, byte[]> programs = new ConcurrentHashMap<>();

    final List<Octets> pins = new CopyOnWriteArrayList<>();
    volatile List<String> inventory = List.of();
    volatile CheckInReply.Standing standing = CheckInReply.Standing.GOOD;
    volatile int nextSeconds = 1;

    /** For tests in which time passes by itself. */
    volatile Duration longestWait = Duration.ofHours(1);

    volatile Runnable whileRenewing = () -> {};
    volatile Duration clockAhead = Duration.ZERO;
    volatile Duration life = Duration.ofDays(30);
    private volatile EnrolmentToken token;

    /** Takes a request and does with it what it likes. */
    @FunctionalInterface
    interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    public MadeUpServer(MadeUpAuthority authority, SSLContext tls, String address) {
        this.authority = authority;
        this.address = address;
        this.token = newToken();
        try {
            http = HttpsServer.create(new InetSocketAddress(address, 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setHttpsConfigurator(new HttpsConfigurator(tls) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setWantClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    public static MadeUpServer at(MadeUpAuthority authority, String address) {
        Instant now = Instant.now();
        return new MadeUpServer(
                authority, authority.server(now.minusSeconds(60), now.plusSeconds(86_400), address), address);
    }

    public String url() {
        return "https://" + address + ":" + http.getAddress().getPort();
    }

    public EnrolmentToken newToken() {
        byte[] secret = new byte[EnrolmentToken.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        token = new EnrolmentToken(Octets.of(secret), authority.fingerprint());
        return token;
    }

    public EnrolmentToken token() {
        return token;
    }

    public UUID host() {
        return host;
    }

    /** Gives an order with the next check-in. */
    public UUID give(Order order, Duration limit) {
        Instant now = Instant.now();
        return give(new Envelope(UUID.randomUUID(), host, now, now.plusSeconds(600), limit, 1 << 16, order), orderKey);
    }

    /** The same, with something that has to be there before. */
    UUID give(Order order, Duration limit, Consumer<UUID> before) {
        Instant now = Instant.now();
        UUID id = UUID.randomUUID();
        before.accept(id);
        return give(new Envelope(id, host, now, now.plusSeconds(600), limit, 1 << 16, order), orderKey);
    }

    public UUID give(Envelope envelope, KeyPair by) {
        orders.put(envelope.id(), OrderedHost.signed(envelope, by));
        return envelope.id();
    }

    KeyPair orderKey() {
        return orderKey;
    }

    List<Report> reportsOf(UUID order) {
        return reports.stream().filter(report -> report.order().equals(order)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        byte[] body = body(exchange);
        try (exchange) {
            Fault fault = faults.poll();
            if (fault != null) {
                fault.answer(exchange);
                return;
            }
            if (!path.equals(LinkPaths.ENROL) && shown(exchange) == null) {
                send(exchange, 401, "{\"error\":\"No certificate.\"}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            switch (path) {
                case LinkPaths.ENROL, LinkPaths.RENEW -> enrol(exchange, Enrolment.of(body), path);
                case LinkPaths.CHECK_IN -> checkIn(exchange, CheckIn.of(body));
                case LinkPaths.INVENTORY -> inventory(exchange, SurveyDelta.of(body));
                case LinkPaths.REPORT -> {
                    Report report = ReportForm.read(body);
                    reports.add(report);
                    orders.remove(report.order());
                    send(exchange, 204, new byte[0]);
                }
                case LinkPaths.PROGRAM ->
                    send(exchange, 200, programs.get(ProgramRequest.of(body).order()));
                default -> send(exchange, 404, new byte[0]);
            }
        } catch (LinkException wrong) {
            send(exchange, 400, String.valueOf(wrong.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            return new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes();
        }
        return sent;
    }

    private static @Nullable X509Certificate shown(HttpExchange exchange) {
        try {
            return (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private void enrol(HttpExchange exchange, Enrolment enrolment, String path) throws IOException, LinkException {
        if (path.equals(LinkPaths.ENROL)) {
            if (!enrolment.token().equals(token.text())) {
                send(exchange, 403, "{\"error\":\"The token is used up.\"}".getBytes(StandardCharsets.UTF_8));
                return;
            }
            newToken();
        } else {
            whileRenewing.run();
        }
        Instant now = Instant.now();
        X509Certificate issued = authority.issue(enrolment.provenKey(), now.minusSeconds(1), now.plus(life));
        send(exchange, 200, credentials(issued).bytes());
    }

    Credentials credentials(X509Certificate issued) {
        return new Credentials(
                new TrustForm(host, List.of(Octets.of(orderKey.getPublic().getEncoded()))),
                List.of(
                        Octets.of(MadeUpAuthority.der(issued)),
                        Octets.of(MadeUpAuthority.der(authority.certificate()))));
    }

    private void checkIn(HttpExchange exchange, CheckIn checkIn) throws IOException {
        checkIns.add(checkIn);
        X509Certificate shown = shown(exchange);
        if (shown != null) {
            pins.add(Octets.sha256(MadeUpAuthority.der(shown)));
        }
        Duration asked = Duration.ofSeconds(checkIn.waitSeconds());
        Instant end = Instant.now().plus(asked.compareTo(longestWait) < 0 ? asked : longestWait);
        while (Instant.now().isBefore(end) && untaken(checkIn).isEmpty() && faults.isEmpty()) {
            pause();
        }
        send(exchange, 200, reply(untaken(checkIn)).bytes());
    }

    private List<SignedOrder> untaken(CheckIn checkIn) {
        List<SignedOrder> untaken = new ArrayList<>();
        orders.forEach((id, order) -> {
            if (!checkIn.taken().contains(id)) {
                untaken.add(order);
            }
        });
        return untaken;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    CheckInReply reply(List<SignedOrder> given) {
        return new CheckInReply(
                Instant.now().plus(clockAhead),
                standing,
                nextSeconds,
                dev.fettle.link.SurveyForm.digest(inventory),
                given);
    }

    private void inventory(HttpExchange exchange, SurveyDelta delta) throws IOException {
        deltas.add(delta);
        List<String> before = delta.isWhole() ? List.of() : inventory;
        var after = delta.apply(before);
        if (after.isEmpty()) {
            send(exchange, 409, new byte[0]);
            return;
        }
        inventory = after.get();
        send(exchange, 204, new byte[0]);
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
