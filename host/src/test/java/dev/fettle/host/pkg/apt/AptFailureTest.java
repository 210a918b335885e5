package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.shell.Result;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** With what apt 2.6 and dpkg 1.21 really said on test hosts, addresses shortened. */
final class AptFailureTest {
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(
                        FailureKind.DOWNLOAD,
                        "E: Failed to fetch http://a/tiny/InRelease  503  as asked for [IP: 198.18.0.1 41741]\n"
                                + "E: Some index files failed to download. They have been ignored, or old ones used instead."),
                Arguments.of(
                        FailureKind.DOWNLOAD,
                        "E: Failed to fetch http://a/tiny/InRelease  Connection failed [IP: 198.18.0.1 41741]"),
                Arguments.of(
                        FailureKind.DOWNLOAD,
                        "E: Failed to fetch http://a/x.deb  Error reading from server. Remote end closed connection\n"
                                + "E: Some files failed to download"),
                Arguments.of(
                        FailureKind.SIGNATURE,
                        "W: GPG error: http://a tiny InRelease: The following signatures were invalid: BADSIG B114 tiny\n"
                                + "E: The repository 'http://a tiny InRelease' is not signed."),
                Arguments.of(
                        FailureKind.SIGNATURE,
                        "E: Release file for http://a/tiny/InRelease is expired (invalid since 9814d 11h 25min 53s). Updates"
                                + " for this repository will not be applied."),
                Arguments.of(
                        FailureKind.SIGNATURE,
                        "E: Failed to fetch http://a/x.deb  Hash Sum mismatch\nE: Some files failed to download"),
                Arguments.of(FailureKind.RESOLVER, "E: Version '9.9' for 'tiny-good' was not found"),
                Arguments.of(FailureKind.RESOLVER, "E: Unable to locate package nonesuch"),
                Arguments.of(
                        FailureKind.SCRIPT,
                        "dpkg: error processing package tiny-failing (--configure):\n"
                                + " installed tiny-failing package post-installation script subprocess returned error exit"
                                + " status 1\nE: Sub-process /usr/bin/dpkg returned an error code (1)"),
                Arguments.of(
                        FailureKind.DISK,
                        "dpkg: error processing archive x.deb (--unpack):\n cannot copy extracted data for './usr/x' to"
                                + " '/usr/x.dpkg-new': failed to write (No space left on device)\n"
                                + "E: Sub-process /usr/bin/dpkg returned an error code (1)"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void what_apt_says_is_told_by_its_kind(FailureKind kind, String stderr) {
        ChangeException failed =
                AptFailure.of(new Result(100, "", stderr, false), "apt-get install", FailureKind.INTERNAL);

        assertThat(failed.kind()).isEqualTo(kind);
        assertThat(failed.problem().text()).isNotBlank();
    }

    @Test
    void who_holds_the_lock_is_named() {
        ChangeException failed = AptFailure.of(
                new Result(
                        100,
                        "",
                        "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)\n"
                                + "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another"
                                + " process using it?",
                        false),
                "apt-get install",
                FailureKind.INTERNAL);

        assertThat(failed.kind()).isEqualTo(FailureKind.LOCK);
        assertThat(failed).hasMessageContaining("process 812 (unattended-upgr)");
    }

    @Test
    void what_is_not_recognised_is_told_as_it_is() {
        ChangeException failed =
                AptFailure.of(new Result(100, "", "E: Something new", false), "apt-get update", FailureKind.DOWNLOAD);

        assertThat(failed.kind()).isEqualTo(FailureKind.DOWNLOAD);
        assertThat(failed).hasMessageContaining("apt-get update ended with 100");
        assertThat(failed.problem().text()).isEqualTo("E: Something new");
    }
}
