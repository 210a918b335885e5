package dev.fettle.core.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All openings in a stretch of time, joined where they touch and cut where something is frozen: in their order, with time
 * between them. Those at the ends of the stretch may go on beyond them.
 */
record Stretch(Instant from, Instant to, List<Opening> openings) {
    Stretch {
        openings = List.copyOf(openings);
    }

    /** @param unrestricted whether it is open without any window too */
    static Stretch of(
            Instant from, Instant to, List<MaintenanceWindow> windows, List<Freeze> freezes, boolean unrestricted) {
        List<Opening> all = new ArrayList<>();
        if (unrestricted) {
            all.add(new Opening(from, to));
        }
        for (MaintenanceWindow window : windows) {
            for (Opening each : window.openings(from, to)) {
                all.add(new Opening(latest(each.start(), from), earliest(each.end(), to)));
            }
        }
        return new Stretch(from, to, cut(joined(all), freezes));
    }

    private static List<Opening> joined(List<Opening> all) {
        all.sort(Comparator.comparing(Opening::start));
        List<Opening> joined = new ArrayList<>();
        for (Opening each : all) {
            if (!joined.isEmpty() && !joined.getLast().end().isBefore(each.start())) {
                Opening last = joined.removeLast();
                joined.add(new Opening(last.start(), latest(last.end(), each.end())));
            } else {
                joined.add(each);
            }
        }
        return joined;
    }

    private static List<Opening> cut(List<Opening> openings, List<Freeze> freezes) {
        List<Opening> left = openings;
        for (Freeze freeze : freezes) {
            List<Opening> rest = new ArrayList<>();
            for (Opening each : left) {
                if (each.start().isBefore(earliest(each.end(), freeze.start()))) {
                    rest.add(new Opening(each.start(), earliest(each.end(), freeze.start())));
                }
                if (latest(each.start(), freeze.end()).isBefore(each.end())) {
                    rest.add(new Opening(latest(each.start(), freeze.end()), each.end()));
                }
            }
            left = rest;
        }
        return left;
    }

    /** The openings that have not ended at a moment. */
    List<Opening> notEnded(Instant moment) {
        int low = 0;
        int high = openings.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (openings.get(middle).end().isAfter(moment)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return openings.subList(low, openings.size());
    }

    static Instant earliest(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    static Instant latest(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
