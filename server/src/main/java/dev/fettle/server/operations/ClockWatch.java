package dev.fettle.server.operations;

import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Routine;
import dev.fettle.server.web.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Notices a clock that was set back, by the newest time that any server wrote down. */
@Configuration(proxyBeanMethods = false)
class ClockWatch {
    /** Clocks of several servers differ a little, and time services turn a clock back by less than this. */
    static final Duration TOLERATED = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    private final LastAliveStore lastAlive;
    private final Clock clock;

    /** As it was found a minute ago at most: pages must not ask the database for it. */
    private volatile Optional<String> found = Optional.empty();

    ClockWatch(LastAliveStore lastAlive, Clock clock) {
        this.lastAlive = lastAlive;
        this.clock = clock;
    }

    /** A sentence if the clock shows a time that lies before one that was written down. */
    Optional<String> fault() {
        Instant now = clock.instant();
        Optional<Instant> newest = lastAlive.newest();
        if (newest.isEmpty() || !now.isBefore(newest.get().minus(TOLERATED))) {
            return Optional.empty();
        }
        return Optional.of("The clock was set back: it shows " + now.truncatedTo(ChronoUnit.SECONDS)
                + ", but Fettle worked until " + newest.get().truncatedTo(ChronoUnit.SECONDS)
                + ". Correct the clock (timedatectl shows whether it is synchronised); until then, new entries bear the"
                + " later time, and ages are wrong.");
    }

    @Bean
    Notices clockNotice() {
        return () -> found.map(List::of).orElse(List.of());
    }

    @Bean
    RecurringTasks clockTask() {
        return new RecurringTasks(List.of(new Routine("note the time", Duration.ofMinutes(1), true, this::noteTime)));
    }

    private void noteTime() {
        found = fault();
        found.ifPresent(LOG::warn);
        lastAlive.note(clock.instant());
    }
}
