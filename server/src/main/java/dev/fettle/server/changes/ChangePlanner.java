package dev.fettle.server.changes;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.ChangeContent;
import dev.fettle.core.plan.ChangeWish;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.Planner;
import dev.fettle.core.plan.WaveRule;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.fleet.Fleet;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.HostsToPlan;
import dev.fettle.server.hosts.SavedGroup;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Finds the hosts of a wish and works out what it means for each of them, by what is known now. Changes nothing. */
@Component
final class ChangePlanner {
    static final int MOST_HOSTS = 200_000;

    private final Hosts hosts;
    private final HostsToPlan toPlan;
    private final PlanFacts facts;
    private final Fleet fleet;

    ChangePlanner(Hosts hosts, HostsToPlan toPlan, PlanFacts facts, Fleet fleet) {
        this.hosts = hosts;
        this.toPlan = toPlan;
        this.facts = facts;
        this.fleet = fleet;
    }

    /** What came of it. */
    sealed interface Planned {
        /** @param hosts of the change, those that get nothing too */
        record Made(ChangeContent content, Set<HostId> hosts) implements Planned {}

        /** @param why a sentence */
        record Refused(String why) implements Planned {}

        record NotYet() implements Planned {}
    }

    /** @param scope of whoever plans; no other host is looked at */
    Planned plan(ChangeWish wish, Scope scope) {
        if (!fleet.ready()) {
            return new Planned.NotYet();
        }
        try {
            Set<HostId> wanted = wanted(wish.hosts(), scope);
            if (wanted.size() > MOST_HOSTS) {
                return new Planned.Refused("A change has at most " + MOST_HOSTS + " hosts; these are " + wanted.size()
                        + ". Divide it by a filter.");
            }
            List<Host> found = hosts.find(wanted, scope);
            if (found.isEmpty()) {
                return new Planned.Refused(
                        "There is no host that you may change among those that were chosen. Choose others.");
            }
            Planner.Facts known = facts.read(wish, found, matches(wish, scope), scope);
            ChangeContent content = new ChangeContent(wish, Planner.plan(wish, known));
            return new Planned.Made(content, found.stream().map(Host::id).collect(Collectors.toSet()));
        } catch (ApiFault unreadable) {
            return new Planned.Refused(String.valueOf(unreadable.getMessage()));
        }
    }

    private Set<HostId> wanted(HostChoice choice, Scope scope) {
        return switch (choice) {
            case HostChoice.Matching(String query) -> new LinkedHashSet<>(toPlan.matching(query, scope));
            case HostChoice.Members(long number) -> {
                Optional<SavedGroup> group = hosts.group(number);
                yield group.<Set<HostId>>map(each -> new LinkedHashSet<>(hosts.members(each, scope)))
                        .orElseGet(Set::of);
            }
            case HostChoice.Listed(List<Long> numbers) ->
                numbers.stream().map(HostId::new).collect(Collectors.toCollection(LinkedHashSet::new));
        };
    }

    private Map<String, Set<Long>> matches(ChangeWish wish, Scope scope) {
        Set<String> queries = new HashSet<>(wish.ranks());
        for (WaveRule wave : wish.waves()) {
            if (wave.share() instanceof WaveRule.Share.Matching(String query)) {
                queries.add(query);
            }
        }
        Map<String, Set<Long>> matches = new HashMap<>();
        for (String query : queries) {
            matches.put(
                    query,
                    toPlan.matching(query, scope).stream().map(HostId::value).collect(Collectors.toSet()));
        }
        return matches;
    }
}
