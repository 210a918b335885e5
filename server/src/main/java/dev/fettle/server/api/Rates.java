package dev.fettle.server.api;

import dev.fettle.server.access.ClientNetwork;
import dev.fettle.server.settings.Settings;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** How many requests each person or token may still make, and each network with tokens that are no good, or without any. */
@Component
public final class Rates {
    static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int REFUSALS = 60;
    private static final int QUESTIONS = 30;
    private static final int REMEMBERED = 10_000;

    private final int rate;
    private final TimeMeter time;
    private final Map<String, Bucket> byName = new Newest();
    private final Map<String, Bucket> byNetwork = new Newest();
    private final Map<String, Bucket> byProgram = new Newest();

    Rates(Settings settings, Clock clock) {
        this.rate = settings.api().rate();
        this.time = new ByClock(clock);
    }

    int rate() {
        return rate;
    }

    /** Takes one of a person's or token's requests; says whether there was one, and how many are left. */
    ConsumptionProbe take(String name) {
        return bucket(byName, name, rate).tryConsumeAndReturnRemaining(1);
    }

    /** Notes that a request from this network was refused, or that nobody knows who made it. */
    public void refused(HttpServletRequest request) {
        bucket(byNetwork, network(request), REFUSALS).tryConsume(1);
    }

    /** As above, for a route that counts by itself; {@link ApiFault} if there were too many before. */
    public void refuse(HttpServletRequest request) {
        long wait = wait(request);
        if (wait > 0) {
            throw tooMany(wait);
        }
        refused(request);
    }

    /** Takes one of the questions of a program that waits for something; {@link ApiFault} if it asks too often. */
    public void ask(String program) {
        ConsumptionProbe left = bucket(byProgram, program, QUESTIONS).tryConsumeAndReturnRemaining(1);
        if (!left.isConsumed()) {
            throw tooMany(seconds(left.getNanosToWaitForRefill()));
        }
    }

    /** Seconds for which this network has to wait; 0 if it need not. */
    long wait(HttpServletRequest request) {
        Bucket bucket = bucket(byNetwork, network(request), REFUSALS);
        return bucket.getAvailableTokens() > 0
                ? 0
                : seconds(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    private static String network(HttpServletRequest request) {
        return ClientNetwork.behindProxy(request).orElse("this machine");
    }

    static ApiFault tooMany(long seconds) {
        return new ApiFault(
                        ProblemKind.TOO_MANY,
                        "Wait " + seconds + (seconds == 1 ? " second" : " seconds") + ", then go on more slowly.")
                .with("Retry-After", Long.toString(seconds));
    }

    /** Rounded up, at least 1. */
    static long seconds(long nanos) {
        return Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos + TimeUnit.SECONDS.toNanos(1) - 1));
    }

    private Bucket bucket(Map<String, Bucket> buckets, String key, int capacity) {
        synchronized (buckets) {
            return remembered(
                    buckets,
                    key,
                    () -> Bucket.builder()
                            .withCustomTimePrecision(time)
                            .addLimit(limit -> limit.capacity(capacity).refillGreedy(capacity, WINDOW))
                            .build());
        }
    }

    private static Bucket remembered(Map<String, Bucket> buckets, String key, Supplier<Bucket> made) {
        return buckets.computeIfAbsent(key, _ -> made.get());
    }

    private static final class Newest extends LinkedHashMap<String, Bucket> {
        private static final long serialVersionUID = 1;

        Newest() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > REMEMBERED;
        }
    }

    private record ByClock(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
