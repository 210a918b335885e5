package dev.fettle.server.people;

import dev.fettle.server.access.ClientNetwork;
import dev.fettle.server.digest.KeyedSum;
import dev.fettle.server.digest.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.LockedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.context.request.RequestAttributes;

/**
 * Makes who guesses wait, on all servers of the database and over restarts: after five tries for the same person, or
 * from the same address, each further one has to be longer after the last. A try counts from its beginning, so that many
 * at once gain nothing, until it succeeds. Loopback addresses are not counted, for behind a proxy everybody comes from
 * there; of IPv6 addresses the first 64 bits count. Whether anybody bears a name plays no part. Names and addresses are
 * folded into a space of bounded size, so that nobody fills the database with them. That two share a count is rare, and
 * under a key of this installation, so that nobody outside can choose a name or an address that shares another's. A browser from which the person signed in before has a count of its
 * own, so that nobody can keep another out by guessing wrongly.
 */
@Component
final class SignInBrake {
    static final int FREE = 5;

    private static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    private static final Duration BROWSERS_KNOWN = Duration.ofDays(180);
    static final Duration BETWEEN_TIDYINGS = Duration.ofMinutes(10);

    /** A million names, and as many addresses, of each kind. */
    private static final int FOLDED_BITS = 20;

    private static final char ADDRESS = 'a';
    private static final char NAME = 'n';

    private final BrakeStore store;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final int bits;
    private final KeyedSum sums;

    @Autowired
    SignInBrake(BrakeStore store, SealedSecrets secrets, Clock clock, PlatformTransactionManager transactions) {
        this(store, secrets, clock, transactions, FOLDED_BITS);
    }

    /** @param bits of the space of names, and of that of addresses, 1 to 30 */
    SignInBrake(
            BrakeStore store, SealedSecrets secrets, Clock clock, PlatformTransactionManager transactions, int bits) {
        this.sums = secrets.sums("counts of tries to sign in");
        this.bits = bits;
        this.store = store;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What is guessed. Six digits are guessed sooner than a password, so they are forgotten and awaited longer. */
    enum What {
        PASSWORD('p', Duration.ofMinutes(10), Duration.ofMinutes(5)),
        CODE('c', Duration.ofHours(24), Duration.ofMinutes(30)),
        LINK('l', Duration.ofMinutes(10), Duration.ofMinutes(5)),
        TOKEN('t', Duration.ofMinutes(10), Duration.ofMinutes(5));

        /** Begins the keys of its counts. */
        private final char letter;

        private final Duration forgotten;
        private final Duration longestWait;

        What(char letter, Duration forgotten, Duration longestWait) {
            this.letter = letter;
            this.forgotten = forgotten;
            this.longestWait = longestWait;
        }
    }

    /**
     * Who tries what from where.
     *
     * @param name typed by anybody; empty where the secret alone says whose it is
     * @param address as a literal
     * @param browser the mark of the browser; empty if it has none
     */
    record Try(What what, String name, String address, String browser) {}

    /**
     * A try that counts, until it succeeds or is undone.
     *
     * @param before what was counted before it, by the keys under which it is counted
     * @param at when it was made
     */
    record Begun(Map<String, BrakeStore.Tries> before, Instant at) {
        private static final String KEPT = Begun.class.getName();

        Begun {
            before = Map.copyOf(before);
        }

        /** Keeps it for whoever learns what came of it. */
        void keep(RequestAttributes request) {
            request.setAttribute(KEPT, this, RequestAttributes.SCOPE_REQUEST);
        }

        /** The one that was begun with a request, once; empty if there is none. */
        static Optional<Begun> take(HttpServletRequest request) {
            Optional<Begun> kept =
                    Optional.ofNullable(request.getAttribute(KEPT)).map(Begun.class::cast);
            request.removeAttribute(KEPT);
            return kept;
        }

        private List<byte[]> keys() {
            return before.keySet().stream().map(HexFormat.of()::parseHex).toList();
        }
    }

    /** A try that has to wait. */
    static final class TooManyTries extends LockedException {
        private static final long serialVersionUID = 1;

        private final long minutes;

        TooManyTries(Duration wait) {
            super("There were too many tries to sign in.");
            this.minutes = wait.plusSeconds(59).toMinutes();
        }

        /** At least one, at most thirty. */
        long minutes() {
            return minutes;
        }
    }

    /** Counts a try that may be made; {@link TooManyTries} otherwise, and then it is not counted. */
    Begun begin(Try one) {
        Map<String, byte[]> keys = keys(one);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS); // as the database keeps it
        if (keys.isEmpty()) {
            return new Begun(Map.of(), now);
        }
        Map<String, BrakeStore.Tries> before = new HashMap<>();
        Duration wait = transaction.execute(_ -> {
            Map<String, BrakeStore.Tries> held = store.hold(keys.values(), now);
            before.putAll(held);
            Duration longest = held.values().stream()
                    .map(tries -> wait(one.what(), tries, now))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            if (longest.isZero()) {
                held.forEach((key, tries) -> store.note(HexFormat.of().parseHex(key), oneMore(one.what(), tries, now)));
            }
            return longest;
        });
        if (wait != null && wait.isPositive()) {
            throw new TooManyTries(wait);
        }
        return new Begun(before, now);
    }

    private static Duration wait(What what, BrakeStore.Tries tries, Instant now) {
        if (tries.number() < FREE || !now.isBefore(tries.last().plus(what.forgotten))) {
            return Duration.ZERO;
        }
        Duration whole = FIRST_WAIT.multipliedBy(1L << Math.min(tries.number() - FREE, 10));
        Instant end = tries.last().plus(whole.compareTo(what.longestWait) < 0 ? whole : what.longestWait);
        return now.isBefore(end) ? Duration.between(now, end) : Duration.ZERO;
    }

    private static BrakeStore.Tries oneMore(What what, BrakeStore.Tries tries, Instant now) {
        boolean fresh = now.isBefore(tries.last().plus(what.forgotten));
        return new BrakeStore.Tries(fresh ? tries.number() + 1 : 1, now);
    }

    /**
     * The try was right, so nothing counts against this person any more. Against the address only this one try does not
     * count: somebody with an account of their own could else guess at others' for ever.
     */
    void succeeded(Begun one) {
        transaction.executeWithoutResult(_ -> {
            Map<String, BrakeStore.Tries> held = store.hold(one.keys(), clock.instant());
            held.forEach((key, tries) -> {
                byte[] bytes = HexFormat.of().parseHex(key);
                if (bytes[1] == ADDRESS) {
                    takeBack(one, key, tries);
                } else {
                    store.forget(List.of(bytes));
                }
            });
        });
    }

    /** The try was not made after all: what was counted before it counts, and what others have tried since. */
    void undo(Begun one) {
        transaction.executeWithoutResult(
                _ -> store.hold(one.keys(), clock.instant()).forEach((key, tries) -> takeBack(one, key, tries)));
    }

    private void takeBack(Begun one, String key, BrakeStore.Tries now) {
        BrakeStore.Tries before = one.before().getOrDefault(key, now);
        boolean last = now.last().equals(one.at());
        BrakeStore.Tries after = last && now.number() == before.number() + 1
                ? before
                : new BrakeStore.Tries(Math.max(0, now.number() - 1), now.last());
        store.note(HexFormat.of().parseHex(key), after);
    }

    /** A browser from which somebody has signed in wholly. */
    void know(String browser, String person) {
        store.know(digest(browser), person, clock.instant());
    }

    /** Whether somebody has signed in from this browser, whoever it was. */
    boolean knows(String browser) {
        return store.knows(digest(browser), clock.instant().minus(BROWSERS_KNOWN));
    }

    /** Drops what counts no more. */
    void tidy() {
        Instant now = clock.instant();
        for (What each : What.values()) {
            store.forgetBefore(each.letter, now.minus(each.forgotten));
        }
        store.forgetBefore(now.minus(What.CODE.forgotten));
        store.forgetBrowsersBefore(now.minus(BROWSERS_KNOWN));
    }

    private Map<String, byte[]> keys(Try one) {
        Map<String, byte[]> keys = personKey(one);
        keys.putAll(addressKey(one));
        return keys;
    }

    private Map<String, byte[]> addressKey(Try one) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        ClientNetwork.of(one.address()).ifPresent(network -> add(keys, one.what(), ADDRESS, folded(ADDRESS + network)));
        return keys;
    }

    private Map<String, byte[]> personKey(Try one) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        String name = cut(one.name());
        if (!name.isEmpty()) {
            boolean known = !one.browser().isEmpty()
                    && store.knows(digest(one.browser()), name, clock.instant().minus(BROWSERS_KNOWN));
            if (known) {
                add(keys, one.what(), 'b', digest(one.browser()));
            } else {
                add(keys, one.what(), NAME, folded(NAME + name.toLowerCase(Locale.ROOT)));
            }
        }
        return keys;
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(name.length(), SignIns.LONGEST_NAME));
    }

    private static void add(Map<String, byte[]> keys, What what, char space, byte[] whom) {
        byte[] key = ByteBuffer.allocate(2 + whom.length)
                .put((byte) what.letter)
                .put((byte) space)
                .put(whom)
                .array();
        keys.put(HexFormat.of().formatHex(key), key);
    }

    private byte[] folded(String text) {
        int number = ByteBuffer.wrap(sums.whole(text)).getInt() >>> (Integer.SIZE - bits);
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
