package dev.fettle.server.rollouts;

import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.HostClass;
import dev.fettle.core.plan.PlannedWave;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.HostState;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutMachine;
import dev.fettle.server.hosts.HostId;
import java.util.List;
import java.util.Map;

/**
 * A roll-out as a server knows it. It never changes.
 *
 * @param version up to which it is known
 * @param kinds the place in the plan's classes of each host, by its place
 * @param hosts which host is meant at each place, now
 * @param orders what hosts were asked of which something may still come, by their places
 */
record Held(
        long version,
        ChangeContent content,
        List<Integer> kinds,
        HostCalendars calendars,
        RolloutMachine machine,
        Rollout rollout,
        List<HostId> hosts,
        Map<Integer, RolloutHostStore.Last> orders) {

    /** What a host is to get. */
    HostClass planned(int place) {
        return content.plan().classes().get(kinds.get(place));
    }

    static List<Integer> kinds(ChangeContent content) {
        return content.plan().waves().stream()
                .flatMap(wave -> wave.hosts().stream())
                .map(PlannedWave.PlannedHost::kind)
                .toList();
    }

    /** The hosts of a plan by their numbers, in its order. */
    static List<Long> planned(ChangeContent content) {
        return content.plan().waves().stream()
                .flatMap(wave -> wave.hosts().stream())
                .map(PlannedWave.PlannedHost::host)
                .toList();
    }

    /** Whether something may still come of the last order of a host. */
    static boolean awaits(HostCourse course) {
        return switch (course.state()) {
            case HostState.Asked _, HostState.Working _, HostState.Lost _ -> true;
            case HostState.Waiting _,
                    HostState.Due _,
                    HostState.Done _,
                    HostState.Failed _,
                    HostState.Back _,
                    HostState.Stuck _,
                    HostState.LeftOver _,
                    HostState.Skipped _ -> false;
        };
    }
}
