package dev.fettle.host.pkg.apt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ConffilesTest {
    @Test
    void a_file_that_both_sides_changed_is_named() {
        String said = """
                Setting up tiny-conffile (1.1) ...

                Configuration file '/etc/tiny-conffile.conf'
                 ==> Modified (by you or by a script) since installation.
                 ==> Package distributor has shipped an updated version.
                 ==> Keeping old config file as default.
                """;

        assertThat(Conffiles.conflicts(said)).containsExactly("/etc/tiny-conffile.conf");
    }
}
