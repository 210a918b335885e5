package dev.fettle.server.agents;

import dev.fettle.core.signing.Octets;
import dev.fettle.server.hosts.HostId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * All agents in this server's memory, by their keys: so that a check-in asks the database nothing. What other servers
 * change is here within a second or two, see {@link RosterThread}.
 */
@Component
final class Roster {
    /** For how long a key that nobody has is not looked up again. */
    private static final Duration MISSED = Duration.ofSeconds(5);

    private static final int MOST_MISSED = 10_000;
    /** What another server wrote a moment ago may bear the time of a moment before. */
    private static final Duration SLACK = Duration.ofMinutes(2);

    private final AgentStore store;
    private final Clock clock;
    private final TransactionTemplate onePicture;
    private final Map<UUID, Known> byId = new ConcurrentHashMap<>();
    private final Map<Octets, Known> byKey = new ConcurrentHashMap<>();
    private final Map<HostId, Known> byHost = new ConcurrentHashMap<>();
    private final Map<Octets, Instant> missed = new ConcurrentHashMap<>();
    private String horizon = "0";
    private @Nullable Instant sightingsRead;

    Roster(AgentStore store, Clock clock, PlatformTransactionManager transactions) {
        this.store = store;
        this.clock = clock;
        this.onePicture = new TransactionTemplate(transactions);
        onePicture.setReadOnly(true);
        onePicture.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    /** Whoever has a key, whatever their state; asks the database for one that was never seen. */
    Optional<Known> find(Octets key) {
        Known known = byKey.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Instant now = clock.instant();
        Instant before = missed.get(key);
        if (before != null && now.isBefore(before.plus(MISSED))) {
            return Optional.empty();
        }
        return lookUp(key, now);
    }

    private synchronized Optional<Known> lookUp(Octets key, Instant now) {
        Optional<Known> found = store.byKey(key).map(this::put);
        if (found.isEmpty()) {
            if (missed.size() >= MOST_MISSED) {
                missed.clear();
            }
            missed.put(key, now);
        }
        return found;
    }

    Optional<Known> find(UUID id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The one of a host that is not revoked. */
    Optional<Known> of(HostId host) {
        return Optional.ofNullable(byHost.get(host));
    }

    /**
     * Takes in what is stored of one now; to be called after the commit of whatever changed it. As nobody else reads
     * meanwhile, what is known here never becomes older.
     */
    synchronized void reload(UUID id) {
        store.find(id).ifPresent(this::put);
    }

    private Known put(StoredAgent stored) {
        Known known = byId.computeIfAbsent(stored.id(), _ -> new Known(stored));
        forget(known.stored(), known);
        known.stored(stored);
        byKey.put(stored.key(), known);
        missed.remove(stored.key());
        Octets next = stored.nextKey();
        if (next != null) {
            byKey.put(next, known);
            missed.remove(next);
        }
        HostId host = stored.agent().host();
        if (host != null && !stored.isRevoked()) {
            byHost.put(host, known);
        }
        return known;
    }

    private void forget(StoredAgent before, Known known) {
        byKey.remove(before.key(), known);
        Octets next = before.nextKey();
        if (next != null) {
            byKey.remove(next, known);
        }
        HostId host = before.agent().host();
        if (host != null) {
            byHost.remove(host, known);
        }
    }

    /** Takes in what has changed since it was asked last; at first everything. */
    synchronized void refresh() {
        horizon = Objects.requireNonNull(onePicture.execute(_ -> {
            String next = store.horizon();
            store.changed(horizon, this::put);
            return next;
        }));
    }

    /** Takes in when others were seen by other servers. */
    void refreshSightings() {
        Instant now = clock.instant();
        store.seen(sightingsRead == null ? Instant.EPOCH : sightingsRead.minus(SLACK), (id, at) -> {
            Known known = byId.get(id);
            if (known != null) {
                known.seenElsewhere(at);
            }
        });
        sightingsRead = now;
    }

    /** Writes down who was seen since it was asked last. */
    void writeSightings() {
        List<Sighting> all = new ArrayList<>();
        for (Known known : byId.values()) {
            known.unwritten().ifPresent(all::add);
        }
        boolean written = all.isEmpty();
        try {
            if (!all.isEmpty()) {
                store.seen(all);
                written = true;
            }
        } finally {
            if (!written) {
                all.forEach(each -> find(each.agent()).ifPresent(Known::stillUnwritten));
            }
        }
    }

    /** Those that this server heard of since. */
    List<UUID> heardSince(Instant since) {
        List<UUID> all = new ArrayList<>();
        for (Known known : byId.values()) {
            if (known.seenHere().filter(at -> at.isAfter(since)).isPresent()) {
                all.add(known.id());
            }
        }
        return all;
    }

    Collection<Known> all() {
        return byId.values();
    }
}
