package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void no_more_than_two_are_hashed_at_once() throws Exception {
        Slow slow = new Slow();
        FewAtOnce passwords = new FewAtOnce(slow);
        Callable<Boolean> attempt = () -> passwords.matches("a sentence", "a sentence");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Boolean>> answers = threads.invokeAll(Collections.nCopies(16, attempt));
            assertThat(answers).allMatch(Future::resultNow);
        }
        assertThat(slow.most.get()).isBetween(1, 2);
    }

    @Test
    void a_password_that_is_too_long_is_wrong_even_if_its_beginning_is_right() {
        FewAtOnce passwords = new FewAtOnce(new Slow());
        String longest = "x".repeat(PasswordRules.LONGEST);

        assertThat(passwords.matches(longest, longest)).isTrue();
        assertThat(passwords.matches(longest + "x", longest)).isFalse();
        assertThat(passwords.matches(longest + "x", longest + "x")).isFalse();
    }
}
