package dev.fettle.server.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.Until;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TasksTest {
    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        database.close();
    }

    private record Noted(String name, Duration every, boolean atStart, LinkedBlockingQueue<String> ran)
            implements Recurring {
        @Override
        public Outcome run() {
            ran.add(name);
            return Outcome.DONE;
        }
    }

    /** What ends otherwise than well. */
    private record Ending(Supplier<Outcome> work) implements Recurring {
        @Override
        public String name() {
            return "noted";
        }

        @Override
        public Duration every() {
            return Duration.ofHours(4);
        }

        @Override
        public boolean atStart() {
            return false;
        }

        @Override
        public Outcome run() {
            return work.get();
        }
    }

    private Recurring noted(boolean atStart) {
        return new Noted("noted", Duration.ofHours(4), atStart, ran);
    }

    private Tasks tasks(Recurring task) {
        return new Tasks(
                database.pool(),
                new TaskStore(database.jdbc()),
                List.of(new RecurringTasks(List.of(task))),
                new Node("test"),
                Clock.systemUTC());
    }

    private String next() throws InterruptedException {
        return ran.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void what_was_done_before_a_restart_is_not_due_again_at_once_unless_it_is_wanted_at_each_start()
            throws InterruptedException {
        Tasks first = tasks(noted(false));
        first.start();
        assertThat(next()).isEqualTo("noted");
        untilDueLater(first, noted(false));
        first.stop();

        Tasks quiet = tasks(noted(false));
        quiet.start();
        assertThat(ran.poll(1, TimeUnit.SECONDS)).isNull();
        quiet.stop();

        Tasks eager = tasks(noted(true));
        eager.start();
        assertThat(next()).isEqualTo("noted");
        eager.stop();
    }

    private static void untilDueLater(Tasks tasks, Recurring task) {
        Instant soon = Instant.now().plus(Duration.ofHours(3));
        assertThat(Until.holds(
                        () -> tasks.next(task).filter(due -> due.isAfter(soon)).isPresent()))
                .isTrue();
    }

    @Test
    void it_can_be_begun_by_hand() throws InterruptedException {
        Recurring task = noted(false);
        Tasks tasks = tasks(task);
        tasks.start();
        assertThat(next()).isEqualTo("noted");
        untilDueLater(tasks, task);

        assertThat(tasks.runNow(task)).isTrue();

        assertThat(next()).isEqualTo("noted");
        tasks.stop();
    }

    @Test
    void what_a_killed_server_had_picked_is_done_at_its_next_start() throws InterruptedException {
        database.jdbc().sql("""
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by,
                            last_heartbeat, version) values ('noted', 'recurring', now(), true, 'test', now(), 7)""").update();

        Tasks tasks = tasks(noted(false));
        tasks.start();

        assertThat(next()).isEqualTo("noted");
        tasks.stop();
    }

    @Test
    void what_another_server_has_picked_is_left_to_it() throws InterruptedException {
        database.jdbc().sql("""
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, picked_by,
                            last_heartbeat, version) values ('noted', 'recurring', now(), true, 'other', now(), 7)""").update();

        Tasks tasks = tasks(noted(true));
        tasks.start();

        assertThat(ran.poll(2, TimeUnit.SECONDS)).isNull();
        tasks.stop();
    }

    @Test
    void a_time_far_ahead_of_a_clock_that_was_set_back_is_drawn_near() {
        Recurring task = noted(false);
        Instant farAhead = Instant.now().plus(Duration.ofDays(400));
        database.jdbc().sql("""
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        values ('noted', 'recurring', ?, false, 7)""").param(Timestamp.from(farAhead)).update();

        Tasks tasks = tasks(task);
        tasks.start();

        assertThat(tasks.next(task).orElseThrow()).isBefore(Instant.now().plus(Duration.ofHours(5)));
        tasks.stop();
    }

    @Test
    void what_runs_when_the_server_stops_is_interrupted_and_done_again_at_the_next_start() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Recurring endless = new Ending(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return Recurring.Outcome.DONE;
            } catch (InterruptedException _) {
                ran.add("interrupted");
                Thread.currentThread().interrupt();
                return Recurring.Outcome.CUT_OFF;
            }
        });
        Tasks first = tasks(endless);
        first.start();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        first.stop();

        assertThat(next()).isEqualTo("interrupted");
        Tasks second = tasks(noted(false));
        second.start();
        assertThat(next()).isEqualTo("noted");
        untilDueLater(second, noted(false));
        second.stop();
    }

    @Test
    void what_failed_is_due_in_a_minute_then_in_two_and_after_a_success_in_its_time() {
        AtomicReference<Recurring.Outcome> outcome = new AtomicReference<>(Recurring.Outcome.FAILED);
        Recurring task = new Ending(() -> {
            ran.add("noted");
            return outcome.get();
        });
        Tasks tasks = tasks(task);

        tasks.start();
        untilDue(tasks, task, 1, Duration.ofMinutes(1));
        theTimeHasCome();
        untilDue(tasks, task, 2, Duration.ofMinutes(2));
        outcome.set(Recurring.Outcome.DONE);
        theTimeHasCome();
        untilDue(tasks, task, 3, Duration.ofHours(4));
        outcome.set(Recurring.Outcome.FAILED);
        theTimeHasCome();
        untilDue(tasks, task, 4, Duration.ofMinutes(1));
        tasks.stop();
    }

    @Test
    void what_throws_what_nobody_expected_failed() {
        Recurring task = new Ending(() -> {
            ran.add("noted");
            throw new OutOfMemoryError("as if");
        });
        Tasks tasks = tasks(task);

        tasks.start();

        untilDue(tasks, task, 1, Duration.ofMinutes(1));
        tasks.stop();
    }

    @Test
    void what_fails_again_and_again_is_never_due_later_than_after_a_success() {
        Recurring task = new Ending(() -> {
            ran.add("noted");
            return Recurring.Outcome.FAILED;
        });
        database.jdbc().sql("""
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked,
                            consecutive_failures, version)
                        values ('noted', 'recurring', now(), false, 2000000000, 7)""").update();
        Tasks tasks = tasks(task);

        tasks.start();

        untilDue(tasks, task, 1, Duration.ofHours(4));
        tasks.stop();
    }

    private void theTimeHasCome() {
        database.jdbc().sql("update scheduled_tasks set execution_time = now()").update();
    }

    private void untilDue(Tasks tasks, Recurring task, int runs, Duration ahead) {
        assertThat(Until.holds(() -> ran.size() == runs
                        && tasks.next(task)
                                .map(due -> Duration.between(Instant.now(), due))
                                .filter(wait -> wait.compareTo(ahead) <= 0)
                                .filter(wait -> wait.compareTo(ahead.minusSeconds(40)) > 0)
                                .isPresent()))
                .isTrue();
    }

    @Test
    void runs_tell_how_far_they_are_and_how_they_ended() {
        SetClock clock = new SetClock(Instant.parse("2026-11-20T12:00:00Z"));
        Runs runs = new Runs(new RunStore(database.jdbc()), clock);

        RunningRun run = runs.begin("scan", "a machine");
        run.step("Reading packages");
        clock.advance(Duration.ofSeconds(1));
        run.amount(30, 120);
        Run now = runs.last("scan", "a machine").orElseThrow();
        assertThat(now.running()).isTrue();
        assertThat(now.step()).isEqualTo("Reading packages");
        assertThat(now.percent()).isEqualTo(25);
        assertThat(now.endedAt()).isNull();

        run.end(Run.State.FAILED, "apt was busy.");
        Run ended = runs.last("scan", "a machine").orElseThrow();
        assertThat(ended.state()).isEqualTo(Run.State.FAILED);
        assertThat(ended.message()).isEqualTo("apt was busy.");
        assertThat(ended.endedAt()).isEqualTo(clock.instant());
        assertThat(runs.last("scan", "another machine")).isEmpty();
        assertThat(runs.last("feed", "a machine")).isEmpty();
    }

    @Test
    void a_run_whose_server_was_killed_was_cut_off_when_it_last_gave_a_sign() {
        SetClock clock = new SetClock(Instant.parse("2026-11-20T12:00:00Z"));
        Runs runs = new Runs(new RunStore(database.jdbc()), clock);
        runs.begin("scan", "a machine").step("Reading packages");
        Instant lastSign = clock.instant();
        clock.advance(Duration.ofHours(1));

        runs.begin("scan", "a machine");

        List<Run> newest = runs.newest("scan", "a machine", 10);
        assertThat(newest).extracting(Run::state).containsExactly(Run.State.RUNNING, Run.State.CUT_OFF);
        assertThat(newest.getLast().endedAt()).isEqualTo(lastSign);
    }

    @Test
    void old_runs_are_forgotten() {
        Runs runs = new Runs(new RunStore(database.jdbc()), Clock.systemUTC());
        for (int i = 0; i < 130; i++) {
            runs.begin("feed", "a source").end(Run.State.DONE, "");
        }

        assertThat(runs.newest("feed", "a source", 1000)).hasSizeBetween(100, 101);
    }
}
