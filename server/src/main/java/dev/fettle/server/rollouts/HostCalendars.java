package dev.fettle.server.rollouts;

import dev.fettle.core.plan.Opening;
import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.core.plan.WindowOverride;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.windows.Calendars;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** The calendars of the hosts of one roll-out, by numbers; hosts with the same windows and freezes share one. */
final class HostCalendars {
    private final Calendars calendars;
    private final WindowOverride override;
    private final IdentityHashMap<WindowCalendar, Integer> numbers = new IdentityHashMap<>();
    private final List<WindowCalendar> all = new ArrayList<>();

    HostCalendars(Calendars calendars, WindowOverride override) {
        this.calendars = calendars;
        this.override = override;
    }

    /** Whether these are the calendars of which it was made. */
    boolean isOf(Calendars others) {
        return calendars == others;
    }

    int numberOf(long host) {
        return numbers.computeIfAbsent(calendars.of(new HostId(host)), calendar -> {
            all.add(override.of(calendar));
            return all.size() - 1;
        });
    }

    /** When the next opening of one begins in which so much fits; now if it is open for so long. */
    Optional<Instant> opens(int number, Duration needed, Instant now) {
        return number < 0 || number >= all.size()
                ? Optional.empty()
                : all.get(number).nextFitting(now, needed).map(Opening::start);
    }

    /** Until when each is open, by the numbers given out so far. */
    List<Optional<Instant>> openings(Instant now) {
        return all.stream().map(each -> each.openUntil(now)).toList();
    }
}
