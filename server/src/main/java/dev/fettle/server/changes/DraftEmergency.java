package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.plan.ChangeType;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.EmergencyWaves;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.Limits;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.plan.Selection;
import dev.fettle.core.plan.WaveRule;
import dev.fettle.core.product.Platform;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.fleet.Fleet;
import dev.fettle.server.fleet.Sight;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostsToPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
            Exposed found = exposed(
                    new Selection.Vulnerabilities(List.of(wish.vulnerability())),
                    wish.filter().strip(),
                    scope);
            String id = found.id();
            List<HostId> exposed = found.hosts();
            if (exposed.isEmpty()) {
                return new ChangeOutcome.Refused(found.named() ? notExposed(id, wish.filter()) : notNamed(id));
            }
            Selection selection = new Selection.Vulnerabilities(List.of(id));
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

    private static String notExposed(String id, String filter) {
        return "No host that you may change " + (filter.isBlank() ? "" : "and that fits the filter ")
                + "is known to be exposed to " + id + ". Look at its page for what is known of it.";
    }

    private static String notNamed(String id) {
        return "No record in force names " + id
                + " for a package that hosts have which you may change, so none is known to be"
                + " exposed to it. Look whether that is its name, and how old the feeds are.";
    }

    /**
     * Where a vulnerability is open.
     *
     * @param id as feeds write it, if any host is exposed
     * @param named whether any record speaks of it; whatever speaks of nothing that hosts have is not looked at
     * @param hosts that fit the filter, too
     */
    private record Exposed(String id, boolean named, List<HostId> hosts) {
        Exposed {
            hosts = List.copyOf(hosts);
        }
    }

    private Exposed exposed(Selection.Vulnerabilities wanted, String filter, Scope scope) {
        Set<HostId> fitting = new HashSet<>(filter.isEmpty() ? List.of() : toPlan.matching(filter, scope));
        return fleet.ask(scope, sight -> {
            for (String id : wanted.meant()) {
                RoaringBitmap exposed = RoaringBitmap.and(sight.index().exposedTo(id), sight.hosts());
                if (!exposed.isEmpty()) {
                    List<HostId> hosts = new ArrayList<>();
                    exposed.forEach((int number) -> hosts.add(sight.host(number).id()));
                    hosts.removeIf(host -> !filter.isEmpty() && !fitting.contains(host));
                    return new Exposed(id, /* named= */ true, hosts);
                }
            }
            return new Exposed(wanted.ids().getFirst(), named(wanted.meant(), sight), List.of());
        });
    }

    private static boolean named(Set<String> meant, Sight sight) {
        Catalog catalog = sight.index().catalog();
        if (meant.stream()
                .anyMatch(each -> catalog.exploitation(each).isPresent()
                        || catalog.prediction(each).isPresent())) {
            return true;
        }
        Set<Platform> platforms = sight.index().platforms(sight.hosts());
        return sight.index().sources(sight.hosts(), _ -> true).stream()
                .flatMap(
                        source -> platforms.stream().flatMap(platform -> catalog.statements(platform, source).stream()))
                .anyMatch(each -> !each.withdrawn() && !Collections.disjoint(each.vulnerabilities(), meant));
    }
}
