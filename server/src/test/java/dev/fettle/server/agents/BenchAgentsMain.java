package dev.fettle.server.agents;

import com.google.errorprone.annotations.FormatMethod;
import dev.fettle.link.CheckIn;
import dev.fettle.link.Credentials;
import dev.fettle.link.Enrolment;
import dev.fettle.link.EnrolmentToken;
import dev.fettle.link.LinkPaths;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Simulated agents, each with an identity and a connection of its own: enrols them, has them check in as fast as asked or as
 * fast as it goes, then has all of them wait. See bench/agents.sh.
 */
public final class BenchAgentsMain {
    private static final int ENROLLING = 4;
    private static final char[] PASSWORD = "bench".toCharArray();

    private final URI url;
    private final X509Certificate authority;
    private final List<Simulated> agents = new ArrayList<>();

    private BenchAgentsMain(URI url, X509Certificate authority) {
        this.url = url;
        this.authority = authority;
    }

    /** Arguments: URL, the authority's PEM file, a token, agents, seconds, check-ins a second (0: as fast as it goes), seconds to wait. */
    public static void main(String[] arguments) throws Exception {
        URI url = URI.create(arguments[0]);
        X509Certificate authority;
        try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
            authority =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        EnrolmentToken.of(arguments[2]);
        BenchAgentsMain bench = new BenchAgentsMain(url, authority);
        int count = Integer.parseInt(arguments[3]);
        long begun = System.nanoTime();
        bench.enrol(arguments[2], count);
        say("enrolled %d in %.1f s", count, seconds(begun));
        begun = System.nanoTime();
        bench.connect();
        say("connected %d in %.1f s", count, seconds(begun));
        bench.checkIn(5, 0);
        bench.checkIn(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
        bench.waitAll(Integer.parseInt(arguments[6]));
        System.exit(0);
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    @FormatMethod
    private static void say(String format, Object... values) {
        System.out.println(String.format(format, values));
        System.out.flush();
    }

    /** One host. */
    private final class Simulated {
        private final UUID run = UUID.randomUUID();
        private final KeyPair key = TestAgent.newKey();
        private @Nullable SSLContext context;
        private @Nullable SSLSocket socket;
        private @Nullable InputStream in;

        void enrol(String token, int number) throws IOException, GeneralSecurityException {
            Enrolment sent = Enrolment.sign(
                    token,
                    key.getPublic(),
                    key.getPrivate(),
                    TestAgent.machine(1_000_000 + number),
                    "sim-" + number,
                    "1.0",
                    run);
            context = context(null);
            byte[] body;
            while (true) {
                connect();
                Reply reply = post(LinkPaths.ENROL, sent.bytes());
                close();
                if (reply.status() == 200) {
                    body = reply.body();
                    break;
                }
                throw new IOException(reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8));
            }
            try {
                context = context(Credentials.of(body));
            } catch (dev.fettle.link.LinkException e) {
                throw new IOException(e);
            }
        }

        private SSLContext context(@Nullable Credentials with) throws GeneralSecurityException, IOException {
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            known.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            SSLContext made = SSLContext.getInstance("TLS");
            if (with == null) {
                made.init(null, trust.getTrustManagers(), null);
                return made;
            }
            Certificate own = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            with.certificates().getFirst().bytes()));
            KeyStore keys = KeyStore.getInstance("JKS");
            keys.load(null, null);
            keys.setKeyEntry("agent", key.getPrivate(), PASSWORD, new Certificate[] {own});
            KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
            factory.init(keys, PASSWORD);
            made.init(factory.getKeyManagers(), trust.getTrustManagers(), null);
            return made;
        }

        void connect() throws IOException {
            SSLContext with = java.util.Objects.requireNonNull(context);
            SSLSocket made = (SSLSocket) with.getSocketFactory().createSocket("127.0.0.1", url.getPort());
            made.setTcpNoDelay(true);
            made.setSoTimeout(120_000);
            made.startHandshake();
            socket = made;
            in = new BufferedInputStream(made.getInputStream(), 512);
        }

        void close() throws IOException {
            SSLSocket open = socket;
            if (open != null) {
                open.close();
            }
        }

        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Reply(int status, byte[] body) {}

        Reply post(String path, byte[] body) throws IOException {
            String head =
                    "POST " + path + " HTTP/1.1\r\nHost: fettle\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length + "\r\n\r\n";
            byte[] all = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + body.length);
            System.arraycopy(body, 0, all, head.length(), body.length);
            java.util.Objects.requireNonNull(socket).getOutputStream().write(all);
            InputStream from = java.util.Objects.requireNonNull(in);
            String status = line(from);
            int length = 0;
            for (String header = line(from); !header.isEmpty(); header = line(from)) {
                if (header.regionMatches(true, 0, "Content-Length:", 0, 15)) {
                    length = Integer.parseInt(header.substring(15).strip());
                }
            }
            return new Reply(Integer.parseInt(status.substring(9, 12)), from.readNBytes(length));
        }

        private String line(InputStream from) throws IOException {
            StringBuilder line = new StringBuilder(64);
            for (int c = from.read(); c != '\n'; c = from.read()) {
                if (c < 0) {
                    throw new IOException("The connection ended.");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        void checkIn(int wait) throws IOException {
            byte[] body = new CheckIn("1.0", run, new UUID(1, 2), Optional.empty(), wait, List.of()).bytes();
            Reply reply = post(LinkPaths.CHECK_IN, body);
            if (reply.status() != 200) {
                throw new IOException(reply.status() + " " + new String(reply.body(), StandardCharsets.UTF_8));
            }
        }
    }

    private void enrol(String token, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            agents.add(new Simulated());
        }
        forAll(ENROLLING, (agent, number) -> agent.enrol(token, number));
    }

    private void connect() throws Exception {
        forAll(ENROLLING * 4, (agent, _) -> {
            agent.connect();
            agent.checkIn(0); // the first of a run is written to the database
        });
    }

    private interface Work {
        void on(Simulated agent, int number) throws Exception;
    }

    private void forAll(int threads, Work work) throws Exception {
        AtomicLong next = new AtomicLong();
        ConcurrentLinkedQueue<Exception> faults = new ConcurrentLinkedQueue<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int t = 0; t < threads; t++) {
                pool.execute(() -> {
                    for (int i = (int) next.getAndIncrement();
                            i < agents.size() && faults.isEmpty();
                            i = (int) next.getAndIncrement()) {
                        try {
                            work.on(agents.get(i), i);
                        } catch (Exception e) {
                            faults.add(e);
                        }
                    }
                });
            }
        }
        if (!faults.isEmpty()) {
            throw faults.peek();
        }
    }

    /** @param rate a second; 0 for as fast as 64 at a time go */
    private void checkIn(int seconds, int rate) throws Exception {
        ConcurrentLinkedQueue<long[]> times = new ConcurrentLinkedQueue<>();
        AtomicLong faults = new AtomicLong();
        Semaphore atOnce = new Semaphore(rate == 0 ? 64 : 2_000);
        long begun = System.nanoTime();
        long end = begun + TimeUnit.SECONDS.toNanos(seconds);
        long sent = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ConcurrentLinkedQueue<Simulated> free = new ConcurrentLinkedQueue<>(agents);
            while (System.nanoTime() < end) {
                if (rate > 0) {
                    long due = begun + sent * 1_000_000_000L / rate;
                    long left = due - System.nanoTime();
                    if (left > 0) {
                        TimeUnit.NANOSECONDS.sleep(left);
                    }
                }
                atOnce.acquire();
                Simulated agent = free.poll();
                if (agent == null) {
                    atOnce.release();
                    continue;
                }
                // From when it was due, so that what had to wait for the client counts as well.
                long from = rate > 0 ? begun + sent * 1_000_000_000L / rate : System.nanoTime();
                sent++;
                threads.execute(() -> {
                    try {
                        agent.checkIn(0);
                        times.add(new long[] {System.nanoTime() - from});
                    } catch (IOException e) {
                        faults.incrementAndGet();
                        try {
                            agent.connect();
                        } catch (IOException again) {
                            faults.incrementAndGet();
                        }
                    } finally {
                        free.add(agent);
                        atOnce.release();
                    }
                });
            }
        }
        long[] sorted = times.stream().mapToLong(each -> each[0]).sorted().toArray();
        say(
                "check-ins: %d in %.1f s = %.0f/s, asked for %s; p50 %.1f ms, p99 %.1f ms, longest %.0f ms, faults %d",
                sorted.length,
                seconds(begun),
                sorted.length / seconds(begun),
                rate == 0 ? "all that go" : rate + "/s",
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6,
                sorted[sorted.length - 1] / 1e6,
                faults.get());
    }

    private void waitAll(int seconds) throws Exception {
        if (seconds == 0) {
            return;
        }
        AtomicLong faults = new AtomicLong();
        AtomicLong early = new AtomicLong();
        CountDownLatch done = new CountDownLatch(agents.size());
        for (Simulated agent : agents) {
            Thread.startVirtualThread(() -> {
                long begun = System.nanoTime();
                try {
                    agent.checkIn(seconds);
                    if (System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(seconds) / 2) {
                        early.incrementAndGet();
                    }
                } catch (IOException e) {
                    faults.incrementAndGet();
                } finally {
                    done.countDown();
                }
            });
        }
        TimeUnit.SECONDS.sleep(Math.max(1, seconds - 5));
        say("waiting: measure now");
        done.await();
        say(
                "waited: %d, of them answered before half of the time %d, faults %d",
                agents.size(), early.get(), faults.get());
    }
}
