package dev.fettle.server.rollouts;

import dev.fettle.core.access.Access;
import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Scope;
import dev.fettle.core.rollout.Stage;
import dev.fettle.core.rollout.Standing;
import dev.fettle.core.rollout.Wait;
import dev.fettle.core.rollout.Why;
import dev.fettle.server.fleet.Calls;
import dev.fettle.server.web.Words;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Roll-outs that do not go on before a person has done something, and those that have ended with hosts that nobody has taken
 * on since, for the first page.
 */
@Component
final class RolloutCalls implements Calls {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutCalls.class);
    private static final int MOST = 24;

    /** A server looks at each every second, and notes it every ten. */
    private static final Duration LATE = Duration.ofSeconds(30);

    /** What was left longer ago is not named any more. */
    private static final Duration NAMED = Duration.ofDays(30);

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);

    private final Rollouts rollouts;
    private final Clock clock;

    RolloutCalls(Rollouts rollouts, Clock clock) {
        this.rollouts = rollouts;
        this.clock = clock;
    }

    @Override
    public List<Call> calls(Access access) {
        return access.reach(Permission.SEE_HOSTS).map(this::calls).orElse(List.of());
    }

    private List<Call> calls(Scope scope) {
        List<Call> calls = new ArrayList<>();
        for (RolloutHead head : rollouts.newest(new RolloutFilter(0, RolloutFilter.OPEN, 0), scope, MOST)) {
            List<String> says = says(head);
            if (!says.isEmpty()) {
                boolean paused = head.stage() instanceof Stage.Paused(Stage _, Why why) && why instanceof Why.Person;
                calls.add(new Call(
                        "/rollouts/" + head.number(),
                        "Roll-out " + head.number() + ": " + head.title(),
                        says,
                        !paused || says.size() > 1));
            }
        }
        for (Rollouts.Unattended each : rollouts.unattended(clock.instant().minus(NAMED), scope, MOST)) {
            calls.add(new Call(
                    "/rollouts/" + each.head().number(),
                    "Roll-out " + each.head().number() + ": " + each.head().title(),
                    List.of(left(each)),
                    /* bad= */ false));
        }
        return calls;
    }

    private static String left(Rollouts.Unattended of) {
        return "It has ended, and " + Words.count(of.hosts(), "host that is", "hosts that are")
                + " left over or failed " + (of.hosts() == 1 ? "is" : "are")
                + " in no later change. Its page drafts one for what it has left.";
    }

    private List<String> says(RolloutHead head) {
        List<String> says = new ArrayList<>();
        late(head, clock.instant(), this::time).ifPresent(says::add);
        try {
            Rollouts.Whole whole = rollouts.whole(head);
            RolloutWords words = whole.words(this::time);
            words.halt(head.stage()).ifPresent(says::add);
            whole.waits().stream()
                    .filter(wait -> needsSomebody(wait, whole))
                    .map(words::wait)
                    .forEach(says::add);
        } catch (TamperedException e) {
            says.add(String.valueOf(e.getMessage()));
        } catch (IllegalStateException | NullPointerException e) {
            says.add("What is stored of it cannot be read, so it does not go on. The server's log says more.");
            LOG.error("Roll-out {} cannot be read.", head.number(), e);
        }
        int stuck = head.count(Standing.STUCK);
        if (stuck > 0) {
            says.add(Words.count(stuck, "host", "hosts") + " could not go back. Look at "
                    + (stuck == 1 ? "it." : "them."));
        }
        return says;
    }

    private static boolean needsSomebody(Wait wait, Rollouts.Whole whole) {
        return switch (wait) {
            case Wait.Person(Why why) -> why == null; // otherwise it is told as what has halted it
            case Wait.Approval _ -> true;
            case Wait.Window(int _, Set<Wait.Needed> openings) ->
                openings.stream().anyMatch(each -> whole.opens().apply(each).isEmpty());
            case Wait.Begin(Instant _, boolean approved) -> !approved;
            case Wait.Answers _, Wait.Again _, Wait.Turn _, Wait.Soak _ -> false;
        };
    }

    /** That no server looks at a roll-out that goes on; empty if one does. */
    static Optional<String> late(RolloutHead head, Instant now, Function<Instant, String> time) {
        return head.open() && head.tickedAt().plus(LATE).isBefore(now)
                ? Optional.of("No server has looked at it since " + time.apply(head.tickedAt())
                        + ", so nothing goes on. Why not stands in the servers' logs.")
                : Optional.empty();
    }

    private String time(Instant at) {
        return MINUTE.format(at.atZone(clock.getZone()));
    }
}
