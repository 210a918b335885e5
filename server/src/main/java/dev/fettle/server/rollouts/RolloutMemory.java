package dev.fettle.server.rollouts;

import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.rollout.Courses;
import dev.fettle.core.rollout.HostCourse;
import dev.fettle.core.rollout.Rollout;
import dev.fettle.core.rollout.RolloutMachine;
import dev.fettle.core.rollout.RolloutPlan;
import dev.fettle.core.rollout.Stage;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.windows.Calendars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Roll-outs as this server knows them: of one that it has seen before it reads only what has changed since. */
@Component
final class RolloutMemory {
    private static final int MOST = 32;
    private static final float LOAD = 0.75f;

    private final RolloutStore store;
    private final RolloutHostStore hosts;
    private final CalendarsNow calendars;
    private final Map<Long, Held> held = new LinkedHashMap<>(MOST, LOAD, /* accessOrder= */ true);

    RolloutMemory(RolloutStore store, RolloutHostStore hosts, CalendarsNow calendars) {
        this.store = store;
        this.hosts = hosts;
        this.calendars = calendars;
    }

    /**
     * As it stands, for a transaction that has locked it, so that nobody changes it meanwhile.
     *
     * @throws TamperedException if what is stored is not what was approved
     */
    Held locked(RolloutHead head) {
        Held known = known(head.number());
        // What was restored from a backup may be older than what is remembered of it.
        return known != null && known.version() > head.version()
                ? replace(head, read(head, calendars.get()))
                : of(head);
    }

    /**
     * As it stands, or as it has become since; its hosts may be younger than its stage.
     *
     * @throws TamperedException as above
     */
    Held of(RolloutHead head) {
        Held known = known(head.number());
        Calendars now = calendars.get();
        if (known == null) {
            return remember(head, read(head, now));
        }
        if (known.version() >= head.version() && known.calendars().isOf(now)) {
            return known;
        }
        Held next = known.version() >= head.version() ? known : refreshed(head, known);
        boolean planned = next.calendars().isOf(now) && next.hosts().equals(known.hosts());
        return remember(head, planned ? next : replanned(head, next, now));
    }

    private synchronized @Nullable Held known(long number) {
        return held.get(number);
    }

    /** Takes over what has been committed; what is older than what is known is not. */
    synchronized void put(long number, Held next) {
        Held before = held.get(number);
        if (before == null || before.version() <= next.version()) {
            held.put(number, next);
        }
        if (held.size() > MOST) { // those that go on are all looked at each second
            held.values()
                    .removeIf(
                            each -> each.rollout().stage() instanceof Stage.Ended && each.version() != next.version());
        }
    }

    private Held remember(RolloutHead head, Held next) {
        put(head.number(), next);
        return next;
    }

    private synchronized Held replace(RolloutHead head, Held next) {
        held.put(head.number(), next);
        return next;
    }

    private Held read(RolloutHead head, Calendars now) {
        ChangeContent content = store.content(head).orElseThrow(() -> new TamperedException(head.number()));
        List<Long> planned = Held.planned(content);
        List<RolloutHostStore.Kept> rows = hosts.since(head.number(), -1);
        if (rows.size() != planned.size()) {
            throw new TamperedException(head.number());
        }
        List<HostCourse> courses = new ArrayList<>(rows.size());
        List<HostId> ids = new ArrayList<>(rows.size());
        Map<Integer, RolloutHostStore.Last> orders = new HashMap<>();
        for (RolloutHostStore.Kept row : rows) {
            courses.add(row.course());
            ids.add(row.host());
            note(row, orders);
        }
        HostCalendars numbers = new HostCalendars(now, head.override());
        RolloutPlan plan = plan(head, content, numbers, ids);
        return new Held(
                head.version(),
                content,
                Held.kinds(content),
                numbers,
                new RolloutMachine(plan),
                rollout(head, plan, Courses.of(courses)),
                ids,
                orders);
    }

    private Held refreshed(RolloutHead head, Held known) {
        Map<Integer, HostCourse> changed = new HashMap<>();
        List<HostId> ids = new ArrayList<>(known.hosts());
        Map<Integer, RolloutHostStore.Last> orders = new HashMap<>(known.orders());
        for (RolloutHostStore.Kept row : hosts.since(head.number(), known.version())) {
            changed.put(row.place(), row.course());
            ids.set(row.place(), row.host());
            note(row, orders);
        }
        Courses courses = known.rollout().courses().with(changed);
        return new Held(
                head.version(),
                known.content(),
                known.kinds(),
                known.calendars(),
                known.machine(),
                rollout(head, known.machine().plan(), courses),
                ids,
                orders);
    }

    private static void note(RolloutHostStore.Kept row, Map<Integer, RolloutHostStore.Last> orders) {
        RolloutHostStore.Last last = row.order();
        if (last != null && Held.awaits(row.course())) {
            orders.put(row.place(), last);
        } else {
            orders.remove(row.place());
        }
    }

    private static Rollout rollout(RolloutHead head, RolloutPlan plan, Courses courses) {
        return Rollout.restored(plan, head.stage(), courses, head.tolerances(), head.nextBegin());
    }

    /** With the calendars of the hosts that are meant now: one may have turned out to be another since it was planned. */
    private static RolloutPlan plan(
            RolloutHead head, ChangeContent content, HostCalendars numbers, List<HostId> hosts) {
        List<Long> planned = Held.planned(content);
        Map<Long, Long> now = new HashMap<>();
        for (int place = 0; place < planned.size(); place++) {
            now.put(planned.get(place), hosts.get(place).value());
        }
        return RolloutPlan.of(
                content, head.startAt(), host -> numbers.numberOf(now.getOrDefault(host, host)), head.backAnyTime());
    }

    private Held replanned(RolloutHead head, Held known, Calendars now) {
        HostCalendars numbers = new HostCalendars(now, head.override());
        RolloutPlan plan = plan(head, known.content(), numbers, known.hosts());
        return new Held(
                known.version(),
                known.content(),
                known.kinds(),
                numbers,
                new RolloutMachine(plan),
                known.rollout(),
                known.hosts(),
                known.orders());
    }
}
