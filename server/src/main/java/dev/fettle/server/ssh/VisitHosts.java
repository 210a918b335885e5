package dev.fettle.server.ssh;

import dev.fettle.host.HostException;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.VisitDesk;
import dev.fettle.server.orders.VisitedHosts;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.Tasks;
import dev.fettle.ssh.SshConnections;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Visits the hosts that may be changed over SSH as long as orders wait for them or reports are to come, each by itself, so that a
 * slow one holds nobody up. What could not be reached is visited again, after pauses that grow.
 */
final class VisitHosts implements Recurring, VisitedHosts, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VisitHosts.class);
    private static final Duration LOOK_FOR_DUE = Duration.ofSeconds(5);
    /** Longer by as much after each visit that finds an order underway. */
    private static final Duration WHILE_UNDERWAY = Duration.ofSeconds(5);

    private static final Duration OTHERWISE = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final int MOST_DOUBLINGS = 7;
    private static final int AT_A_TIME = 32;
    private static final Duration TO_END = Duration.ofSeconds(5);

    private final SshHosts hosts;
    private final SshHostStore store;
    private final SshConnections connections;
    private final SshPrograms programs;
    private final VisitDesk desk;
    private final ScanOverSsh scan;
    private final ObjectProvider<Tasks> tasks;
    private final Clock clock;
    private final Turns turns = new Turns(AT_A_TIME, "What became of the visit to {} could not be stored.");

    /** By this server, now. Were another one to visit them as well, that would do no harm. */
    private final Set<Long> visited = ConcurrentHashMap.newKeySet();

    /** How many visits in a row found an order underway. */
    private final Map<Long, Long> underway = new ConcurrentHashMap<>();

    private final ExecutorService each = Executors.newThreadPerTaskExecutor(Thread.ofVirtual()
            .uncaughtExceptionHandler(
                    (_, mistake) -> LOG.error("A visit over SSH ended by a mistake of this server.", mistake))
            .factory());

    VisitHosts(
            SshHosts hosts,
            SshHostStore store,
            SshConnections connections,
            SshPrograms programs,
            VisitDesk desk,
            ScanOverSsh scan,
            ObjectProvider<Tasks> tasks,
            Clock clock) {
        this.hosts = hosts;
        this.store = store;
        this.connections = connections;
        this.programs = programs;
        this.desk = desk;
        this.scan = scan;
        this.tasks = tasks;
        this.clock = clock;
    }

    @Override
    public Optional<UUID> addressee(HostId host) {
        return store.addressee(host);
    }

    @Override
    public void expect(UUID addressee) {
        store.visitNow(addressee, clock.instant());
        tasks.ifAvailable(all -> all.runNow(this));
    }

    @Override
    public String name() {
        return "visits over ssh";
    }

    @Override
    public Duration every() {
        return LOOK_FOR_DUE;
    }

    @Override
    public boolean atStart() {
        return true;
    }

    /** Begins the visits; their ends are not waited for. */
    @Override
    public Outcome run() {
        Instant now = clock.instant();
        List<SshHost> due = store.toVisit(now);
        if (due.isEmpty()) {
            return Outcome.DONE;
        }
        Set<UUID> open = desk.unfinished(due.stream().map(VisitHosts::ordersAs).toList());
        for (SshHost host : due) {
            if (open.contains(ordersAs(host)) && visited.add(host.id())) {
                each.execute(() -> inTurn(host));
            }
        }
        return Outcome.DONE;
    }

    private static UUID ordersAs(SshHost host) {
        SshHost.Changes changes = host.changes();
        if (changes == null) {
            throw new IllegalStateException(host.name() + " is not to be changed.");
        }
        return changes.ordersAs();
    }

    private void inTurn(SshHost host) {
        try {
            turns.take(host, this::visit);
        } finally {
            visited.remove(host.id());
        }
    }

    /** Whether it was made. */
    private boolean visit(SshHost host) {
        try (SshConnections.Visit visit = connections.visit(hosts.target(host))) {
            HostVisit.Found found = new HostVisit(host, visit, desk, programs).exchange(ordersAs(host));
            Instant now = clock.instant();
            store.visited(host, now.plus(pause(host, found)));
            if (found.reported()) {
                store.dueAt(host.id(), now);
                tasks.ifAvailable(all -> all.runNow(scan));
            }
            return true;
        } catch (HostException failed) {
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
            LOG.warn("{} could not be visited over SSH: {}", host.name(), failed.problem());
            String words = failed.problem().text();
            String why = failed.problem().message() + (words.isEmpty() ? "" : " (" + words + ")");
            store.visitFailed(host, why, clock.instant().plus(pause(host)));
            return false;
        }
    }

    private Duration pause(SshHost host, HostVisit.Found found) {
        if (!found.underway() || found.reported()) {
            underway.remove(host.id());
        }
        if (!found.underway()) {
            return OTHERWISE;
        }
        Duration pause = WHILE_UNDERWAY.multipliedBy(underway.merge(host.id(), 1L, Long::sum));
        return pause.compareTo(OTHERWISE) < 0 ? pause : OTHERWISE;
    }

    private static Duration pause(SshHost host) {
        SshHost.Changes changes = host.changes();
        int failures = changes == null ? 0 : Math.min(changes.failures(), MOST_DOUBLINGS);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << failures);
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Ends the visits that are being made; what they did not hear, others ask again. */
    @Override
    public void close() {
        each.shutdownNow();
        try {
            if (!each.awaitTermination(TO_END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("A visit over SSH did not end in time.");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
