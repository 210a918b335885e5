package dev.fettle.server.agents;

import dev.fettle.core.access.Scope;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostContact;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.Presence;
import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The agents that this server knows. */
@Component
public final class Agents implements Presence {
    /** How long an inventory may be on its way. */
    private static final Duration TO_SEND = Duration.ofMinutes(15);

    private final AgentStore store;
    private final Roster roster;
    private final Hosts hosts;
    private final Clock clock;
    private final Duration silentAfter;
    private final Duration unseenAfter;

    Agents(AgentStore store, Roster roster, Hosts hosts, Settings settings, Clock clock) {
        this.store = store;
        this.roster = roster;
        this.hosts = hosts;
        this.clock = clock;
        this.silentAfter = settings.hosts().silentAfter();
        this.unseenAfter = settings.scan().every().multipliedBy(2);
    }

    /** The agent of a host that is not revoked; empty if it has none. Scope is not looked at. */
    public Optional<Agent> of(HostId host) {
        return store.of(host).map(StoredAgent::agent);
    }

    /** The agents of those hosts that have one which is not revoked. Scope is not looked at. */
    public Map<HostId, Agent> of(Collection<HostId> all) {
        Map<HostId, Agent> found = new HashMap<>();
        for (StoredAgent stored : store.of(all)) {
            HostId host = stored.agent().host();
            if (host != null) {
                found.put(host, stored.agent());
            }
        }
        return found;
    }

    /** When a host was heard of last by its agent, as far as this server knows; empty if never, or if it has none. */
    public Optional<Instant> lastSeen(HostId host) {
        return roster.of(host).map(Known::lastSeen);
    }

    /** An agent as lists show it. */
    record Row(Agent agent, String address) {
        Instant lastSeen() {
            Instant at = agent.lastSeenAt();
            return at == null ? Instant.EPOCH : at;
        }
    }

    /** Those in scope, the newest first. One whose host is not known yet is seen by whoever sees all hosts. */
    List<Row> list(Scope scope) {
        List<StoredAgent> all = store.all();
        Set<HostId> visible = visible(all, scope);
        boolean everything = scope instanceof Scope.Everything;
        return all.stream()
                .filter(each -> everything
                        || (each.agent().host() != null
                                && visible.contains(each.agent().host())))
                .map(this::row)
                .toList();
    }

    private Set<HostId> visible(List<StoredAgent> all, Scope scope) {
        if (scope instanceof Scope.Everything) {
            return Set.of();
        }
        Set<HostId> ids = all.stream()
                .map(each -> each.agent().host())
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(HashSet::new));
        return hosts.find(ids, scope).stream().map(Host::id).collect(Collectors.toSet());
    }

    /** With what was heard since it was written down. */
    private Row row(StoredAgent stored) {
        Agent agent = stored.agent();
        Optional<Known> known = roster.find(stored.id());
        Optional<Instant> here = known.flatMap(Known::seenHere);
        Instant written = agent.lastSeenAt();
        if (here.isPresent() && (written == null || written.isBefore(here.get()))) {
            agent = new Agent(
                    agent.id(),
                    agent.host(),
                    agent.name(),
                    agent.program(),
                    agent.state(),
                    agent.enrolledAt(),
                    agent.certificateUntil(),
                    here.get());
        }
        return new Row(agent, known.map(Known::address).orElse(stored.address()));
    }

    Optional<Row> find(UUID id) {
        return store.find(id).map(this::row);
    }

    @Override
    public Optional<Instant> silentSince(HostId host, Instant takenAt) {
        Optional<Known> agent = roster.of(host);
        Instant last = agent.map(Known::lastSeen).orElse(takenAt);
        Instant longest = agent.isPresent() ? late().agents() : late().looks();
        return last.isBefore(longest) ? Optional.of(last) : Optional.empty();
    }

    @Override
    public Late late() {
        Instant now = clock.instant();
        return new Late(now.minus(silentAfter), now.minus(unseenAfter));
    }

    @Override
    public HostContact contact(HostId host, Instant takenAt) {
        Optional<Known> agent = roster.of(host);
        return new HostContact(
                agent.map(Known::lastSeen).orElse(null),
                silentSince(host, takenAt).orElse(null),
                agent.map(this::warnings).orElse(List.of()));
    }

    private List<String> warnings(Known agent) {
        List<String> warnings = new ArrayList<>();
        StoredAgent stored = agent.stored();
        Instant longAgo = clock.instant().minus(TO_SEND);
        agent.otherSince()
                .filter(since -> since.isBefore(longAgo))
                .ifPresent(since -> warnings.add("Since " + since.truncatedTo(ChronoUnit.SECONDS)
                        + " this host says to have something else than what stands here, and has not got it across: what"
                        + " stands here is older. The log of fettle-agent on the host says why."));
        if (stored.agent().state() == Agent.State.CLONED) {
            warnings.add("Two machines use the identity of this host, at "
                    + String.join(" and ", stored.clonedFrom())
                    + ", so it gets no orders and its inventory is not taken. Revoke its agent, then enrol both machines"
                    + " anew.");
        }
        for (StoredAgent twin : store.twins(stored)) {
            warnings.add(
                    "This host and " + twin.agent().name() + " have the same machine-id, so one was copied from the"
                            + " other. They are kept apart here, but give one of them a new /etc/machine-id and enrol it anew.");
        }
        return warnings;
    }
}
