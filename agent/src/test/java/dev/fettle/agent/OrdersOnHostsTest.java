package dev.fettle.agent;

import static dev.fettle.agent.OrderedHost.build;
import static dev.fettle.agent.OrderedHost.install;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.SignedOrder;
import dev.fettle.testing.Fault;
import dev.fettle.testing.FleetExtension;
import dev.fettle.testing.Ran;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of order, and each way in which an archive, a package or a forger may spoil it, on a real host. */
@ExtendWith(FleetExtension.class)
final class OrdersOnHostsTest {
    private static OrderedHost ordered;
    private static TestFleet fleet;

    @BeforeAll
    static void take_a_host(TestFleet shared, TestHost host) {
        fleet = shared;
        ordered = new OrderedHost(host);
    }

    @AfterEach
    void all_packages_are_as_before() {
        ordered.host()
                .sh("apt-mark unhold tiny-good >/dev/null; rm -f /etc/*.dpkg-* ;"
                        + " DEBIAN_FRONTEND=noninteractive apt-get -qy --allow-downgrades"
                        + " -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold install"
                        + " $(dpkg-query -W -f '${Package}\\n' 'tiny-*' | grep -v extra | sed s/$/=1.0/)"
                        + " && apt-get -qy purge tiny-extra && dpkg --audit && apt-get clean")
                .text();
    }

    private static Outcome.Failed failed(Report report) {
        assertThat(report.outcome()).isInstanceOf(Outcome.Failed.class);
        return (Outcome.Failed) report.outcome();
    }

    private static void succeeded(Report report) {
        assertThat(report.outcome()).isEqualTo(new Outcome.Succeeded());
    }

    private static Report.Change changed(String name, String before, String after) {
        return new Report.Change(name, "amd64", new DebVersion(before), new DebVersion(after));
    }

    private static BuildFile file(String name, String version) {
        String entry = ordered.host()
                .sh("apt-cache show " + name + "=" + version + " | sed -n 's/^Size: //p; s/^SHA256: //p'")
                .text();
        String[] lines = entry.split("\n", -1);
        return new BuildFile(build(name, version), Long.parseLong(lines[0]), new Octets(lines[1]));
    }

    @Test
    void a_build_whose_bytes_are_named_comes_from_the_archive_that_offers_them() {
        BuildFile file = file("tiny-good", "1.1");

        succeeded(ordered.done(new Order.Install(List.of(file.build()), List.of(file))));

        assertThat(ordered.version("tiny-good")).isEqualTo("ii 1.1");
    }

    @Test
    void other_bytes_under_the_same_version_are_not_installed() {
        BuildFile real = file("tiny-good", "1.1");
        BuildFile other = new BuildFile(real.build(), real.bytes(), Octets.sha256(new byte[1]));

        Outcome.Failed failed = failed(ordered.done(new Order.Install(List.of(other.build()), List.of(other))));

        assertThat(failed.kind()).isEqualTo(FailureKind.DOWNLOAD);
        assertThat(failed.message())
                .contains("No archive of this host offers what was approved")
                .contains("tiny-good:amd64=1.1")
                .contains("no connection of its own to its server");
        assertThat(ordered.version("tiny-good")).isEqualTo("ii 1.0");
    }

    @Test
    void a_patch_is_installed_and_taken_back_to_the_exact_old_version() {
        Report there = ordered.done(install("tiny-good", "1.1"));
        succeeded(there);
        assertThat(there.changes()).containsExactly(changed("tiny-good", "1.0", "1.1"));

        Report back = ordered.done(new Order.RollBack(List.of(build("tiny-good", "1.0")), List.of()));
        succeeded(back);
        assertThat(back.changes()).containsExactly(changed("tiny-good", "1.1", "1.0"));
        assertThat(ordered.version("tiny-good")).isEqualTo("ii 1.0");
    }

    @Test
    void a_package_that_would_bring_another_is_not_touched_until_the_order_names_both() {
        Report refused = ordered.done(install("tiny-needy", "1.1"));
        assertThat(failed(refused))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RESOLVER))
                .satisfies(failure -> assertThat(failure.message()).contains("install tiny-extra:amd64=1.1"));
        assertThat(refused.changes())
                .as("the plan, from which the next order can be made")
                .containsExactlyInAnyOrder(
                        changed("tiny-needy", "1.0", "1.1"),
                        new Report.Change("tiny-extra", "amd64", null, new DebVersion("1.1")));
        assertThat(ordered.version("tiny-needy")).isEqualTo("ii 1.0");

        succeeded(ordered.done(new Order.Install(List.of(build("tiny-needy", "1.1"), build("tiny-extra", "1.1")))));
        Report back = ordered.done(
                new Order.RollBack(List.of(build("tiny-needy", "1.0")), List.of(build("tiny-extra", "1.1"))));
        succeeded(back);
        assertThat(back.changes()).extracting(Report.Change::name).containsExactly("tiny-extra", "tiny-needy");
    }

    @Test
    void a_simulation_tells_what_would_happen_and_does_nothing() {
        Report report = ordered.done(new Order.Simulate(List.of(build("tiny-needy", "1.1"))));

        succeeded(report);
        assertThat(report.changes())
                .containsExactlyInAnyOrder(
                        changed("tiny-needy", "1.0", "1.1"),
                        new Report.Change("tiny-extra", "amd64", null, new DebVersion("1.1")));
        assertThat(ordered.version("tiny-needy")).isEqualTo("ii 1.0");
    }

    @Test
    void a_failing_script_is_told_with_what_it_left_and_rolling_back_mends_it() {
        Report report = ordered.done(install("tiny-failing", "1.1"));
        assertThat(failed(report).kind()).isEqualTo(FailureKind.SCRIPT);
        assertThat(report.changes()).containsExactly(changed("tiny-failing", "1.0", "1.1"));

        assertThat(failed(ordered.done(install("tiny-good", "1.1"))))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.PACKAGE_DATABASE))
                .satisfies(failure -> assertThat(failure.message()).contains("tiny-failing (half-configured)"));

        succeeded(ordered.done(new Order.RollBack(List.of(build("tiny-failing", "1.0")), List.of())));
        assertThat(ordered.version("tiny-failing")).isEqualTo("ii 1.0");
    }

    @Test
    void a_service_that_does_not_come_up_again_is_a_failure_although_apt_is_content() {
        Report report = ordered.done(install("tiny-refusing", "1.1"));

        assertThat(failed(report))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.SERVICE))
                .satisfies(failure -> assertThat(failure.message()).contains("tiny-refusing.service ran before"));
        assertThat(report.changes()).containsExactly(changed("tiny-refusing", "1.0", "1.1"));
        succeeded(ordered.done(new Order.RollBack(List.of(build("tiny-refusing", "1.0")), List.of())));
        assertThat(ordered.host().run("systemctl", "is-active", "tiny-refusing").text())
                .isEqualTo("active");
    }

    @Test
    void the_administrators_configuration_file_is_kept_and_the_conflict_is_told() {
        Report report = ordered.done(install("tiny-conffile", "1.1"));

        succeeded(report);
        assertThat(report.notes()).singleElement().asString().startsWith("/etc/tiny-conffile.conf: ");
    }

    @Test
    void a_package_on_hold_stays_as_it_is() {
        ordered.host().run("apt-mark", "hold", "tiny-good").text();

        assertThat(failed(ordered.done(install("tiny-good", "1.1"))))
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(FailureKind.RESOLVER))
                .satisfies(failure -> assertThat(failure.message()).contains("on hold", "tiny-good"));
        assertThat(ordered.version("tiny-good")).isEqualTo("hi 1.0");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, DOWNLOAD",
        "UNAVAILABLE, DOWNLOAD",
        "RESET, DOWNLOAD",
        "TRUNCATED, DOWNLOAD",
        "CORRUPT, SIGNATURE"
    })
    void a_package_that_cannot_be_had_changes_nothing(Fault fault, FailureKind kind) {
        fleet.fault("*tiny-good_1.1_amd64.deb", fault);

        assertThat(failed(ordered.done(install("tiny-good", "1.1"))).kind()).isEqualTo(kind);
        assertThat(ordered.version("tiny-good")).isEqualTo("ii 1.0");
    }

    @ParameterizedTest
    @CsvSource({"UNAVAILABLE, DOWNLOAD", "RESET, DOWNLOAD", "WRONG_SIGNATURE, SIGNATURE", "EXPIRED, SIGNATURE"})
    void lists_that_cannot_be_had_are_a_failure_and_the_old_ones_stay(Fault fault, FailureKind kind) {
        fleet.fault("*InRelease", fault);

        assertThat(failed(ordered.done(new Order.RefreshMetadata())).kind()).isEqualTo(kind);
        fleet.clearFaults();
        succeeded(ordered.done(install("tiny-good", "1.1")));
    }

    @Test
    void an_archive_that_hangs_ends_the_order_when_its_time_is_over() {
        fleet.fault("*InRelease", Fault.HANG);
        Envelope envelope = ordered.envelope(new Order.RefreshMetadata(), Duration.ofSeconds(5));
        UUID id = UUID.fromString(ordered.offered(ordered.signed(envelope)).text());

        assertThat(failed(ordered.carriedOut(id)).kind()).isEqualTo(FailureKind.TIMEOUT);
    }

    @Test
    void a_service_is_restarted_and_one_that_is_not_there_is_a_failure() {
        succeeded(ordered.done(new Order.RestartServices(List.of("ssh.service"))));
        assertThat(failed(ordered.done(new Order.RestartServices(List.of("nonesuch.service"))))
                        .kind())
                .isEqualTo(FailureKind.SERVICE);
    }

    @Test
    void the_hosts_own_checks_decide_and_none_is_no_good_news() {
        assertThat(failed(ordered.done(new Order.RunChecks(List.of()))).kind()).isEqualTo(FailureKind.CHECK);
        ordered.host()
                .write("/etc/fettle/checks.d/web", "#!/bin/sh\ntest ! -e /tmp/bad || { echo broken >&2; exit 1; }\n");
        ordered.host().run("chmod", "755", "/etc/fettle/checks.d/web").text();

        Report well = ordered.done(new Order.RunChecks(List.of()));
        succeeded(well);
        assertThat(well.notes()).containsExactly("Check web: all is well.");

        ordered.host().run("touch", "/tmp/bad").text();
        assertThat(failed(ordered.done(new Order.RunChecks(List.of("web")))).message())
                .contains("web ended with 1: broken");

        ordered.host().run("chmod", "777", "/etc/fettle/checks.d/web").text();
        assertThat(failed(ordered.done(new Order.RunChecks(List.of("web")))).message())
                .contains("can be changed by others than root");
        ordered.host().run("rm", "-r", "/etc/fettle/checks.d", "/tmp/bad").text();
    }

    private static Order.Verify present(String name, String version) {
        return new Order.Verify(List.of(build(name, version)), List.of());
    }

    private static String notInEffect(Report report) {
        assertThat(failed(report).kind()).isEqualTo(FailureKind.NOT_IN_EFFECT);
        return failed(report).message();
    }

    @Test
    void what_was_installed_is_verified_and_another_version_is_told_with_both() {
        succeeded(ordered.done(install("tiny-good", "1.1")));

        Report verified = ordered.done(present("tiny-good", "1.1"));
        succeeded(verified);
        assertThat(verified.changes()).isEmpty();
        assertThat(notInEffect(ordered.done(present("tiny-good", "1.0"))))
                .contains("tiny-good:amd64 is 1.1 and should be 1.0");
        assertThat(notInEffect(ordered.done(
                        new Order.Verify(List.of(build("tiny-extra", "1.1")), List.of(build("tiny-good", "1.1"))))))
                .contains(
                        "tiny-extra:amd64 is not installed and should be 1.1",
                        "tiny-good:amd64 is 1.1 and should be gone");
        succeeded(ordered.done(new Order.Verify(List.of(), List.of(build("tiny-extra", "1.1")))));
        assertThat(ordered.version("tiny-good")).isEqualTo("ii 1.1");
    }

    @Test
    void a_library_is_in_effect_when_the_service_that_runs_the_old_one_is_restarted() {
        succeeded(ordered.done(install("tiny-library", "1.1")));

        Report stale = ordered.done(present("tiny-library", "1.1"));
        assertThat(notInEffect(stale))
                .contains("tiny-user.service still runs files of tiny-library:amd64", "Restart tiny-user.service.");
        assertThat(stale.stale()).extracting(StaleProcess::unit).containsExactly("tiny-user.service");
        Report other = ordered.done(present("tiny-good", "1.0"));
        succeeded(other);
        assertThat(other.notes()).anySatisfy(note -> assertThat(note).contains("tiny-library"));

        succeeded(ordered.done(new Order.RestartServices(List.of("tiny-user.service"))));
        Report fresh = ordered.done(present("tiny-library", "1.1"));
        succeeded(fresh);
        assertThat(fresh.stale()).isEmpty();
        assertThat(fresh.notes()).isEmpty();
    }

    @Test
    void a_verification_asks_the_hosts_own_checks_and_tells_failed_services_and_a_broken_database() {
        ordered.host().write("/etc/fettle/checks.d/web", "#!/bin/sh\necho broken >&2\nexit 1\n");
        ordered.host().run("chmod", "755", "/etc/fettle/checks.d/web").text();
        ordered.host()
                .sh("systemd-run -q --unit=tiny-doomed --property=RemainAfterExit=yes false; sleep 0.5")
                .text();

        Report checked = ordered.done(present("tiny-good", "1.0"));
        assertThat(failed(checked).kind()).isEqualTo(FailureKind.CHECK);
        assertThat(failed(checked).message()).contains("web ended with 1: broken");
        assertThat(checked.notes()).contains("tiny-doomed.service has failed (exit-code).");
        ordered.host().sh("rm -r /etc/fettle/checks.d; systemctl reset-failed").text();

        assertThat(failed(ordered.done(install("tiny-failing", "1.1"))).kind()).isEqualTo(FailureKind.SCRIPT);
        Report broken = ordered.done(present("tiny-good", "1.0"));
        assertThat(failed(broken).kind()).isEqualTo(FailureKind.PACKAGE_DATABASE);
        assertThat(failed(broken).message()).contains("tiny-failing (half-configured)");
        assertThat(notInEffect(ordered.done(present("tiny-failing", "1.1"))))
                .contains("tiny-failing:amd64 1.1 is half-configured and should be 1.1");
        succeeded(ordered.done(new Order.RollBack(List.of(build("tiny-failing", "1.0")), List.of())));
    }

    @Test
    void checks_together_take_no_longer_than_their_order_may() {
        for (String name : List.of("a", "b", "c")) {
            ordered.host().write("/etc/fettle/checks.d/" + name, "#!/bin/sh\nsleep 3\n");
            ordered.host().run("chmod", "755", "/etc/fettle/checks.d/" + name).text();
        }
        Envelope envelope = ordered.envelope(new Order.RunChecks(List.of()), Duration.ofSeconds(5));
        UUID id = UUID.fromString(ordered.offered(ordered.signed(envelope)).text());

        assertThat(failed(ordered.carriedOut(id)).kind()).isEqualTo(FailureKind.TIMEOUT);
        ordered.host().run("rm", "-r", "/etc/fettle/checks.d").text();
    }

    @Test
    void a_replayed_order_is_done_once() {
        SignedOrder order = ordered.signed(ordered.envelope(install("tiny-good", "1.1"), Duration.ofMinutes(2)));
        UUID id = UUID.fromString(ordered.offered(order).text());
        Report first = ordered.carriedOut(id);
        succeeded(ordered.done(new Order.RollBack(List.of(build("tiny-good", "1.0")), List.of())));

        assertThat(ordered.offered(order).text()).isEqualTo(id.toString());
        assertThat(ordered.carriedOut(id)).isEqualTo(first);
        assertThat(ordered.version("tiny-good")).isEqualTo("ii 1.0");
    }

    @Test
    void forged_foreign_and_expired_orders_are_refused_with_a_reason() {
        Envelope good = ordered.envelope(install("tiny-good", "1.1"), Duration.ofMinutes(2));
        Instant now = good.issuedAt();

        refused(OrderedHost.signed(good, OrderedHost.pair()), "a key signed it that is not trusted");
        SignedOrder signed = ordered.signed(good);
        refused(
                new SignedOrder(signed.payload().replace("1.1", "1.2"), signed.keyId(), signed.signature()),
                "its signature does not hold");
        refused(
                ordered.signed(new Envelope(
                        good.id(),
                        UUID.randomUUID(),
                        now,
                        good.expiresAt(),
                        good.timeLimit(),
                        good.outputLimit(),
                        good.order())),
                "for another host");
        refused(
                ordered.signed(new Envelope(
                        good.id(),
                        ordered.id(),
                        now.minusSeconds(600),
                        now.minusSeconds(1),
                        good.timeLimit(),
                        good.outputLimit(),
                        good.order())),
                "had to be begun before");
        refused(
                ordered.signed(new Envelope(
                        good.id(),
                        ordered.id(),
                        now.plus(Duration.ofDays(1)),
                        now.plus(Duration.ofDays(2)),
                        good.timeLimit(),
                        good.outputLimit(),
                        good.order())),
                "the clock of this host or of the server is wrong");
        assertThat(ordered.version("tiny-good")).isEqualTo("ii 1.0");
    }

    private static void refused(SignedOrder order, String why) {
        Ran ran = ordered.offered(order);
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.stderr()).contains(why);
    }
}
