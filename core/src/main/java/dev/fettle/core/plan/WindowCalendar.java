package dev.fettle.core.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * When some hosts may be changed: in any of their maintenance windows, and never while a freeze lasts. Openings that touch
 * or overlap are one. What it answers depends on nothing but what it was made of and is asked; it keeps what it has worked
 * out, so asking again is cheap. Threads may share it.
 *
 * <p>An opening is told to reach at most {@link #LONGEST} back and ahead, also where windows follow one another without an
 * end.
 */
public final class WindowCalendar {
    /** An opening is told to be no longer from where it was asked for. */
    public static final Duration LONGEST = Duration.ofDays(31);

    /** How far ahead is looked for openings. */
    public static final Duration HORIZON = MaintenanceWindow.HORIZON;

    private static final Reach NEAR = new Reach(LONGEST.plusDays(1), Duration.ofDays(100));
    private static final List<Reach> REACHES = List.of(
            NEAR,
            new Reach(Duration.ofDays(700), Duration.ofDays(800)),
            new Reach(HORIZON.plus(LONGEST), HORIZON.plus(LONGEST).plusDays(400)));

    private final List<MaintenanceWindow> windows;
    private final List<Freeze> freezes;
    private final boolean unrestricted;
    private final AtomicReference<Stretch> known;

    private WindowCalendar(List<MaintenanceWindow> windows, List<Freeze> freezes, boolean unrestricted) {
        this.windows = List.copyOf(windows);
        this.freezes = List.copyOf(freezes);
        this.unrestricted = unrestricted;
        this.known = new AtomicReference<>(new Stretch(Instant.EPOCH, Instant.EPOCH, List.of()));
    }

    /**
     * How far ahead of a moment openings are to be known.
     *
     * @param made how far they are worked out if they are not known so far; some more, to last a while
     */
    private record Reach(Duration least, Duration made) {}

    /** Open in any of the windows; without a window never. */
    public static WindowCalendar of(List<MaintenanceWindow> windows, List<Freeze> freezes) {
        return new WindowCalendar(windows, freezes, false);
    }

    /** Of hosts that nobody has given a window: open whenever nothing is frozen. */
    public static WindowCalendar unrestricted(List<Freeze> freezes) {
        return new WindowCalendar(List.of(), freezes, true);
    }

    /** The same freezes, and open whenever nothing is frozen. */
    WindowCalendar withoutWindows() {
        return unrestricted(freezes);
    }

    /** Whether it is open without any window too. */
    public boolean isUnrestricted() {
        return unrestricted;
    }

    /** Until when it is open; empty if it is not open now. */
    public Optional<Instant> openUntil(Instant now) {
        return openAt(now).map(Opening::end);
    }

    /** Whether something is frozen now, whatever windows say. */
    public boolean isFrozen(Instant now) {
        return freezes.stream().anyMatch(each -> each.contains(now));
    }

    /** The first opening that begins after a moment; empty if none begins within {@link #HORIZON}. */
    public Optional<Opening> next(Instant after) {
        return following(after, 1).stream().findFirst();
    }

    /**
     * The next openings in their order, at first the one that is open already.
     *
     * @return fewer than wanted if no more begin within {@link #HORIZON}
     */
    public List<Opening> upcoming(Instant from, int count) {
        List<Opening> upcoming = new ArrayList<>();
        if (count > 0) {
            openAt(from).ifPresent(upcoming::add);
        }
        upcoming.addAll(following(from, Math.max(0, count - upcoming.size())));
        return upcoming;
    }

    /**
     * The first time in which so much fits at a stretch: what is left of the opening that is open now, or a later one as a
     * whole. Empty if no opening within {@link #HORIZON} is long enough.
     */
    public Optional<Opening> nextFitting(Instant from, Duration needed) {
        Optional<Opening> now =
                openUntil(from).map(end -> new Opening(from, end)).filter(left -> fits(left, needed));
        if (now.isPresent()) {
            return now;
        }
        for (Reach each : REACHES) {
            Optional<Opening> found = following(stretch(from, each), from)
                    .filter(opening -> fits(opening, needed))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static boolean fits(Opening opening, Duration needed) {
        return opening.length().compareTo(needed) >= 0;
    }

    private Optional<Opening> openAt(Instant moment) {
        return stretch(moment, NEAR).notEnded(moment).stream()
                .findFirst()
                .filter(each -> each.contains(moment))
                .map(each -> new Opening(
                        Stretch.latest(each.start(), moment.minus(LONGEST)),
                        Stretch.earliest(each.end(), moment.plus(LONGEST))));
    }

    private List<Opening> following(Instant after, int count) {
        List<Opening> found = List.of();
        for (Reach each : REACHES) {
            found = following(stretch(after, each), after).limit(count).toList();
            if (found.size() == count) {
                return found;
            }
        }
        return found;
    }

    /** All that begin after a moment and are known to their end. */
    private static Stream<Opening> following(Stretch stretch, Instant after) {
        Instant last = Stretch.earliest(stretch.to().minus(LONGEST), after.plus(HORIZON));
        return stretch.notEnded(after).stream()
                .filter(each -> each.start().isAfter(after))
                .takeWhile(each -> !each.start().isAfter(last))
                .map(each -> new Opening(
                        each.start(), Stretch.earliest(each.end(), each.start().plus(LONGEST))));
    }

    /** What is known, if it reaches so far back and ahead that what is told of a moment does not depend on its ends. */
    private Stretch stretch(Instant moment, Reach reach) {
        Stretch stretch = known.get();
        if (stretch.from().isAfter(moment.minus(LONGEST)) || stretch.to().isBefore(moment.plus(reach.least()))) {
            stretch = Stretch.of(moment.minus(LONGEST), moment.plus(reach.made()), windows, freezes, unrestricted);
            known.set(stretch);
        }
        return stretch;
    }
}
