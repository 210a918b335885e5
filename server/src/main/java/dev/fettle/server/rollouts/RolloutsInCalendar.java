package dev.fettle.server.rollouts;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.Opening;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.rollout.Standing;
import dev.fettle.server.web.Words;
import dev.fettle.server.windows.CalendarEvents;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Roll-outs that go on, and those that are to begin later, in calendars. */
@Component
final class RolloutsInCalendar implements CalendarEvents {
    private static final int MOST = 100;

    /** Even a roll-out of which nothing is expected to take any time is seen in a calendar. */
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Rollouts rollouts;
    private final RolloutMemory memory;
    private final Clock clock;

    RolloutsInCalendar(Rollouts rollouts, RolloutMemory memory, Clock clock) {
        this.rollouts = rollouts;
        this.memory = memory;
        this.clock = clock;
    }

    @Override
    public List<CalendarEvent> events(Scope scope) {
        return rollouts.newest(new RolloutFilter(0, RolloutFilter.OPEN, 0), scope, MOST).stream()
                .map(this::event)
                .toList();
    }

    private CalendarEvent event(RolloutHead head) {
        String says;
        Duration expected = SHORTEST;
        try {
            Held held = memory.of(head);
            RolloutWords words = new RolloutWords(held.machine().plan().waves(), MINUTE::format, _ -> Optional.empty());
            says = words.stage(head.stage())
                    + words.halt(head.stage()).map(why -> " " + why).orElse("");
            expected = expected(held.content().plan().waves());
        } catch (TamperedException e) {
            says = String.valueOf(e.getMessage());
        }
        String description = says
                + "\n" + Words.count(head.hosts(), "host", "hosts") + " in "
                + Words.count(head.tallies().size(), "wave", "waves") + "; " + Words.number(head.count(Standing.DONE))
                + (head.count(Standing.DONE) == 1 ? " is done." : " are done.")
                + "\nThe end is what its plan expects, soak times included, as if no host had to wait for a window.";
        return new CalendarEvent(
                "rollout-" + head.number(),
                "Roll-out " + head.number() + ": " + head.title(),
                description,
                new Opening(head.startAt(), end(head, expected)),
                "/rollouts/" + head.number());
    }

    /** One that takes longer than expected, or should have begun by now, goes on until now at least. */
    private Instant end(RolloutHead head, Duration expected) {
        Instant end = head.startAt().plus(expected.compareTo(SHORTEST) < 0 ? SHORTEST : expected);
        Instant now = clock.instant();
        return end.isAfter(now) ? end : now;
    }

    private static Duration expected(List<PlannedWave> waves) {
        return waves.stream().map(wave -> wave.expected().plus(wave.soak())).reduce(Duration.ZERO, Duration::plus);
    }
}
