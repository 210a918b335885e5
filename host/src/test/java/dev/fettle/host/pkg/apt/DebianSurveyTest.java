package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.core.catalog.ChangelogClaim.Mention;
import dev.fettle.core.inventory.Survey;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole look at a host, with real apt against a tiny archive; and its end when it is interrupted. */
@Timeout(120)
class DebianSurveyTest {
    private static final String FIXES = """
            tgood (1.1) security; urgency=high

              * CVE-2026-20001

             -- T <t@example.org>  Mon, 05 Jan 2026 00:00:00 +0000
            """;

    private static final long SOON = Duration.ofSeconds(5).toMillis();

    @TempDir
    Path temporary;

    private TinyRepository repository;
    private TinyImage image;

    @BeforeEach
    void build() throws Exception {
        assumeTrue(
                TinyRepository.toolsArePresent(), "dpkg-deb and apt-get are not here, so nothing real can be tested");
        repository = new TinyRepository(temporary.resolve("repository"));
        image = new TinyImage(temporary.resolve("image")).sources(repository.url());
        image.installed("tgood", "1.0", "");
        repository.add("security", "tgood", "1.1", "", "", FIXES);
    }

    @AfterEach
    void stop() {
        if (repository != null) {
            repository.close();
        }
    }

    @Test
    void packages_pending_changes_and_what_changelogs_claim_come_together() throws Exception {
        fetchLists();
        HostSurvey survey = survey(Progress.NONE).take(true);
        assertThat(survey.problems()).isEmpty();
        assertThat(survey.inventory().packages()).hasSize(2);
        assertThat(survey.pending()).isInstanceOf(Survey.Pending.Known.class);
        assertThat(survey.claims()).containsOnlyKeys("tgood");
        assertThat(survey.claims().get("tgood").mentions())
                .extracting(Mention::vulnerability)
                .containsExactly("CVE-2026-20001");
    }

    @Test
    void changelogs_are_asked_only_if_wanted_and_if_anything_is_known_to_be_pending() throws Exception {
        HostSurvey withoutLists = survey(Progress.NONE).take(true);
        assertThat(withoutLists.pending()).isInstanceOf(Survey.Pending.Unavailable.class);
        assertThat(withoutLists.changelogs()).isEqualTo(new HostSurvey.Changelogs.NotAsked());
        assertThat(withoutLists.problems()).hasSize(1);
        fetchLists();
        HostSurvey unwanted = survey(Progress.NONE).take(false);
        assertThat(unwanted.pending()).isInstanceOf(Survey.Pending.Known.class);
        assertThat(unwanted.changelogs()).isEqualTo(new HostSurvey.Changelogs.NotAsked());
        assertThat(repository.fetchedDebs()).isZero();
    }

    @Test
    void an_interrupted_survey_ends_soon_while_apt_fetches_and_leaves_no_command_behind() throws Exception {
        fetchLists();
        CountDownLatch fetching = repository.stall();
        assertInterrupted(() -> survey(Progress.NONE).take(true), fetching);
        Path state = temporary.toRealPath().resolve("state");
        assertThat(eventually(() -> !commandNames(state))).isTrue();
    }

    @Test
    void a_survey_interrupted_before_it_begins_or_at_any_step_gives_no_result() throws Exception {
        fetchLists();
        for (int each = 0; each < 4; each++) {
            int last = each;
            int[] steps = {0};
            Progress interrupting = new Progress() {
                @Override
                public void step(String sentence) {
                    if (steps[0]++ == last) {
                        Thread.currentThread().interrupt();
                    }
                }

                @Override
                public void amount(String what, long done, long total) {}
            };
            assertThatThrownBy(() -> survey(interrupting).take(true))
                    .as("step %d", each)
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
            assertThat(steps[0]).isEqualTo(each + 1);
        }
        assertThat(survey(Progress.NONE).take(true).claims())
                .as("and nothing is spoilt")
                .hasSize(1);
    }

    @Test
    void a_thread_that_waits_for_another_one_of_this_process_can_be_interrupted() throws Exception {
        StateDirectory state = StateDirectory.open(temporary.resolve("state"));
        CountDownLatch begun = new CountDownLatch(1);
        try (RunLock _ = RunLock.take(state)) {
            assertInterrupted(
                    () -> {
                        begun.countDown();
                        RunLock.take(state).close();
                    },
                    begun);
        }
        RunLock.take(state).close();
    }

    @Test
    void a_thread_that_waits_for_another_process_can_be_interrupted() throws Exception {
        StateDirectory state = StateDirectory.open(temporary.resolve("state"));
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.fettle.host.pkg.apt.LockHolderMain",
                        state.path().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.getInputStream().read()).as("it holds the lock").isEqualTo('h');
            CountDownLatch begun = new CountDownLatch(1);
            assertInterrupted(
                    () -> {
                        begun.countDown();
                        RunLock.take(state).close();
                    },
                    begun);
        } finally {
            holder.destroyForcibly().waitFor();
        }
        RunLock.take(state).close();
    }

    private static void assertInterrupted(ThrowingCallable work, CountDownLatch begun) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            assertThatThrownBy(work).isInstanceOf(HostException.class).hasMessageContaining("interrupted");
            return null;
        });
        Thread thread = Thread.ofPlatform().daemon().start(task);
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        try {
            task.get(SOON, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Whether the command line or the folder of any process names a path. */
    private static boolean commandNames(Path path) {
        return ProcessHandle.current().descendants().anyMatch(process -> {
            Path folder = Path.of("/proc", String.valueOf(process.pid()));
            try {
                return Files.readString(folder.resolve("cmdline")).contains(path.toString())
                        || Files.readSymbolicLink(folder.resolve("cwd")).startsWith(path);
            } catch (IOException gone) {
                return false;
            }
        });
    }

    private static boolean eventually(BooleanSupplier condition) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
            if (never.await(10, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return condition.getAsBoolean();
    }

    private void fetchLists() throws Exception {
        repository.publish();
        repository.updateListsOf(image);
    }

    private DebianSurvey survey(Progress progress) throws HostException {
        return new DebianSurvey(
                new LocalShell(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")),
                new LocalFiles(image.root()),
                temporary.resolve("state"),
                Clock.systemUTC(),
                progress);
    }
}
