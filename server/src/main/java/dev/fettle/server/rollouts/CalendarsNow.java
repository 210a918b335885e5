package dev.fettle.server.rollouts;

import dev.fettle.server.windows.Calendars;
import dev.fettle.server.windows.Windows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The calendars of all hosts, kept until windows or freezes change; which hosts they fit is asked anew each minute. */
@Component
final class CalendarsNow {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Windows windows;
    private final Clock clock;
    private @Nullable Kept kept;

    CalendarsNow(Windows windows, Clock clock) {
        this.windows = windows;
        this.clock = clock;
    }

    private record Kept(Calendars calendars, Object mark, Instant at) {}

    /** The same object as before, as long as nothing has changed. */
    synchronized Calendars get() {
        Instant now = clock.instant();
        Object mark = windows.mark();
        Kept known = kept;
        if (known != null
                && known.mark().equals(mark)
                && !now.isBefore(known.at())
                && now.isBefore(known.at().plus(LONGEST))) {
            return known.calendars();
        }
        Kept next = new Kept(windows.calendars(), mark, now);
        kept = next;
        return next.calendars();
    }
}
