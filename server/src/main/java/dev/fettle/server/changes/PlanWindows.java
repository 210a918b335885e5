package dev.fettle.server.changes;

import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.Opening;
import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Target;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.Words;
import dev.fettle.server.windows.Calendars;
import dev.fettle.server.windows.Windows;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;

/** When the hosts of a plan may be changed, as their windows and freezes are now, in sentences. */
@Component
public final class PlanWindows {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int MOST = 32;
    private static final float LOAD = 0.75f;

    private final Windows windows;
    private final Clock clock;
    private final Map<Octets, Kept> kept = new LinkedHashMap<>(MOST, LOAD, /* accessOrder= */ true);

    PlanWindows(Windows windows, Clock clock) {
        this.windows = windows;
        this.clock = clock;
    }

    /** Hosts with the same calendar that take as long. */
    private record Alike(WindowCalendar calendar, Duration needed) {}

    /** How many are alike, until windows or freezes change, and for a minute: what else decides may change, too. */
    private record Kept(Map<Alike, Integer> alike, Object mark, Instant at) {
        boolean isOf(Object other, Instant now) {
            return mark.equals(other) && !now.isBefore(at) && now.isBefore(at.plus(LONGEST));
        }
    }

    /**
     * @param content of the change, by its last plan
     * @param time writes a moment for who reads it
     * @return nothing if no host gets anything
     */
    public List<String> of(Change change, ChangeContent content, Function<Instant, String> time) {
        Instant now = clock.instant();
        Counts counts = new Counts(now);
        alike(change, content, now).forEach(counts::add);
        return counts.sentences(time);
    }

    private Map<Alike, Integer> alike(Change change, ChangeContent content, Instant now) {
        Object mark = windows.mark();
        synchronized (kept) {
            Kept known = kept.get(change.content());
            if (known != null && known.isOf(mark, now)) {
                return known.alike();
            }
        }
        Map<Alike, Integer> fresh = alike(content, now);
        synchronized (kept) {
            kept.put(change.content(), new Kept(fresh, mark, now));
            if (kept.size() > MOST) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return fresh;
    }

    private Map<Alike, Integer> alike(ChangeContent content, Instant now) {
        Calendars calendars = windows.calendars();
        Map<Alike, Integer> alike = new HashMap<>();
        for (Target target :
                RolloutPlan.of(content, now, _ -> RolloutPlan.ANY_TIME, false).targets()) {
            alike.merge(new Alike(calendars.of(new HostId(target.host())), target.opening()), 1, Integer::sum);
        }
        return alike;
    }

    /** How many hosts may be changed when. */
    private static final class Counts {
        private final Instant now;
        private int anyTime;
        private int open;
        private int later;
        private int never;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private Duration longest = Duration.ZERO;

        Counts(Instant now) {
            this.now = now;
        }

        void add(Alike alike, int hosts) {
            Optional<Opening> fitting = alike.calendar().nextFitting(now, alike.needed());
            if (fitting.isEmpty()) {
                never += hosts;
                longest = alike.needed().compareTo(longest) > 0 ? alike.needed() : longest;
            } else if (fitting.get().start().isAfter(now)) {
                Instant start = fitting.get().start();
                later += hosts;
                first = start.isBefore(first) ? start : first;
                last = start.isAfter(last) ? start : last;
            } else if (alike.calendar().isUnrestricted()) {
                anyTime += hosts;
            } else {
                open += hosts;
            }
        }

        List<String> sentences(Function<Instant, String> time) {
            List<String> all = new ArrayList<>();
            if (anyTime > 0) {
                all.add(Words.count(anyTime, "host", "hosts") + " may be changed at any time: no window is set for "
                        + (anyTime == 1 ? "it." : "them."));
            }
            if (open > 0) {
                all.add(Words.count(open, "host has", "hosts have") + " a window that is open now, for long enough.");
            }
            if (later > 0) {
                all.add(Words.count(later, "host waits", "hosts wait") + " for the next opening that is long enough: "
                        + (first.equals(last)
                                ? time.apply(first) + "."
                                : "the first on " + time.apply(first) + ", the last on " + time.apply(last) + "."));
            }
            if (never > 0) {
                all.add(Words.count(never, "host has", "hosts have")
                        + " no window that is ever open for long enough, so nothing is begun there: with its margin it takes up to "
                        + Words.span(longest) + " there.");
            }
            return all;
        }
    }
}
