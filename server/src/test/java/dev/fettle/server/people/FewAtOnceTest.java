package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.security.crypto.password.PasswordEncoder;

final class FewAtOnceTest {
    /** Takes its time, and the text for its own hash. */
    private static final class Slow implements PasswordEncoder {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public String encode(CharSequence password) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            long sum = 0;
            for (int i = 0; i < 2_000_000; i++) {
                sum += Integer.toString(i).hashCode();
            }
            now.decrementAndGet();
            return sum == 1 ? "" : password.toString();
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            return encode(password).equals(hash);
        }
    }

    private static final FewAtOnce.Asker STRANGER = new FewAtOnce.Asker("", false);
    private static final FewAtOnce.Asker KNOWN = new FewAtOnce.Asker("browser x", true);

    private static FewAtOnce few(PasswordEncoder passwords) {
        return new FewAtOnce(passwords, () -> STRANGER, FewAtOnce.Limits.USUAL);
    }

    /** Hashes nothing before it may. */
    private static final class Held implements PasswordEncoder {
        private final Semaphore begun = new Semaphore(0);
        private final CountDownLatch may = new CountDownLatch(1);

        @Override
        public String encode(CharSequence password) {
            begun.release();
            try {
                may.await();
            } catch (InterruptedException e) {
                throw new AssertionError("Nobody interrupts this.", e);
            }
            return password.toString();
        }

        @Override
        public boolean matches(CharSequence password, String hash) {
            return encode(password).equals(hash);
        }
    }

    /** A server at which two are hashed and whoever comes then is {@code next}. */
    private void withTwoAtWork(
            FewAtOnce.Limits limits, FewAtOnce.Asker first, FewAtOnce.Asker second, FewAtOnce.Asker next, Check check)
            throws Exception {
        Held held = new Held();
        AtomicReference<FewAtOnce.Asker> asker = new AtomicReference<>(first);
        FewAtOnce passwords = new FewAtOnce(held, asker::get, limits);
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            try {
                Future<Boolean> one = threads.submit(() -> passwords.matches("x", "x"));
                held.begun.acquire();
                asker.set(second);
                Future<Boolean> two = threads.submit(() -> passwords.matches("x", "x"));
                held.begun.acquire();
                asker.set(next);
                check.look(passwords, threads, held);
                held.may.countDown();
                assertThat(one.get()).isTrue();
                assertThat(two.get()).isTrue();
            } finally {
                held.may.countDown();
            }
        }
        asker.set(first);
        assertThat(passwords.matches("x", "x")).as("all have left").isTrue();
    }

    /** What is looked at meanwhile. */
    @FunctionalInterface
    private interface Check {
        void look(FewAtOnce passwords, ExecutorService threads, Held held) throws Exception;
    }

    private static void isBusy(FewAtOnce passwords) {
        assertThatExceptionOfType(Busy.class).isThrownBy(() -> passwords.matches("x", "x"));
        assertThatExceptionOfType(Busy.class).isThrownBy(() -> passwords.encode("x"));
    }

    @Test
    void strangers_find_no_place_any_more_and_who_is_known_still_does() throws Exception {
        FewAtOnce.Limits limits = new FewAtOnce.Limits(3, 2, 9, Duration.ofMinutes(5));
        withTwoAtWork(limits, STRANGER, STRANGER, STRANGER, (passwords, _, _) -> isBusy(passwords));
        withTwoAtWork(limits, STRANGER, STRANGER, KNOWN, (passwords, threads, held) -> {
            Future<Boolean> known = threads.submit(() -> passwords.matches("x", "x"));
            held.may.countDown();
            assertThat(known.get()).isTrue();
        });
    }

    @Test
    void one_address_gets_its_share_and_another_still_has_one() throws Exception {
        FewAtOnce.Limits limits = new FewAtOnce.Limits(9, 9, 1, Duration.ofMinutes(5));
        FewAtOnce.Asker here = new FewAtOnce.Asker("from a", false);
        FewAtOnce.Asker there = new FewAtOnce.Asker("from b", false);
        withTwoAtWork(limits, here, there, here, (passwords, _, _) -> isBusy(passwords));
    }

    @Test
    void nobody_waits_longer_than_that() throws Exception {
        withTwoAtWork(
                new FewAtOnce.Limits(9, 9, 9, Duration.ZERO),
                STRANGER,
                STRANGER,
                KNOWN,
                (passwords, _, _) -> isBusy(passwords));
    }

    @Test
    void no_more_than_two_are_hashed_at_once() throws Exception {
        Slow slow = new Slow();
        FewAtOnce passwords = few(slow);
        Callable<Boolean> attempt = () -> passwords.matches("a sentence", "a sentence");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> answers = threads.invokeAll(Collections.nCopies(16, attempt));
            assertThat(answers).allMatch(Future::resultNow);
        }
        assertThat(slow.most.get()).isBetween(1, 2);
    }

    @Test
    void a_password_that_is_too_long_is_wrong_even_if_its_beginning_is_right() {
        FewAtOnce passwords = few(new Slow());
        String longest = "x".repeat(PasswordRules.LONGEST);

        assertThat(passwords.matches(longest, longest)).isTrue();
        assertThat(passwords.matches(longest + "x", longest)).isFalse();
        assertThat(passwords.matches(longest + "x", longest + "x")).isFalse();
    }
}
