package dev.fettle.server.scans;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.HostSurvey;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.RunningRun;
import dev.fettle.server.tasks.Runs;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Looks at this machine and takes in what it has. */
final class ScanThisMachine implements Recurring {
    static final String KIND = "scan";
    private static final Logger LOG = LoggerFactory.getLogger(ScanThisMachine.class);

    private final ThisMachine machine;
    private final Duration every;
    private final Runs runs;
    private final RecordLook recordLook;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final Object guard = new Object();
    private @Nullable Thread at;
    private boolean stopped;

    ScanThisMachine(
            ThisMachine machine,
            Duration every,
            Runs runs,
            RecordLook recordLook,
            Audit audit,
            TransactionTemplate transaction,
            Clock clock) {
        this.machine = machine;
        this.every = every;
        this.runs = runs;
        this.recordLook = recordLook;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "scan of this machine";
    }

    @Override
    public Duration every() {
        return every;
    }

    @Override
    public boolean atStart() {
        return true;
    }

    /** What runs of it are about. */
    String about() {
        return machine.id().value();
    }

    /** Notes that somebody wants a look taken now. */
    void askedBy(Actor actor) {
        note(actor, "scan.asked");
    }

    private void note(Actor actor, String kind) {
        transaction.executeWithoutResult(
                _ -> audit.append(actor, Deed.of(kind, new AuditSubject("machine", about(), "this machine"))));
    }

    /** Stops the look that is taken right now, if there is one, and notes who wanted that. */
    void stop(Actor actor) {
        boolean running;
        synchronized (guard) {
            running = at != null;
        }
        if (running) {
            note(actor, "scan.stopped");
            interrupt();
        }
    }

    private void interrupt() {
        synchronized (guard) {
            if (at != null) {
                stopped = true;
                at.interrupt();
            }
        }
    }

    @Override
    public Outcome run() {
        MachineId id = machine.id();
        try (RunningRun run = runs.begin(KIND, id.value())) {
            return look(id, run);
        }
    }

    private Outcome look(MachineId id, RunningRun run) {
        synchronized (guard) {
            at = Thread.currentThread();
            stopped = false;
        }
        try {
            HostSurvey survey = machine.survey(new Told(run));
            if (over()) {
                run.end(Run.State.STOPPED, "Somebody stopped it. What was known before stays.");
                return Outcome.DONE;
            }
            transaction.executeWithoutResult(_ -> {
                recordLook.record(
                        id, clock.instant(), survey.inventory().withProblems(survey.problems()), pending(survey));
                run.end(Run.State.DONE, "");
            });
            LOG.info(
                    "Scan of this machine: {} packages, {} problems",
                    survey.inventory().packages().size(),
                    survey.problems().size());
            return Outcome.DONE;
        } catch (HostException e) {
            return ended(run, e);
        } catch (DataAccessException | TransactionException e) {
            throw run.failed(e);
        } finally {
            // Even where the work threw what nobody expected, the next may be stopped, and this thread works on.
            over();
        }
    }

    private Outcome ended(RunningRun run, HostException e) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if (over()) {
            run.end(Run.State.STOPPED, "Somebody stopped it. What was known before stays.");
            return Outcome.DONE;
        }
        if (interrupted) {
            run.end(Run.State.CUT_OFF, "The server was stopped in the middle. What was known before stays.");
            return Outcome.CUT_OFF;
        }
        run.end(Run.State.FAILED, e.problem().message());
        LOG.warn("Scan of this machine failed: {}", e.problem());
        return Outcome.FAILED;
    }

    /** From here on nobody can stop it. Whether somebody did; the thread's interruption was theirs then, and is taken. */
    private boolean over() {
        synchronized (guard) {
            boolean was = stopped;
            if (was) {
                Thread.interrupted();
            }
            at = null;
            stopped = false;
            return was;
        }
    }

    private static PendingLook pending(HostSurvey survey) {
        List<String> unread =
                switch (survey.changelogs()) {
                    case HostSurvey.Changelogs.Asked asked -> asked.unread();
                    case HostSurvey.Changelogs.NotAsked _ -> List.of();
                };
        return PendingLook.of(survey.pending(), survey.claims(), unread);
    }

    /** Tells a run how far the look is. */
    private record Told(RunningRun run) implements Progress {
        @Override
        public void step(String sentence) {
            run.step(sentence);
        }

        @Override
        public void amount(String what, long done, long total) {
            run.amount(done, total);
        }
    }
}
