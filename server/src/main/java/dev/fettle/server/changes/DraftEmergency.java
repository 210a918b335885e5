package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.EmergencyWaves;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.WaveRule;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.fleet.Fleet;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostsToPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;
import org.springframework.stereotype.Component;

/**
 * Drafts an emergency change that closes one vulnerability on all hosts that are exposed to it now: a few first, then the
 * rest. It is a draft as any other; nobody is asked and nothing begins before somebody wants that.
 */
@Component
public final class DraftEmergency {
    private static final int LARGEST_AT_ONCE = 200;
    private static final int SMALLEST_AT_ONCE = 10;
    private static final int ATTEMPTS = 3;
    private static final Duration OFFLINE = Duration.ofDays(7);

    private final Fleet fleet;
    private final HostsToPlan toPlan;
    private final ChangePlanner planner;
    private final DraftChange draftChange;

    DraftEmergency(Fleet fleet, HostsToPlan toPlan, ChangePlanner planner, DraftChange draftChange) {
        this.fleet = fleet;
        this.toPlan = toPlan;
        this.planner = planner;
        this.draftChange = draftChange;
    }

    /**
     * What is wanted.
     *
     * @param vulnerability such as {@code CVE-2099-0005}
     * @param filter over hosts; empty for all that are exposed
     * @param reason empty for the usual one
     */
    public record Wish(String vulnerability, String filter, String reason, String ticket) {}

    /** @param scope of the actor, which no host of the change exceeds */
    public ChangeOutcome add(Actor actor, Scope scope, Wish wish) {
        if (!fleet.ready()) {
            return new ChangeOutcome.NotYet();
        }
        try {
            Selection selection = new Selection.Vulnerabilities(List.of(wish.vulnerability()));
            String id = selection.listed().getFirst();
            List<HostId> exposed = exposed(id, wish.filter().strip(), scope);
            if (exposed.isEmpty()) {
                return new ChangeOutcome.Refused("No host that you may change "
                        + (wish.filter().isBlank() ? "" : "and that fits the filter ") + "is known to be exposed to "
                        + id
                        + ". Look at its page for what is known of it.");
            }
            HostChoice hosts = exposed.size() > HostChoice.MOST_LISTED
                    ? new HostChoice.Matching(wish.filter().strip())
                    : new HostChoice.Listed(exposed.stream().map(HostId::value).toList());
            // How many get something is known by planning alone, and by that the waves are chosen.
            ChangeWish whole = wish(wish, id, selection, hosts, EmergencyWaves.of(0), exposed.size());
            return switch (planner.plan(whole, scope)) {
                case ChangePlanner.Planned.Made made -> {
                    int hostsOfPlan = made.content().plan().hosts();
                    yield draftChange.add(
                            actor,
                            scope,
                            wish(wish, id, selection, hosts, EmergencyWaves.of(hostsOfPlan), hostsOfPlan));
                }
                case ChangePlanner.Planned.Refused(String why) -> new ChangeOutcome.Refused(why);
                case ChangePlanner.Planned.NotYet() -> new ChangeOutcome.NotYet();
            };
        } catch (IllegalArgumentException | ApiFault unreadable) {
            return new ChangeOutcome.Refused(String.valueOf(unreadable.getMessage()));
        }
    }

    private static ChangeWish wish(
            Wish wish, String id, Selection selection, HostChoice hosts, List<WaveRule> waves, int count) {
        int atOnce = Math.clamp(count / 4, SMALLEST_AT_ONCE, LARGEST_AT_ONCE);
        return new ChangeWish(
                "Close " + id + " now",
                wish.reason().isBlank() ? id + " cannot wait." : wish.reason(),
                wish.ticket(),
                ChangeType.EMERGENCY,
                false,
                0,
                selection,
                hosts,
                waves,
                List.of(),
                new Limits(atOnce, atOnce, 0, ATTEMPTS, OFFLINE),
                OnBreach.PAUSE,
                0);
    }

    private List<HostId> exposed(String id, String filter, Scope scope) {
        Set<HostId> fitting = new HashSet<>(filter.isEmpty() ? List.of() : toPlan.matching(filter, scope));
        return fleet.ask(scope, sight -> {
            List<HostId> hosts = new ArrayList<>();
            RoaringBitmap.and(sight.index().exposedTo(id), sight.hosts())
                    .forEach((int number) -> hosts.add(sight.host(number).id()));
            hosts.removeIf(host -> !filter.isEmpty() && !fitting.contains(host));
            return hosts;
        });
    }
}
