package dev.fettle.host.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.product.Platform;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import org.junit.jupiter.api.Test;

class OsReleaseTest {
    private final Problems problems = new Problems();

    @Test
    void quotes_and_escapes_are_read_as_a_shell_reads_them() throws HostException {
        OsRelease release = parse("""
                # a comment
                PRETTY_NAME="Debian \\"12\\" (bookworm)"
                VERSION_ID='12'
                ID=debian
                """);
        assertThat(release.platform()).isEqualTo(new Platform("debian", "12"));
        assertThat(release.prettyName()).isEqualTo("Debian \"12\" (bookworm)");
        assertThat(problems.list()).isEmpty();
    }

    @Test
    void a_line_that_cannot_be_read_is_quoted() throws HostException {
        parse("ID=debian\nVERSION_ID=12\nnonsense\nNAME=\"open\n");
        assertThat(problems.list()).extracting(problem -> problem.text()).containsExactly("nonsense", "NAME=\"open");
    }

    @Test
    void other_systems_are_not_supported_yet() {
        assertThatThrownBy(() -> parse("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=24.04\n"))
                .isInstanceOf(HostException.class)
                .hasMessage("This system is not supported yet; Debian is.");
    }

    @Test
    void testing_has_no_release() {
        assertThatThrownBy(() -> parse("ID=debian\n"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("VERSION_ID");
        assertThatThrownBy(() -> parse("ID=debian\nVERSION_ID='\u001b[2J'\n")).isInstanceOf(HostException.class);
    }

    private OsRelease parse(String text) throws HostException {
        return OsRelease.parse("/etc/os-release", text, problems);
    }
}
