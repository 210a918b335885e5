package dev.fettle.server.people;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * Makes who guesses passwords wait: after five tries for a name, or from an address, each further one has to be longer
 * after the last. A try counts from its beginning, so that many at once gain nothing, until the name signs in. Loopback
 * addresses are not counted, for behind a proxy everybody comes from there.
 */
@Component
final class SignInBrake {
    static final int FREE = 5;
    static final int MOST_KEPT = 10_000;

    private static final Duration FORGOTTEN = Duration.ofMinutes(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Clock clock;
    private final Map<String, Tries> tries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > MOST_KEPT;
        }
    };

    SignInBrake(Clock clock) {
        this.clock = clock;
    }

    /** A try that has to wait. */
    static final class TooManyTries extends LockedException {
        private static final long serialVersionUID = 1;

        private final long minutes;

        TooManyTries(Duration wait) {
            super("There were too many tries to sign in.");
            this.minutes = wait.plusSeconds(59).toMinutes();
        }

        /** At least one, at most five. */
        long minutes() {
            return minutes;
        }
    }

    private record Tries(int number, Instant last) {
        Duration wait(Instant now) {
            if (number < FREE || !now.isBefore(last.plus(FORGOTTEN))) {
                return Duration.ZERO;
            }
            Duration whole = FIRST_WAIT.multipliedBy(1L << Math.min(number - FREE, 10));
            Instant end = last.plus(whole.compareTo(LONGEST_WAIT) < 0 ? whole : LONGEST_WAIT);
            return now.isBefore(end) ? Duration.between(now, end) : Duration.ZERO;
        }

        Tries oneMore(Instant now) {
            return new Tries(now.isBefore(last.plus(FORGOTTEN)) ? number + 1 : 1, now);
        }
    }

    /** Knows nobody; it only stops those who have to wait before somebody asks whether their password is right. */
    AuthenticationProvider provider() {
        return new AuthenticationProvider() {
            @Override
            public @Nullable Authentication authenticate(Authentication attempt) {
                begin(attempt.getName(), address(attempt));
                return null;
            }

            @Override
            public boolean supports(Class<?> kind) {
                return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
            }
        };
    }

    /** Counts a try that may be made; {@link TooManyTries} otherwise, and then it is not counted. */
    synchronized void begin(String name, String address) {
        Instant now = clock.instant();
        List<String> keys = keys(name, address);
        Duration wait = keys.stream()
                .map(key -> tries.getOrDefault(key, new Tries(0, now)).wait(now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
        if (wait.isPositive()) {
            throw new TooManyTries(wait);
        }
        for (String key : keys) {
            tries.put(key, tries.getOrDefault(key, new Tries(0, now)).oneMore(now));
        }
    }

    @EventListener
    void signedIn(InteractiveAuthenticationSuccessEvent event) {
        succeeded(event.getAuthentication().getName(), address(event.getAuthentication()));
    }

    synchronized void succeeded(String name, String address) {
        keys(name, address).forEach(tries::remove);
    }

    private static List<String> keys(String name, String address) {
        String cut = name.substring(0, Math.min(name.length(), SignIns.LONGEST_NAME));
        Stream<String> from =
                InetAddress.ofLiteral(address).isLoopbackAddress() ? Stream.of() : Stream.of("from " + address);
        return Stream.concat(Stream.of("as " + cut.toLowerCase(Locale.ROOT)), from)
                .toList();
    }

    private static String address(Authentication attempt) {
        return attempt.getDetails() instanceof WebAuthenticationDetails details && details.getRemoteAddress() != null
                ? details.getRemoteAddress()
                : "127.0.0.1";
    }
}
