package dev.fettle.agent.connection;

import dev.fettle.core.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the server, one after the other over one connection that is kept. Each ends within its limit and reads no
 * more bytes than it may, whatever the server does; nothing is sent twice by itself, no redirection is followed.
 */
public final class ServerConnection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int MAX_SENTENCE = 4 << 10;
    private static final int SHOWN = 300;

    /** Small bodies are not worth packing. */
    private static final int PACKED_FROM = 4 << 10;

    private final ServerAddress address;
    private final WatchedSockets sockets;
    private final InstantSource clock;
    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("watchdog").unstarted(task));

    public ServerConnection(ServerAddress address, Tls tls, InstantSource clock) {
        this.address = address;
        this.sockets = new WatchedSockets(tls.sockets());
        this.clock = clock;
    }

    /**
     * Sends a body and takes the answer.
     *
     * @param limit for all of it, from the first byte to the last
     * @param maxAnswer bytes that are read at most
     */
    public Answer post(String path, byte[] body, Duration limit, int maxAnswer) {
        return asked(path, body, limit, maxAnswer, new ByteArrayOutputStream());
    }

    /**
     * The same, but a good answer goes to a stream as it comes and is not in what is returned.
     *
     * @param to what was written to it counts only after {@link Answer.Good}; left open
     */
    public Answer download(String path, byte[] body, Duration limit, long maxAnswer, OutputStream to) {
        return asked(path, body, limit, maxAnswer, to);
    }

    private Answer asked(String path, byte[] body, Duration limit, long maxAnswer, OutputStream to) {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> alarm = watchdog.schedule(
                () -> {
                    late.set(true);
                    sockets.tearDown();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            return asked(path, body, limit, maxAnswer, to, late);
        } catch (IOException | ConnectionException broken) {
            return new Answer.Failed(
                    late.get()
                            ? address.url() + " did not answer within " + limit.toSeconds() + " s."
                            : Faults.sentence(address.url(), broken, clock.instant()),
                    0);
        } finally {
            alarm.cancel(false);
        }
    }

    private Answer asked(String path, byte[] body, Duration limit, long maxAnswer, OutputStream to, AtomicBoolean late)
            throws IOException, ConnectionException {
        Proxy way = address.way();
        HttpsURLConnection http = (HttpsURLConnection) address.at(path).openConnection(way);
        http.setSSLSocketFactory(sockets);
        http.setConnectTimeout((int) Math.min(CONNECT.toMillis(), limit.toMillis()));
        http.setReadTimeout((int) limit.toMillis());
        http.setInstanceFollowRedirects(false);
        http.setUseCaches(false);
        http.setDoOutput(true);
        http.setRequestProperty("Content-Type", "application/json");
        http.setRequestProperty("User-Agent", "fettle-agent");
        byte[] sent = body;
        if (body.length >= PACKED_FROM) {
            sent = packed(body);
            http.setRequestProperty("Content-Encoding", "gzip");
        }
        // Also keeps the JDK from sending it a second time when the connection breaks.
        http.setFixedLengthStreamingMode(sent.length);
        try (OutputStream out = http.getOutputStream()) {
            out.write(sent);
        }
        int status = http.getResponseCode();
        boolean good = status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_NO_CONTENT;
        if (!good) {
            ByteArrayOutputStream sentence = new ByteArrayOutputStream();
            try (InputStream in = http.getErrorStream()) {
                if (in != null) {
                    copy(in, MAX_SENTENCE, sentence, late);
                }
            }
            return refused(status, sentence.toByteArray(), http.getHeaderField("Retry-After"));
        }
        try (InputStream in = http.getInputStream()) {
            if (!copy(in, maxAnswer, to, late)) {
                return new Answer.Failed(
                        address.url() + " sent more than " + maxAnswer + " bytes, far more than it ever should.", 0);
            }
        }
        return new Answer.Good(to instanceof ByteArrayOutputStream memory ? memory.toByteArray() : new byte[0]);
    }

    private static byte[] packed(byte[] body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        }
        return bytes.toByteArray();
    }

    /** Whether that was all; if there is more, the connection is torn down, for nobody wants the rest. */
    private boolean copy(InputStream in, long allowed, OutputStream to, AtomicBoolean late) throws IOException {
        byte[] part = new byte[8 << 10];
        long taken = 0;
        while (taken <= allowed) {
            int read = in.read(part, 0, (int) Math.min(part.length, allowed + 1 - taken));
            if (late.get()) {
                throw new IOException("The time is over.");
            }
            if (read < 0) {
                return true;
            }
            taken += read;
            to.write(part, 0, taken > allowed ? read - 1 : read);
        }
        sockets.tearDown();
        return false;
    }

    private Answer refused(int status, byte[] body, @Nullable String retryAfter) {
        String says = Printable.of(new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8));
        String why = address.url() + " answers " + status + (says.isBlank() ? "." : ": " + says);
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> new Answer.Denied(why);
            case HttpURLConnection.HTTP_NOT_FOUND -> new Answer.Missing(why);
            case HttpURLConnection.HTTP_CONFLICT -> new Answer.Conflict(why);
            case 429 -> new Answer.Failed(why, seconds(retryAfter));
            default ->
                status >= 400 && status < 500 ? new Answer.Rejected(why) : new Answer.Failed(why, seconds(retryAfter));
        };
    }

    /** The form with a date is not used between the two. */
    private static int seconds(@Nullable String retryAfter) {
        if (retryAfter == null || !retryAfter.strip().matches("\\d{1,18}")) {
            return 0;
        }
        return (int) Math.min(Long.parseLong(retryAfter.strip()), Answer.LONGEST_RETRY);
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
        sockets.tearDown();
    }
}
