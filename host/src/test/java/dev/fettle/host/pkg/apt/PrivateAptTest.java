package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.catalog.ChangelogClaim.Mention;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingChanges.Why;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.Survey;
import dev.fettle.core.inventory.Survey.Pending;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real apt and dpkg against real packages, all of them in a temporary directory. */
@Timeout(120)
class PrivateAptTest {
    private static final String FIXES = """
            tgood (1.1) security; urgency=high

              * CVE-2026-20001, CVE-2026-20002

             -- T <t@example.org>  Mon, 05 Jan 2026 00:00:00 +0000

            tgood (1.0) stable; urgency=low

              * CVE-2019-0001

             -- T <t@example.org>  Wed, 01 Jan 2025 00:00:00 +0000
            """;

    @TempDir
    Path temporary;

    private final LocalShell shell = new LocalShell(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
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
        repository.add("stable", "tgood", "1.0", "", "", "");
    }

    @AfterEach
    void stop() {
        if (repository != null) {
            repository.close();
        }
    }

    @Test
    void a_security_update_is_pending_with_its_source_size_and_origins() throws Exception {
        Survey scan = scanWithLists();
        assertThat(scan.inventory().problems()).isEmpty();
        assertThat(scan.inventory().host()).isEqualTo("tiny-01");
        assertThat(known(scan).patches()).singleElement().satisfies(patch -> {
            assertThat(patch.id()).isEqualTo("tgood:amd64");
            assertThat(patch.candidate()).hasToString("1.1");
            assertThat(patch.source()).hasToString("tgood 1.1");
            assertThat(patch.security()).isTrue();
            assertThat(patch.download()).isNotNull();
            assertThat(patch.download().sha256()).hasSize(64);
        });
        InstalledPackage installed = scan.inventory().packages().get(1);
        assertThat(installed.origins()).singleElement().satisfies(origin -> {
            assertThat(origin.codename()).isEqualTo("tiny-stable");
            assertThat(origin.label()).isEqualTo("Debian");
            assertThat(origin.site()).isEqualTo("127.0.0.1");
        });
        assertThat(scan.inventory().packages().getFirst().origins())
                .as("dpkg is in no list")
                .isEmpty();
    }

    @Test
    void what_stays_behind_is_told_with_its_reason() throws Exception {
        image.installed("theld", "1.0", "hold", "")
                .installed("tbroken", "1.0", "")
                .installed("tphased", "1.0", "");
        image.installed("tpinned", "1.0", "");
        image.write("etc/apt/preferences.d/pin", "Package: tpinned\nPin: version 1.0\nPin-Priority: 1001\n");
        repository.add("stable", "theld", "1.1", "", "", "");
        repository.add("stable", "tbroken", "1.1", "Depends: no-such-package\n", "", "");
        repository.add("stable", "tphased", "1.1", "", "Phased-Update-Percentage: 0\n", "");
        repository.add("stable", "tpinned", "1.1", "", "", "");
        PendingChanges pending = known(scanWithLists());
        assertThat(pending.patches()).extracting(PendingPatch::name).containsExactly("tgood");
        assertThat(pending.keptBack())
                .extracting(kept -> kept.name() + " " + kept.candidate() + " " + kept.why())
                .containsExactlyInAnyOrder(
                        "theld 1.1 " + new Why.Held(),
                        "tbroken 1.1 " + new Why.Unsatisfied(),
                        "tphased 1.1 " + new Why.Phased(0));
    }

    @Test
    void what_comes_and_what_goes_is_told() throws Exception {
        image.installed("tneeds", "1.0", "").installed("told", "1.0", "");
        repository.add("stable", "tneeds", "1.1", "Depends: tfresh\nConflicts: told\n", "", "");
        repository.add("stable", "tfresh", "2.0", "", "", "");
        PendingChanges pending = known(scanWithLists());
        assertThat(pending.installs()).singleElement().satisfies(install -> {
            assertThat(install.name()).isEqualTo("tfresh");
            assertThat(install.version()).hasToString("2.0");
            assertThat(install.bytes()).isPositive();
            assertThat(install.origins()).isNotEmpty();
        });
        assertThat(pending.removals())
                .singleElement()
                .satisfies(removal -> assertThat(removal.name()).isEqualTo("told"));
        assertThat(pending.patches()).extracting(PendingPatch::name).containsExactly("tgood", "tneeds");
    }

    @Test
    void the_configuration_of_a_hostile_image_runs_nothing() throws Exception {
        Path planted = temporary.resolve("planted");
        String touch = "\"touch " + planted + "\"";
        image.write(
                "etc/apt/apt.conf.d/99evil",
                "AptCli::Hooks::Upgrade:: " + touch + ";\nAPT::Update::Pre-Invoke:: " + touch
                        + ";\nDPkg::Pre-Invoke:: " + touch + ";\nDir::Bin::dpkg " + touch
                        + ";\nAPT::Default-Release \"tiny-stable\";\n");
        PendingChanges pending = known(scanWithLists());
        assertThat(planted).doesNotExist();
        assertThat(pending.patches())
                .as("its default release is carried over: the security archive is not it, and tgood 1.0 is in stable")
                .isEmpty();
    }

    @Test
    void links_out_of_the_image_are_not_followed() throws Exception {
        repository.publish();
        repository.updateListsOf(image);
        Files.createSymbolicLink(image.root().resolve("etc/apt/sources.list.d/x.list"), Path.of("/etc/shadow"));
        Survey scan = scan();
        assertThat(scan.pending()).isInstanceOf(Pending.Unavailable.class);
        assertThat(scan.inventory().packages()).hasSize(2);
        assertThat(scan.inventory().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("leads out of it"));
    }

    @Test
    void escapes_in_a_package_field_are_kept_for_showing_escaped_and_used_for_nothing() throws Exception {
        image.installed("tescape", "1.0", "");
        repository.add("stable", "tescape", "1.1", "", "Source: \u001b]0;owned\u0007\n", "");
        Survey scan = scanWithLists();
        assertThat(known(scan).patches())
                .extracting(PendingPatch::source)
                .extracting(String::valueOf)
                .containsExactly("tescape 1.1", "tgood 1.1");
        assertThat(scan.inventory().problems()).extracting(Problem::text).containsExactly("\u001b]0;owned\u0007");
    }

    @Test
    void without_lists_the_inventory_still_comes() throws Exception {
        Survey scan = scan();
        assertThat(scan.pending())
                .isEqualTo(new Pending.Unavailable("No package lists in "
                        + image.root().toRealPath() + "/var/lib/apt/lists: run apt-get update, then scan again."));
        assertThat(scan.inventory().packages()).hasSize(2);
    }

    @Test
    void a_broken_package_database_is_a_sentence() throws Exception {
        image.write("var/lib/dpkg/status", "Package: tgood\nthis is no status file\n");
        assertThatThrownBy(this::scan)
                .isInstanceOf(HostException.class)
                .hasMessageContaining("dpkg cannot read its database");
    }

    @Test
    void lists_that_make_no_sense_cost_only_the_pending_changes() throws Exception {
        repository.publish();
        repository.updateListsOf(image);
        for (String name : new LocalFiles(image.root()).list("/var/lib/apt/lists")) {
            if (name.endsWith("_Packages")) {
                Files.write(image.root().resolve("var/lib/apt/lists/" + name), new byte[] {0, 1, 2, '\n', 'x', '\n'});
            }
        }
        Survey scan = scan();
        assertThat(scan.inventory().packages()).hasSize(2);
        assertThat(scan.inventory().problems()).isNotEmpty();
        assertThat(scan.pending()).isInstanceOf(Pending.Unavailable.class);
    }

    @Test
    void old_lists_and_sources_never_fetched_are_told() throws Exception {
        repository.publish();
        repository.updateListsOf(image);
        image.write("etc/apt/sources.list.d/new.list", "deb http://never.example/debian tiny main\n");
        InstantSource later = Clock.offset(Clock.systemUTC(), Duration.ofDays(30));
        Survey scan = new DebianHost(shell, new LocalFiles(image.root()), state(), later, Progress.NONE).scan();
        assertThat(scan.inventory().problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "The package lists were last fetched 30 days ago. Run apt-get update, then scan again.",
                        "One source has never been fetched, so its patches are unknown. Run apt-get update, then scan again.");
        assertThat(known(scan).patches()).hasSize(1);
    }

    @Test
    void changelogs_name_what_is_mended_and_are_fetched_once() throws Exception {
        Survey scan = scanWithLists();
        Changelogs changelogs = new Changelogs(shell, new LocalFiles(image.root()), state());
        Changelogs.Reading reading = changelogs.read(scan.inventory(), known(scan), Progress.NONE);
        assertThat(reading.problems()).isEmpty();
        ChangelogClaim claim = reading.bySource().get("tgood");
        assertThat(claim.mentions())
                .extracting(Mention::vulnerability)
                .containsExactlyInAnyOrder("CVE-2026-20001", "CVE-2026-20002");
        assertThat(claim.complete()).isTrue();
        assertThat(reading.downloadedBytes()).isPositive();
        assertThat(changelogs.read(scan.inventory(), known(scan), Progress.NONE).downloadedBytes())
                .isZero();
        assertThat(repository.fetchedDebs()).isEqualTo(1);
        assertThat(state().resolve("downloads")).isEmptyDirectory();
    }

    @Test
    void where_the_smallest_package_has_only_a_link_the_next_is_tried() throws Exception {
        image.installed("tsrc-bin", "1:1.0-1", "Source: tsrc\n").installed("tsrc-doc", "1:1.0-1", "Source: tsrc\n");
        String changelog = "tsrc (1:1.1-1) stable; urgency=low\n\n  * CVE-2026-30001\n\n" + " * filler\n".repeat(50)
                + "tsrc (1:1.0-1) stable; urgency=low\n";
        repository.add("stable", "tsrc-bin", "1:1.1-1", "Source: tsrc\n", "", changelog);
        repository.add("stable", "tsrc-doc", "1:1.1-1", "Source: tsrc\n", "", "-> tsrc-bin");
        Survey scan = scanWithLists();
        Changelogs.Reading reading = new Changelogs(shell, new LocalFiles(image.root()), state())
                .read(scan.inventory(), known(scan), Progress.NONE);
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.bySource().get("tsrc").mentions())
                .extracting(Mention::vulnerability)
                .containsExactly("CVE-2026-30001");
        assertThat(repository.fetchedDebs()).isEqualTo(3);
    }

    @Test
    void an_archive_that_is_gone_costs_only_the_changelogs() throws Exception {
        Survey scan = scanWithLists();
        repository.close();
        Changelogs.Reading reading = new Changelogs(shell, new LocalFiles(image.root()), state())
                .read(scan.inventory(), known(scan), Progress.NONE);
        assertThat(reading.bySource()).isEmpty();
        assertThat(reading.problems()).isNotEmpty();
    }

    @Test
    void nothing_in_the_image_is_changed() throws Exception {
        repository.publish();
        repository.updateListsOf(image);
        Map<String, Instant> before = Snapshot.of(image.root());
        scan();
        assertThat(Snapshot.of(image.root())).isEqualTo(before);
        assertThat(new LocalFiles(state()).list("/"))
                .as("a run leaves no files of its own")
                .noneMatch(name -> name.startsWith("run-"));
    }

    private Path state() {
        return temporary.resolve("state");
    }

    private Survey scanWithLists() throws Exception {
        repository.publish();
        repository.updateListsOf(image);
        return scan();
    }

    private Survey scan() throws HostException {
        return new DebianHost(shell, new LocalFiles(image.root()), state(), Clock.systemUTC(), Progress.NONE).scan();
    }

    private static PendingChanges known(Survey scan) {
        assertThat(scan.pending()).as("%s", scan.inventory().problems()).isInstanceOf(Pending.Known.class);
        return ((Pending.Known) scan.pending()).changes();
    }
}
