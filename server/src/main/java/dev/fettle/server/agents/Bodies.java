package dev.fettle.server.agents;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads what agents send, within limits: of bytes, counted after unpacking; of time; and of memory for all that are being
 * read at once.
 */
@Component
final class Bodies {
    private static final int SMALLEST = 512;
    private static final int CHUNK = 16 << 10;
    /** Of each body so many bytes are not counted. */
    private static final int FREE = 64 << 10;
    /** Bytes of all that are being read and used at once. */
    private static final int MOST_AT_ONCE = 80 << 20;

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LONGEST_OF_SMALL = Duration.ofSeconds(15);
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Clock clock;
    private final Semaphore memory = new Semaphore(MOST_AT_ONCE / CHUNK);

    Bodies(Clock clock) {
        this.clock = clock;
    }

    /** Uses the bytes of a body. */
    @FunctionalInterface
    interface Use<T> {
        T with(byte[] body) throws Refusal;
    }

    /**
     * Reads a body and uses it; meanwhile its bytes are counted as taken.
     *
     * @param most bytes, after unpacking
     * @throws Refusal if there are more, if they come too slowly, cannot be unpacked, or there is no memory for them
     * @throws IOException if whoever sends them has gone
     */
    <T> T read(HttpServletRequest request, int most, Use<T> use) throws Refusal, IOException {
        if (request.getContentLengthLong() > most) {
            throw tooLarge(most);
        }
        Reading reading = new Reading(most);
        try {
            return use.with(reading.all(request));
        } finally {
            memory.release(reading.taken);
        }
    }

    private static Refusal tooLarge(int most) {
        return new Refusal(Refusal.TOO_LARGE, "At most " + most + " bytes are taken here, counted after unpacking.");
    }

    /** One body that is being read. */
    private final class Reading {
        private final int most;
        private final Instant until;
        private int taken;

        Reading(int most) {
            this.most = most;
            this.until = clock.instant().plus(most <= FREE ? LONGEST_OF_SMALL : LONGEST);
        }

        byte[] all(HttpServletRequest request) throws Refusal, IOException {
            try (InputStream in = unpacking(request)) {
                int known = Math.clamp(request.getContentLengthLong(), SMALLEST, FREE);
                ByteArrayOutputStream body = new ByteArrayOutputStream(known);
                byte[] chunk = new byte[Math.min(CHUNK, known)];
                for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                    if (body.size() + count > most) {
                        throw tooLarge(most);
                    }
                    if (clock.instant().isAfter(until)) {
                        throw tooSlow();
                    }
                    take(body.size() + count);
                    body.write(chunk, 0, count);
                }
                return body.toByteArray();
            } catch (SocketTimeoutException _) {
                throw tooSlow();
            } catch (ZipException | EOFException _) {
                throw new Refusal(
                        Refusal.MALFORMED, "What is sent is not packed with gzip, or a part of it is missing.");
            }
        }

        private static Refusal tooSlow() {
            return new Refusal(Refusal.TOO_SLOW, "What is sent comes too slowly.");
        }

        private void take(int size) throws Refusal {
            int wanted = Math.max(0, size - FREE + CHUNK - 1) / CHUNK;
            if (wanted > taken) {
                if (!memory.tryAcquire(wanted - taken)) {
                    throw new Refusal(Refusal.NOT_NOW, "Too much is being sent to the server at once.", LATER);
                }
                taken = wanted;
            }
        }

        private static InputStream unpacking(HttpServletRequest request) throws Refusal, IOException {
            @Nullable String encoding = request.getHeader("Content-Encoding");
            return switch (encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT)) {
                case "identity", "" -> request.getInputStream();
                case "gzip" -> new GZIPInputStream(request.getInputStream(), CHUNK);
                default -> throw new Refusal(Refusal.ENCODED, "What is sent may be packed with gzip, or not at all.");
            };
        }
    }
}
