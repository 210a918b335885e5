package dev.fettle.server.people;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes few passwords at once, in the order of asking: each takes much memory and a whole processor. Few wait, and not for
 * long; whoever comes then is told that the server is {@link Busy}. No one asker takes all places, and some are kept for
 * those in whose browser somebody has signed in before. Who is asked for plays no part, so it tells nobody's name.
 */
final class FewAtOnce implements PasswordEncoder {
    private static final int AT_ONCE = 2;

    private final PasswordEncoder passwords;
    private final Supplier<Asker> askers;
    private final Limits limits;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Map<String, Integer> inside = new HashMap<>();
    private int all;
    private int strangers;

    FewAtOnce(PasswordEncoder passwords, Supplier<Asker> askers, Limits limits) {
        this.passwords = passwords;
        this.askers = askers;
        this.limits = limits;
    }

    /**
     * Who asks.
     *
     * @param share the same for all that share one share; empty if these cannot be told apart
     * @param known whether it is a browser in which somebody has signed in before
     */
    record Asker(String share, boolean known) {}

    /**
     * @param all who may be inside at the same time, waiting or at work
     * @param strangers how many of them may be unknown
     * @param each how many of one share
     * @param longest wait
     */
    record Limits(int all, int strangers, int each, Duration longest) {
        static final Limits USUAL = new Limits(32, 24, 6, Duration.ofSeconds(10));
    }

    @Override
    public @Nullable String encode(@Nullable CharSequence password) {
        return inTurn(() -> passwords.encode(password));
    }

    /** A password that is too long to be anybody's takes as long as another and is never right. */
    @Override
    public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
        if (password == null || password.length() <= PasswordRules.LONGEST) {
            return inTurn(() -> passwords.matches(password, hash));
        }
        CharSequence begin = password.subSequence(0, PasswordRules.LONGEST);
        boolean ofNobody = inTurn(() -> passwords.matches(begin, hash));
        return ofNobody && begin.length() == password.length();
    }

    @Override
    public boolean upgradeEncoding(@Nullable String hash) {
        return passwords.upgradeEncoding(hash);
    }

    private <T extends @Nullable Object> T inTurn(Supplier<T> work) {
        Asker asker = askers.get();
        if (!enter(asker)) {
            throw new Busy();
        }
        try {
            return whenFree(work);
        } finally {
            leave(asker);
        }
    }

    private <T extends @Nullable Object> T whenFree(Supplier<T> work) {
        try {
            if (!places.tryAcquire(limits.longest().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new Busy();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Busy();
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    /** Takes a place if there is one for this asker. */
    synchronized boolean enter(Asker asker) {
        boolean full = all >= limits.all() || (!asker.known() && strangers >= limits.strangers());
        boolean enough = !asker.share().isEmpty() && inside.getOrDefault(asker.share(), 0) >= limits.each();
        if (full || enough) {
            return false;
        }
        count(asker, 1);
        return true;
    }

    /** Gives it back. */
    synchronized void leave(Asker asker) {
        count(asker, -1);
    }

    private void count(Asker asker, int more) {
        all += more;
        strangers += asker.known() ? 0 : more;
        inside.merge(asker.share(), more, (before, now) -> before + now == 0 ? null : before + now);
    }
}
