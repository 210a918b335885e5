package dev.fettle.server.tasks;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Runs what recurs, each of it on one server at a time, and remembers in the database when it is due. */
@Component
public final class Tasks implements SmartLifecycle {
    private static final int THREADS = 6;
    private static final int MOST_TRIES = 5;
    private static final Duration POLL = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration TO_END = Duration.ofSeconds(5);
    private static final String INSTANCE = "recurring";
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);
    /** More would not fit into the number, and is beyond every interval. */
    private static final int MOST_DOUBLINGS = 20;

    private final Scheduler scheduler;
    private final List<Recurring> recurring;
    private final TaskStore store;
    private final Node node;
    private final Clock clock;
    private volatile boolean running;

    Tasks(DataSource database, TaskStore store, List<RecurringTasks> parts, Node node, Clock clock) {
        this.recurring =
                parts.stream().<Recurring>flatMap(each -> each.tasks().stream()).toList();
        this.node = node;
        this.clock = clock;
        this.store = store;
        this.scheduler = Scheduler.create(database)
                .startTasks(recurring.stream().map(Tasks::task).toList())
                .schedulerName(new SchedulerName.Fixed(node.name()))
                .threads(THREADS)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .enableImmediateExecution()
                .shutdownMaxWait(TO_END)
                .build();
    }

    private static CustomTask<Void> task(Recurring each) {
        return com.github.kagkarlsson.scheduler.task.helper.Tasks.custom(each.name(), Void.class)
                .scheduleOnStartup(INSTANCE, null, now -> now)
                .onFailure((complete, operations) -> failed(each, complete, operations))
                .execute((_, _) -> next(each, each.run()));
    }

    private static CompletionHandler<Void> next(Recurring each, Recurring.Outcome outcome) {
        return switch (outcome) {
            case DONE ->
                (complete, operations) ->
                        operations.reschedule(complete, complete.getTimeDone().plus(each.every()));
            case FAILED ->
                (complete, operations) -> {
                    Instant end = complete.getTimeDone();
                    Instant start = end.minus(complete.getDuration());
                    failed(each, ExecutionComplete.failure(complete.getExecution(), start, end, null), operations);
                };
            case CUT_OFF ->
                (complete, operations) -> {
                    Thread.interrupted(); // It has done its work, and would keep the database from taking this down.
                    operations.reschedule(complete, complete.getTimeDone());
                };
        };
    }

    /** The scheduler counts failures in a row; the present one is not among them yet. */
    private static void failed(Recurring each, ExecutionComplete failure, ExecutionOperations<Void> operations) {
        int before = Math.min(failure.getExecution().consecutiveFailures, MOST_DOUBLINGS);
        Duration wait = AFTER_FAILURE.multipliedBy(1L << before);
        Duration least = wait.compareTo(each.every()) < 0 ? wait : each.every();
        operations.reschedule(failure, failure.getTimeDone().plus(least));
    }

    /**
     * Begins. What this server was at when it was killed is free again at once; a time that lies further ahead than the
     * task's interval was written by a clock that was wrong, and is drawn near.
     */
    @Override
    public void start() {
        store.release(node.name());
        Instant now = clock.instant();
        recurring.forEach(each -> store.drawNear(each.name(), each.atStart() ? now : now.plus(each.every())));
        scheduler.start();
        running = true;
    }

    /** Ends what runs, soon; it is done again at the next start. */
    @Override
    public void stop() {
        running = false;
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Begins it now, unless it runs; says whether it runs or will at once. Failures before are not counted any more. */
    public boolean runNow(Recurring task) {
        for (int tries = 1; ; tries++) {
            try {
                scheduler.reschedule(instance(task), clock.instant());
                return true;
            } catch (TaskInstanceCurrentlyExecutingException _) {
                return true;
            } catch (TaskInstanceNotFoundException _) {
                return false;
            } catch (ExecutionException e) {
                // It began or ended between the scheduler's look at it and its order.
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** When it is due next; empty if it runs now. */
    public Optional<Instant> next(Recurring task) {
        return store.due(task.name());
    }

    private static TaskInstanceId instance(Recurring task) {
        return TaskInstanceId.of(task.name(), INSTANCE);
    }
}
