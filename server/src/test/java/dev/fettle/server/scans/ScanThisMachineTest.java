package dev.fettle.server.scans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.Survey;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.HostSurvey;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.audit.TestAudit;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostNow;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.MadeUp;
import dev.fettle.server.hosts.TestHosts;
import dev.fettle.server.tasks.Run;
import dev.fettle.server.tasks.Runs;
import dev.fettle.server.tasks.TestRuns;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

final class ScanThisMachineTest {
    private static final MachineId MACHINE = new MachineId("this very machine");

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final Runs runs = TestRuns.in(database);
    private final TestHosts hosts = new TestHosts(database);

    @AfterEach
    void close() {
        database.close();
    }

    /** What happens when the machine is looked at. */
    @FunctionalInterface
    private interface Taking {
        HostSurvey take(Progress progress) throws HostException;
    }

    private ScanThisMachine scan(Taking survey) {
        ThisMachine machine = new ThisMachine() {
            @Override
            public MachineId id() {
                return MACHINE;
            }

            @Override
            public HostSurvey survey(Progress progress) throws HostException {
                return survey.take(progress);
            }
        };
        return new ScanThisMachine(
                machine,
                Duration.ofHours(4),
                runs,
                hosts.recordLook(),
                TestAudit.in(database),
                new TransactionTemplate(database.transactions()),
                Clock.systemUTC());
    }

    private Run last() {
        return runs.last(ScanThisMachine.KIND, MACHINE.value()).orElseThrow();
    }

    private static HostSurvey survey(long seed) {
        Inventory inventory = new MadeUp(seed).inventory("here", 20);
        return new HostSurvey(
                inventory,
                new Survey.Pending.Known(PendingChanges.none()),
                new HostSurvey.Changelogs.NotAsked(),
                List.of(new Problem("apt", "A list is old.")));
    }

    @Test
    void a_look_is_recorded_with_all_that_it_could_not_read() {
        scan(progress -> {
                    progress.step("Reading");
                    progress.amount("packages", 1, 2);
                    return survey(1);
                })
                .run();

        assertThat(last().state()).isEqualTo(Run.State.DONE);
        assertThat(last().step()).isEqualTo("Reading");
        Host host = hosts.hosts().find(MACHINE).orElseThrow();
        HostNow now = hosts.hosts().now(host.id(), Scope.everything()).orElseThrow();
        assertThat(now.inventory().problems()).containsExactly(new Problem("apt", "A list is old."));
        assertThat(now.pending().changes()).isEqualTo(PendingChanges.none());
    }

    @Test
    void a_look_that_fails_says_why_and_leaves_what_was_known() {
        scan(_ -> survey(2)).run();
        HostNow before = hosts.now(MACHINE);

        scan(_ -> {
                    throw new HostException("dpkg", "The package database is locked. Try again.");
                })
                .run();

        assertThat(last().state()).isEqualTo(Run.State.FAILED);
        assertThat(last().message()).isEqualTo("The package database is locked. Try again.");
        assertThat(hosts.now(MACHINE)).isEqualTo(before);
    }

    @Test
    void where_nobody_knows_what_is_pending_the_reason_is_kept() {
        HostSurvey known = survey(3);
        scan(_ -> new HostSurvey(
                        known.inventory(),
                        new Survey.Pending.Unavailable("apt is broken."),
                        known.changelogs(),
                        List.of()))
                .run();

        assertThat(hosts.now(MACHINE).pending().unavailable()).isEqualTo("apt is broken.");
    }

    @Test
    void somebody_can_stop_it_and_the_next_one_runs() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        ScanThisMachine scan = scan(_ -> {
            if (begun.getCount() == 0) {
                return survey(4);
            }
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                throw new AssertionError("Nobody counts this down.");
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new HostException("fettle", "The scan was interrupted.");
            }
        });
        Thread worker = Thread.ofPlatform().start(scan::run);
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

        scan.stop(TestAudit.SOMEBODY);

        worker.join(Duration.ofSeconds(30));
        assertThat(last().state()).isEqualTo(Run.State.STOPPED);
        assertThat(hosts.hosts().find(MACHINE)).isEmpty();
        scan.run();
        assertThat(last().state()).isEqualTo(Run.State.DONE);
    }

    @Test
    void a_mistake_of_fettle_ends_the_run_as_failed_and_is_thrown_on() {
        ScanThisMachine scan = scan(_ -> {
            throw new IllegalStateException("as if");
        });

        assertThatThrownBy(scan::run).isInstanceOf(IllegalStateException.class).hasMessage("as if");

        assertThat(last().state()).isEqualTo(Run.State.FAILED);
        assertThat(last().message()).isEqualTo("Fettle made a mistake; the log says which.");
        assertThat(last().endedAt()).isNotNull();
    }

    @Test
    void to_stop_what_does_not_run_does_nothing() {
        ScanThisMachine scan = scan(_ -> survey(5));
        scan.stop(TestAudit.SOMEBODY);

        scan.run();

        assertThat(last().state()).isEqualTo(Run.State.DONE);
    }

    @Test
    void a_server_that_stops_in_the_middle_cuts_it_off_and_stays_interrupted() throws InterruptedException {
        CountDownLatch stillInterrupted = new CountDownLatch(1);
        ScanThisMachine scan = scan(_ -> {
            Thread.currentThread().interrupt();
            throw new HostException("fettle", "The scan was interrupted.");
        });
        Thread.ofPlatform().start(() -> {
            scan.run();
            if (Thread.currentThread().isInterrupted()) {
                stillInterrupted.countDown();
            }
        });

        assertThat(stillInterrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(last().state()).isEqualTo(Run.State.CUT_OFF);
    }

    @Test
    void this_machine_is_known_by_a_digest_of_its_number_not_by_the_number() {
        MachineId id = new LocalMachine(Path.of("/nowhere"), false, Clock.systemUTC()).id();

        assertThat(id.value()).matches("machine-id [0-9a-f]{64}|name \\S+");
        assertThat(new LocalMachine(Path.of("/else"), true, Clock.systemUTC()).id())
                .isEqualTo(id);
    }
}
