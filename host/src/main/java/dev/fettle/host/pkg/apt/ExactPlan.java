package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Report.Change;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.ChangeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What apt would do for an order that names exact builds. */
public record ExactPlan(List<Change> changes) {
    private static final int MOST_NAMED = 10;

    public ExactPlan {
        changes = List.copyOf(changes);
    }

    static ExactPlan of(List<AptPlan.Step> steps) {
        List<Change> changes = new ArrayList<>();
        for (AptPlan.Step step : steps) {
            AptPlan.Build after = step.install();
            AptPlan.Build before = step.current();
            AptPlan.Build named = after != null ? after : before;
            if (named != null && !(after != null && before != null && same(before, after))) {
                changes.add(new Change(
                        step.name(),
                        named.architecture(),
                        before == null ? null : before.version(),
                        after == null ? null : after.version()));
            }
        }
        return new ExactPlan(changes);
    }

    private static boolean same(AptPlan.Build a, AptPlan.Build b) {
        return a.version().text().equals(b.version().text()) && a.architecture().equals(b.architecture());
    }

    /**
     * That nothing would happen but what was ordered.
     *
     * @param builds that are to be installed in the end
     * @param newcomers that are to be gone in the end
     * @throws ChangeException of the kind {@link FailureKind#RESOLVER} if something else would come, go or change
     */
    void requireWithin(List<ExactBuild> builds, List<ExactBuild> newcomers) throws ChangeException {
        Map<String, ExactBuild> ordered = new HashMap<>();
        builds.forEach(build -> ordered.put(build.id(), build));
        TreeSet<String> leaving = new TreeSet<>();
        newcomers.forEach(build -> leaving.add(build.id()));
        List<String> besides = new ArrayList<>();
        for (Change change : changes) {
            String id = change.name() + ":" + change.architecture();
            ExactBuild build = ordered.get(id);
            boolean asOrdered = change.after() == null
                    ? leaving.contains(id)
                    : build != null
                            && build.version().text().equals(change.after().text());
            if (!asOrdered) {
                besides.add(sentence(change));
            }
        }
        if (!besides.isEmpty()) {
            String more = besides.size() > MOST_NAMED ? " and " + (besides.size() - MOST_NAMED) + " more" : "";
            throw ChangeException.beyond(
                    changes,
                    "apt-get install",
                    "apt would do more than was ordered, so nothing was done: "
                            + String.join(", ", besides.subList(0, Math.min(MOST_NAMED, besides.size()))) + more
                            + ". Plan the change anew.");
        }
    }

    /** The builds that would be replaced or go, as they are installed now. */
    List<ExactBuild> replaced() {
        List<ExactBuild> replaced = new ArrayList<>();
        for (Change change : changes) {
            DebVersion before = change.before();
            if (before != null) {
                replaced.add(new ExactBuild(change.name(), change.architecture(), before));
            }
        }
        return replaced;
    }

    private static String sentence(Change change) {
        String what = change.name() + ":" + change.architecture();
        DebVersion after = change.after();
        return after == null
                ? "remove " + what
                : (change.before() == null ? "install " : "change ") + what + "=" + after.text();
    }
}
