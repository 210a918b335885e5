package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.FleetShell;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import dev.fettle.host.shell.ShellFiles;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.Real;
import dev.fettle.testing.TestHost;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Packages that are replaced and removed under programs that run them, on real hosts. */
@ExtendWith(FleetExtension.class)
final class StaleBuildsOnHostsTest {
    private static final SourceBuild FIRST = new SourceBuild("tiny-library", new DebVersion("1.0"));

    @Test
    void a_replaced_library_runs_until_its_service_is_restarted(TestHost host) throws HostException {
        apt(host, "update");
        assertThat(stale(host).builds()).isEmpty();

        apt(host, "install", "-y", "tiny-library");

        assertThat(stale(host).builds())
                .containsExactly(new StaleBuild(
                        "tiny-library", architecture(host), FIRST.version(), FIRST, List.of("tiny-user.service")));

        host.run("systemctl", "restart", "tiny-user").text();

        assertThat(stale(host).builds()).isEmpty();
    }

    @Test
    void of_two_replacements_the_moment_tells_which_version_runs(TestHost host) throws HostException {
        apt(host, "update");
        apt(host, "install", "-y", "tiny-library");
        host.run("systemctl", "restart", "tiny-user").text();
        String started = host.run("date", "+%s").text();
        // The log is written to the second, and so are the times of files.
        host.sh("while [ $(date +%s) -lt $((" + started + " + 3)) ]; do sleep 0.2; done")
                .text();
        apt(host, "install", "-y", "--allow-downgrades", "tiny-library=1.0");
        host.sh("while [ $(date +%s) -lt $((" + started + " + 7)) ]; do sleep 0.2; done")
                .text();
        apt(host, "install", "-y", "tiny-library=1.1");

        assertThat(stale(host).builds())
                .extracting(each -> String.valueOf(each.version()))
                .containsExactly("1.1");
    }

    @Test
    void a_program_started_by_hand_bears_its_own_name_and_a_removed_package_its_version(TestHost host)
            throws HostException {
        apt(host, "update");
        // What lies in the lower layer of the test host's disk keeps no time of its end.
        apt(host, "install", "-y", "--reinstall", "tiny-library=1.0");
        host.run("systemctl", "restart", "tiny-user").text();
        host.sh("cp /bin/sleep /usr/local/bin/by-hand; LD_PRELOAD=/usr/lib/tiny/libtiny.so.1 setsid by-hand 1000"
                        + " </dev/null >/dev/null 2>&1 & until grep -q libtiny /proc/$(pgrep -x by-hand)/maps; do sleep 0.1;"
                        + " done; sleep 3")
                .text();

        // Alone, because of two packages that went within a second neither can be told.
        host.run("dpkg", "--purge", "--force-depends", "tiny-library").text();

        assertThat(stale(host).builds())
                .containsExactly(new StaleBuild(
                        "tiny-library",
                        architecture(host),
                        FIRST.version(),
                        null,
                        List.of("by-hand", "tiny-user.service")));
    }

    @Test
    void files_replaced_by_hand_are_no_guess_and_files_of_nobody_a_sentence(TestHost host) throws HostException {
        host.sh("cd /usr/lib/tiny && cp libtiny.so.1 new && mv new libtiny.so.1")
                .text();
        host.sh(
                        "mkdir -p /opt/own && cp /bin/sleep /opt/own/worker && setsid /opt/own/worker 1000 </dev/null >/dev/null"
                                + " 2>&1 & sleep 0.5; rm /opt/own/worker")
                .text();

        Seen seen = stale(host);

        assertThat(seen.builds())
                .containsExactly(
                        new StaleBuild("tiny-library", architecture(host), null, null, List.of("tiny-user.service")));
        assertThat(seen.problems().list()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).startsWith("1 file that no package is known to own was replaced or removed");
            assertThat(problem.text()).isEqualTo("worker");
        });
    }

    @Test
    void a_host_far_from_greenwich_tells_the_same(TestHost host) throws HostException {
        host.run("ln", "-sf", "/usr/share/zoneinfo/Pacific/Auckland", "/etc/localtime")
                .text();
        apt(host, "update");
        apt(host, "install", "-y", "tiny-library");

        assertThat(stale(host).builds())
                .extracting(each -> String.valueOf(each.version()))
                .containsExactly("1.0");
    }

    @Test
    void a_patched_libssl_runs_in_nginx_until_it_is_restarted(@Real TestHost host) throws HostException {
        apt(host, "update");
        String before = host.run("dpkg-query", "-W", "-f=${Version}", "libssl3").text();

        apt(host, "install", "-y", "libssl3");

        assertThat(stale(host).builds()).anySatisfy(build -> {
            assertThat(build.name()).isEqualTo("libssl3");
            assertThat(build.version()).isEqualTo(new DebVersion(before));
            assertThat(build.source()).isEqualTo(new SourceBuild("openssl", new DebVersion(before)));
            assertThat(build.users()).contains("nginx.service", "postgresql@15-main.service");
        });
        host.run("systemctl", "restart", "nginx").text();
        assertThat(stale(host).builds())
                .filteredOn(build -> build.name().equals("libssl3"))
                .allSatisfy(build -> assertThat(build.users()).doesNotContain("nginx.service"));
    }

    private record Seen(List<StaleBuild> builds, Problems problems) {}

    private static Seen stale(TestHost host) throws HostException {
        Shell shell = new FleetShell(host);
        HostFiles files = new ShellFiles(shell);
        Problems problems = new Problems();
        List<StaleBuild> builds = new StaleBuilds(shell, files, problems)
                .now(new DpkgDatabase(shell, files, problems).read().packages());
        return new Seen(builds, problems);
    }

    private static void apt(TestHost host, String... arguments) {
        String[] argv = new String[arguments.length + 3];
        argv[0] = "env";
        argv[1] = "DEBIAN_FRONTEND=noninteractive";
        argv[2] = "apt-get";
        System.arraycopy(arguments, 0, argv, 3, arguments.length);
        host.run(argv).text();
    }

    private static String architecture(TestHost host) {
        return host.run("dpkg", "--print-architecture").text();
    }
}
