package dev.fettle.server.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What all slices have to say to those who may see the server. It takes some questions to the database, so it is asked for
 * once in {@link #KEPT} and not for each page; while one asks, the others take what was.
 */
final class KeptNotices {
    static final Duration KEPT = Duration.ofSeconds(1);

    private final List<Notices> slices;
    private final Clock clock;
    private final Lock asking = new ReentrantLock();
    private volatile @Nullable Told told;

    KeptNotices(List<Notices> slices, Clock clock) {
        this.slices = slices;
        this.clock = clock;
    }

    private record Told(Instant at, List<String> notices) {
        boolean isOf(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(KEPT));
        }
    }

    /** @throws org.springframework.dao.DataAccessException if a slice could not ask the database; that is not kept */
    List<String> now() {
        Told before = told;
        if (before != null && before.isOf(clock.instant())) {
            return before.notices();
        }
        if (before == null) {
            asking.lock();
        } else if (!asking.tryLock()) {
            return before.notices();
        }
        try {
            Told meanwhile = told;
            Instant now = clock.instant();
            if (meanwhile != null && meanwhile.isOf(now)) {
                return meanwhile.notices();
            }
            List<String> fresh =
                    slices.stream().flatMap(each -> each.notices().stream()).toList();
            told = new Told(now, fresh);
            return fresh;
        } finally {
            asking.unlock();
        }
    }
}
