package dev.fettle.server.people;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Hashes few passwords at once, in the order of asking: each takes much memory and a whole processor. */
final class FewAtOnce implements PasswordEncoder {
    private static final int AT_ONCE = 2;

    private final PasswordEncoder passwords;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    FewAtOnce(PasswordEncoder passwords) {
        this.passwords = passwords;
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
        places.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
