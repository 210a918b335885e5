package dev.fettle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a real apt makes of each way in which a mirror can fail it. */
@ExtendWith(FleetExtension.class)
final class MirrorFaultsTest {
    private static final String SECURITY = "/tiny/dists/tiny-security/*";
    private static final String GOOD_DEB = "/tiny/pool/tiny-security/tiny-good_1.1_*.deb";
    private static final String[] EVERY_ERROR_COUNTS = {"-o", "APT::Update::Error-Mode=any"};

    private static TestFleet fleet;
    private static TestHost host;

    @BeforeAll
    static void take_a_host(TestFleet shared, TestHost fresh) {
        fleet = shared;
        host = fresh;
    }

    @BeforeEach
    void begin_with_the_lists_of_a_mirror_that_is_well() {
        Apt.update(host, EVERY_ERROR_COUNTS).text();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"UNAVAILABLE", "HANG", "RESET"})
    void apt_update_succeeds_with_the_old_lists_unless_every_error_counts(Fault fault) {
        fleet.fault(SECURITY, fault);

        assertThat(Apt.update(host).status()).isZero();
        assertThat(Apt.update(host, EVERY_ERROR_COUNTS).status()).isEqualTo(100);
        assertThat(pending()).contains("tiny-good");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"WRONG_SIGNATURE", "EXPIRED", "NOT_FOUND"})
    void apt_update_fails_and_keeps_the_old_lists(Fault fault) {
        fleet.fault(SECURITY, fault);

        Ran ran = Apt.update(host, EVERY_ERROR_COUNTS);

        assertThat(ran.status()).isEqualTo(100);
        assertThat(ran.output())
                .contains(
                        switch (fault) {
                            case WRONG_SIGNATURE -> "NO_PUBKEY";
                            case EXPIRED -> "is expired (invalid since";
                            default -> "404";
                        });
        assertThat(pending()).contains("tiny-good");
    }

    @Test
    void a_release_with_one_wrong_bit_is_no_valid_release() {
        fleet.fault("*/tiny-security/InRelease", Fault.CORRUPT);

        assertThat(Apt.update(host, EVERY_ERROR_COUNTS).status()).isEqualTo(100);
        assertThat(pending()).contains("tiny-good");
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"CORRUPT", "TRUNCATED", "NOT_FOUND", "UNAVAILABLE", "RESET"})
    void a_package_that_does_not_arrive_whole_is_not_installed(Fault fault) {
        fleet.fault(GOOD_DEB, fault);

        Ran ran = Apt.install(host, "tiny-good");

        assertThat(ran.status()).isEqualTo(100);
        assertThat(Apt.version(host, "tiny-good")).isEqualTo("ii 1.0");
        assertThat(host.run("dpkg", "--audit").text()).isEmpty();
    }

    @Test
    void a_slow_mirror_is_waited_for() {
        fleet.fault(SECURITY, Fault.SLOW);

        assertThat(Apt.update(host, EVERY_ERROR_COUNTS).succeeded()).isTrue();
    }

    @Test
    void the_mirror_tells_who_asked_for_what_and_which_fault_was_the_answer() {
        fleet.fault(SECURITY, Fault.UNAVAILABLE);
        Apt.update(host);

        assertThat(fleet.requests())
                .anyMatch(
                        line -> line.endsWith(" " + host.address() + " '/tiny/dists/tiny-security/InRelease' 503 503"));
    }

    private static String pending() {
        return host.sh("apt-get -s dist-upgrade | grep ^Inst").text();
    }
}
