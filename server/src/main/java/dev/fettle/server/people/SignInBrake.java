package dev.fettle.server.people;

import dev.fettle.server.access.ClientNetwork;
import dev.fettle.server.digest.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.security.authentication.LockedException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes who guesses wait, on all servers of the database and over restarts: after five tries for the same person, or
 * from the same address, each further one has to be longer after the last. A try counts from its beginning, so that many
 * at once gain nothing, until it succeeds. Loopback addresses are not counted, for behind a proxy everybody comes from
 * there; of IPv6 addresses the first 64 bits count. Whether anybody bears a name plays no part. Names and addresses are
 * folded into a space of bounded size, so that nobody fills the database with them; that two share a count is rare, and
 * helps nobody: whoever wants to count against a name can as well type it. A browser from which the person signed in before has a count of its
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

    private final BrakeStore store;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final int bits;

    @Autowired
    SignInBrake(BrakeStore store, Clock clock, PlatformTransactionManager transactions) {
        this(store, clock, transactions, FOLDED_BITS);
    }

    /** @param bits of the space of names, and of that of addresses, 1 to 30 */
    SignInBrake(BrakeStore store, Clock clock, PlatformTransactionManager transactions, int bits) {
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
    void begin(Try one) {
        Map<String, byte[]> keys = keys(one);
        if (keys.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Duration wait = transaction.execute(_ -> {
            Map<String, BrakeStore.Tries> held = store.hold(keys.values(), now);
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
    void succeeded(Try one) {
        transaction.executeWithoutResult(_ -> {
            store.forget(personKey(one).values());
            oneLess(addressKey(one));
        });
    }

    /** The try was not made after all. */
    void undo(Try one) {
        transaction.executeWithoutResult(_ -> oneLess(keys(one)));
    }

    private void oneLess(Map<String, byte[]> keys) {
        if (!keys.isEmpty()) {
            store.hold(keys.values(), clock.instant())
                    .forEach((key, tries) -> store.note(
                            HexFormat.of().parseHex(key),
                            new BrakeStore.Tries(Math.max(0, tries.number() - 1), tries.last())));
        }
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
        ClientNetwork.of(one.address()).ifPresent(network -> add(keys, one.what(), 'a', folded(network)));
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
                add(keys, one.what(), 'n', folded(name.toLowerCase(Locale.ROOT)));
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
        int number = ByteBuffer.wrap(digest(text)).getInt() >>> (Integer.SIZE - bits);
        return ByteBuffer.allocate(Integer.BYTES).putInt(number).array();
    }

    private static byte[] digest(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
