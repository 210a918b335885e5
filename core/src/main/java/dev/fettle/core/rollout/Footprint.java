package dev.fettle.core.rollout;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.product.DebVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is another than before, or may be. */
record Footprint(List<Trace> traces) {
    /**
     * How a package was before all of it, and how it is as far as anybody knows.
     *
     * @param origin null if it was not installed
     * @param now null if it is not installed
     * @param seen a version in which it was there, whatever came before or after
     */
    record Trace(
            String name,
            String architecture,
            @Nullable DebVersion origin,
            @Nullable DebVersion now,
            @Nullable DebVersion seen) {}

    Footprint {
        traces = List.copyOf(traces);
    }

    static Footprint of(HostClass planned, List<DeedOrder.Told> told) {
        Map<String, Trace> traces = new LinkedHashMap<>();
        boolean all = true;
        for (DeedOrder.Told each : told) {
            if (each.deed() == Deed.INSTALL || each.deed() == Deed.ROLL_BACK) {
                Report report = each.report();
                all &= report != null && !(report.outcome() instanceof Outcome.Unknown);
                if (report != null && !tellsPlan(report)) {
                    report.changes().forEach(change -> take(traces, change));
                }
            }
        }
        if (!all) { // whatever was planned may have come about
            planned.changes().forEach(change -> traces.computeIfAbsent(id(change), _ -> trace(change)));
        }
        return new Footprint(List.copyOf(traces.values()));
    }

    /** Whether the package manager found no way: then the changes are what it would have done, and nothing was. */
    private static boolean tellsPlan(Report report) {
        return report.outcome() instanceof Outcome.Failed(FailureKind kind, String _) && kind == FailureKind.RESOLVER;
    }

    private static void take(Map<String, Trace> traces, Report.Change change) {
        Trace before = traces.get(id(change));
        traces.put(
                id(change),
                before == null
                        ? trace(change)
                        : new Trace(
                                change.name(),
                                change.architecture(),
                                before.origin(),
                                change.after(),
                                change.after() == null ? before.seen() : change.after()));
    }

    private static Trace trace(Report.Change change) {
        return new Trace(
                change.name(),
                change.architecture(),
                change.before(),
                change.after(),
                change.after() == null ? change.before() : change.after());
    }

    private static String id(Report.Change change) {
        return change.name() + ":" + change.architecture();
    }

    /** A version of a package; null where there is none. */
    interface Side {
        @Nullable
        DebVersion of(Trace trace);
    }

    List<ExactBuild> all(Side side) {
        List<ExactBuild> builds = new ArrayList<>();
        for (Trace each : traces) {
            DebVersion version = side.of(each);
            if (version != null) {
                builds.add(new ExactBuild(each.name(), each.architecture(), version));
            }
        }
        return builds;
    }

    /** Of those that are not as before. */
    List<ExactBuild> changed(Side side) {
        return all(trace -> {
            DebVersion origin = trace.origin();
            return origin != null && origin.equals(trace.now()) ? null : side.of(trace);
        });
    }

    /** Those that were not there before; only those that are there still, or all. */
    List<ExactBuild> newcomers(boolean still) {
        return all(trace -> {
            if (trace.origin() != null) {
                return null;
            }
            return still ? trace.now() : trace.seen();
        });
    }
}
