package dev.fettle.server.ssh;

import dev.fettle.core.inventory.Survey;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DebianHost;
import dev.fettle.host.probe.MachineNumber;
import dev.fettle.host.shell.Shell;
import dev.fettle.host.shell.ShellFiles;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.RunningRun;
import dev.fettle.server.tasks.Runs;
import dev.fettle.ssh.SshConnections;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Looks at the hosts that are due, many at a time. A host that cannot be reached is tried again sooner than one that was seen. */
final class ScanOverSsh implements Recurring {
    static final String KIND = "scan over ssh";
    static final String ABOUT = "hosts";

    private static final Logger LOG = LoggerFactory.getLogger(ScanOverSsh.class);
    private static final Duration LOOK_FOR_DUE = Duration.ofMinutes(1);
    private static final Duration TRY_AGAIN = Duration.ofMinutes(15);

    /** So many plans of apt may be read at a time; each takes some MiB while it is. */
    private static final int AT_A_TIME = 64;

    private static final int MOST_ROUNDS = 10;

    private final SshHosts hosts;
    private final SshHostStore store;
    private final SshConnections connections;
    private final RecordLook recordLook;
    private final Runs runs;
    private final Duration every;
    private final TransactionTemplate transaction;
    private final Clock clock;

    ScanOverSsh(
            SshHosts hosts,
            SshHostStore store,
            SshConnections connections,
            RecordLook recordLook,
            Runs runs,
            Duration every,
            TransactionTemplate transaction,
            Clock clock) {
        this.hosts = hosts;
        this.store = store;
        this.connections = connections;
        this.recordLook = recordLook;
        this.runs = runs;
        this.every = every;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public String name() {
        return KIND;
    }

    @Override
    public Duration every() {
        return LOOK_FOR_DUE;
    }

    @Override
    public boolean atStart() {
        return true;
    }

    /** Whoever became due meanwhile is looked at as well, for nobody could begin this while it ran. */
    @Override
    public Outcome run() {
        Outcome outcome = Outcome.DONE;
        List<SshHost> due = store.due(clock.instant());
        for (int round = 0; round < MOST_ROUNDS && outcome == Outcome.DONE && !due.isEmpty(); round++) {
            try (RunningRun run = runs.begin(KIND, ABOUT)) {
                run.step("Looking at " + (due.size() == 1 ? "one host" : due.size() + " hosts"));
                outcome = all(due, run);
            }
            due = store.due(clock.instant());
        }
        return outcome;
    }

    private Outcome all(List<SshHost> due, RunningRun run) {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        Turns turns = new Turns(AT_A_TIME, "What {} has could not be stored.");
        ExecutorService each = Executors.newThreadPerTaskExecutor(Thread.ofVirtual()
                .uncaughtExceptionHandler(
                        (_, mistake) -> LOG.error("A look over SSH ended by a mistake of this server.", mistake))
                .factory());
        try {
            for (SshHost host : due) {
                each.execute(() -> {
                    boolean seen = false;
                    try {
                        seen = turns.take(host, this::seen);
                    } finally {
                        failed.addAndGet(seen ? 0 : 1);
                        run.amount(done.incrementAndGet(), due.size());
                    }
                });
            }
            each.shutdown();
            if (!each.awaitTermination(1, TimeUnit.DAYS)) {
                throw new IllegalStateException("Looks at hosts have their own time limits.");
            }
            run.end(
                    Run.State.DONE,
                    failed.get() == 0 ? "" : failed.get() + " of " + due.size() + " could not be seen.");
            return Outcome.DONE;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            run.end(Run.State.CUT_OFF, "The server was stopped in the middle. What was known before stays.");
            return Outcome.CUT_OFF;
        } finally {
            each.shutdownNow();
        }
    }

    /** Whether it was. */
    private boolean seen(SshHost host) {
        Instant began = clock.instant();
        String failure = "The look was ended by a mistake of this server, of which its log tells.";
        try (SshConnections.Visit visit = connections.visit(hosts.target(host))) {
            Shell shell = visit.shell();
            MachineId machine = MachineNumber.of(new ShellFiles(shell))
                    .map(MachineId::new)
                    .orElseGet(() -> new MachineId("ssh " + host.name()));
            hosts.requireItsOwn(host, machine);
            Survey survey = DebianHost.remote(shell, clock, Progress.NONE).scan();
            transaction.executeWithoutResult(_ -> {
                // A host that was removed meanwhile is not to come back by this look.
                if (store.lock(host.id())) {
                    HostId id = recordLook.record(machine, began, survey.inventory(), PendingLook.of(survey.pending()));
                    store.looked(host, id, began, began.plus(every));
                }
            });
            failure = "";
            return true;
        } catch (HostException failed) {
            failure = failed.problem().message();
            if (!Thread.currentThread().isInterrupted()) {
                LOG.warn("{} could not be seen over SSH: {}", host.name(), failed.problem());
            }
            return false;
        } finally {
            if (!failure.isEmpty() && !Thread.currentThread().isInterrupted()) {
                store.failed(host, failure, began, began.plus(sooner()));
            }
        }
    }

    private Duration sooner() {
        return TRY_AGAIN.compareTo(every) < 0 ? TRY_AGAIN : every;
    }
}
