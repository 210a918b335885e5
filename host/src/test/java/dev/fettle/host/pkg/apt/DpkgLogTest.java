package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.product.DebVersion;
import dev.fettle.host.pkg.apt.DpkgLog.Replacement;
import org.junit.jupiter.api.Test;

/** Lines of /var/log/dpkg.log from real hosts. */
final class DpkgLogTest {
    private static Replacement replacement(String id, String old, String now, String begun, String ended) {
        return new Replacement(id, new DebVersion(old), now, begun, ended);
    }

    @Test
    void files_go_between_the_beginning_of_an_upgrade_and_the_state_after_half_installed() {
        DpkgLog.Told told = DpkgLog.read("""
                2026-11-21 14:19:46 startup archives unpack
                2026-11-21 14:19:57 upgrade libssl3:amd64 3.0.15-1 3.0.17-1
                2026-11-21 14:19:57 status triggers-pending libc-bin:amd64 2.36-9+deb12u14
                2026-11-21 14:19:57 status half-configured libssl3:amd64 3.0.15-1
                2026-11-21 14:19:57 status unpacked libssl3:amd64 3.0.15-1
                2026-11-21 14:19:58 status half-installed libssl3:amd64 3.0.15-1
                2026-11-21 14:19:59 status unpacked libssl3:amd64 3.0.17-1
                2026-11-21 14:20:30 status installed libssl3:amd64 3.0.17-1
                """);

        assertThat(told.replacements())
                .containsExactly(replacement(
                        "libssl3:amd64", "3.0.15-1", "3.0.17-1", "2026-11-21 14:19:57", "2026-11-21 14:19:59"));
        assertThat(told.since()).isEqualTo("2026-11-21 14:19:57");
    }

    @Test
    void the_same_version_installed_again_and_a_removal_take_files_away_too() {
        assertThat(DpkgLog.read("""
                2026-11-21 14:00:00 upgrade tiny:amd64 1.0 1.0
                2026-11-21 14:00:01 status half-configured tiny:amd64 1.0
                2026-11-21 14:00:02 status unpacked tiny:amd64 1.0
                2026-11-21 14:00:03 status half-installed tiny:amd64 1.0
                2026-11-21 14:00:04 status unpacked tiny:amd64 1.0
                2026-11-21 15:00:00 remove tiny:amd64 1.0 <none>
                2026-11-21 15:00:01 status half-configured tiny:amd64 1.0
                2026-11-21 15:00:02 status half-installed tiny:amd64 1.0
                2026-11-21 15:00:03 status config-files tiny:amd64 1.0
                """).replacements())
                .containsExactly(
                        replacement("tiny:amd64", "1.0", "1.0", "2026-11-21 14:00:00", "2026-11-21 14:00:04"),
                        replacement("tiny:amd64", "1.0", "", "2026-11-21 15:00:00", "2026-11-21 15:00:03"));
    }

    @Test
    void of_an_upgrade_that_was_killed_the_end_is_not_known() {
        assertThat(DpkgLog.read("""
                2026-11-21 14:00:00 upgrade tiny:amd64 1.0 1.1
                2026-11-21 14:00:03 status half-installed tiny:amd64 1.0
                """).replacements())
                .singleElement()
                .satisfies(each -> assertThat(each.ended()).isNull());
    }

    @Test
    void lines_of_another_form_are_no_replacements() {
        assertThat(DpkgLog.read("""
                2026-11-21 14:00:00 install tiny:amd64 <none> 1.0
                2026-11-21 14:00:00 upgrade tiny 1.0 1.1
                2026-11-21 14:00:00 upgrade ../tiny:amd64 1.0 1.1
                2026-11-21 14:00:00 upgrade tiny:amd64 <none> 1.1
                yesterday upgrade tiny:amd64 1.0 1.1
                """).replacements()).isEmpty();
    }
}
