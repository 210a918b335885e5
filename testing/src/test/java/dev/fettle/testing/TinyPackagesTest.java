package dev.fettle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Each tiny package does what its name says, on a real host with its real apt. */
@ExtendWith(FleetExtension.class)
final class TinyPackagesTest {
    private static TestHost host;
    private static List<String> pendingAtFirst;

    @BeforeAll
    static void take_a_host_and_refresh_its_lists(TestHost fresh) {
        host = fresh;
        Apt.update(host, "-o", "APT::Update::Error-Mode=any").text();
        pendingAtFirst = host.sh("apt-get -s dist-upgrade | grep ^Inst | cut -d ' ' -f 2")
                .text()
                .lines()
                .toList();
    }

    @Test
    void a_new_version_pends_for_each_package_but_the_one_that_has_none() {
        assertThat(pendingAtFirst)
                .containsExactlyInAnyOrder(
                        "tiny-conffile",
                        "tiny-extra",
                        "tiny-failing",
                        "tiny-good",
                        "tiny-library",
                        "tiny-needy",
                        "tiny-reboot",
                        "tiny-refusing",
                        "tiny-slow");
    }

    @Test
    void a_good_service_is_restarted_from_its_new_program() {
        Apt.install(host, "tiny-good").text();

        assertThat(Apt.version(host, "tiny-good")).isEqualTo("ii 1.1");
        assertThat(Apt.state(host, "tiny-good")).isEqualTo("active");
        assertThat(stale("tiny-good")).isEmpty();
    }

    @Test
    void a_library_stays_mapped_by_the_service_that_nobody_restarted() {
        assertThat(stale("tiny-user")).isEmpty();

        Apt.install(host, "tiny-library").text();

        assertThat(stale("tiny-user")).contains("/usr/lib/tiny/libtiny.so.1 (deleted)");
        host.run("systemctl", "restart", "tiny-user").text();
        assertThat(stale("tiny-user")).isEmpty();
    }

    @Test
    void a_failing_postinst_fails_the_installation_and_says_why() {
        Ran ran = Apt.install(host, "tiny-failing");

        assertThat(ran.status()).isEqualTo(100);
        assertThat(ran.output()).contains("tiny-failing: cannot convert the old settings");
        assertThat(Apt.version(host, "tiny-failing")).isEqualTo("iF 1.1");
        host.sh("dpkg --force-all --purge tiny-failing").text();
    }

    @Test
    void a_new_dependency_is_installed_with_it() {
        Apt.install(host, "tiny-needy").text();

        assertThat(Apt.version(host, "tiny-extra")).isEqualTo("ii 1.1");
    }

    @Test
    void a_slow_postinst_is_waited_for() {
        assertThat(Apt.install(host, "tiny-slow").succeeded()).isTrue();
        assertThat(host.sh("grep -c ' status half-configured tiny-slow' /var/log/dpkg.log")
                        .text())
                .isNotEqualTo("0");
    }

    @Test
    void a_reboot_is_asked_for() {
        Apt.install(host, "tiny-reboot").text();

        assertThat(host.read("/run/reboot-required.pkgs")).isEqualTo("tiny-reboot");
    }

    @Test
    void an_edited_configuration_file_stops_a_careless_upgrade_and_is_kept_by_a_careful_one() {
        Ran careless = Apt.install(host, "tiny-conffile");

        assertThat(careless.status()).isEqualTo(100);
        assertThat(careless.output()).contains("end of file on stdin at conffile prompt");
        host.run("dpkg", "--force-confold", "--configure", "-a").text();
        assertThat(host.read("/etc/tiny-conffile.conf")).isEqualTo("greeting = edited on this host");
        assertThat(host.read("/etc/tiny-conffile.conf.dpkg-dist")).isEqualTo("greeting = hello from 1.1");
    }

    @Test
    void apt_calls_it_a_success_when_a_service_refuses_its_configuration() {
        assertThat(Apt.state(host, "tiny-refusing")).isEqualTo("active");

        assertThat(Apt.install(host, "tiny-refusing").status()).isZero();

        assertThat(Apt.state(host, "tiny-refusing")).isEqualTo("failed");
        assertThat(host.run("journalctl", "-u", "tiny-refusing").text()).contains("mode is neither new nor newer");
    }

    @Test
    void changelogs_name_made_up_vulnerabilities() {
        host.sh("cd /tmp && apt-get -q download tiny-good=1.1 && dpkg-deb -x tiny-good_1.1_*.deb /tmp/good")
                .text();

        assertThat(host.sh("zcat /tmp/good/usr/share/doc/tiny-good/changelog.gz")
                        .text())
                .contains("urgency=high", "CVE-2099-1001, CVE-2099-1002");
    }

    /** The replaced files that the main process of a unit still maps. */
    private static String stale(String unit) {
        return host.sh("grep -h '(deleted)' /proc/$(systemctl show -p MainPID --value " + unit + ")/maps")
                .stdout();
    }
}
