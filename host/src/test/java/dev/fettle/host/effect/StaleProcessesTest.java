package dev.fettle.host.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StaleProcessesTest {
    /** What find and grep print for the mappings of all processes, from a real host. */
    private static final String FOUND = """
            /proc/85/maps:7f5e1b000000-7f5e1b2a0000 r-xp 000c6000 00:2b 1443  /usr/lib/x86_64-linux-gnu/libcrypto.so.3 (deleted)
            /proc/85/maps:7f5e1b2a0000-7f5e1b331000 r--p 00366000 00:2b 1443  /usr/lib/x86_64-linux-gnu/libcrypto.so.3 (deleted)
            /proc/85/maps:7f5e1b600000-7f5e1b65c000 r-xp 0001f000 00:2b 1444  /usr/lib/x86_64-linux-gnu/libssl.so.3 (deleted)
            /proc/92/maps:7f5e1c000000-7f5e1c010000 rw-s 00000000 00:01 2049  /dev/zero (deleted)
            /proc/92/maps:7f5e1c000000-7f5e1c010000 r-xs 00000000 00:01 2049  /memfd:jit (deleted)
            /proc/93/maps:7f5e1c000000-7f5e1c010000 r-xp 00000000 00:01 2049  /tmp/.x (deleted)
            /proc/94/maps:7f5e1c000000-7f5e1c010000 r-xp 00000000 00:01 2049  /opt/a b/c (deleted)
            nonsense (deleted)
            """;

    @Test
    void executable_mappings_of_replaced_files_count_and_nothing_else() throws IOException {
        Map<Integer, SortedMap<String, StaleMappings.Mapping>> found = new TreeMap<>();

        StaleMappings.read(new ByteArrayInputStream(FOUND.getBytes(StandardCharsets.UTF_8)), found);

        assertThat(found.keySet()).containsExactly(85, 94);
        assertThat(found.get(85).values())
                .extracting(StaleMappings.Mapping::path)
                .containsExactly("/usr/lib/x86_64-linux-gnu/libcrypto.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3");
        assertThat(found.get(94).values())
                .containsExactly(new StaleMappings.Mapping("/opt/a b/c", "00:01 2049", "7f5e1c000000-7f5e1c010000"));
    }

    @Test
    void a_name_with_brackets_and_blanks_does_not_shift_the_fields() {
        String stat = "85 (a) b (c) S 1 85 85 0 -1 4194624 100 0 0 0 1 2 0 0 20 0 1 0 354439 1000 10";

        assertThat(StaleProcesses.command(stat)).isEqualTo("a) b (c");
        assertThat(StaleProcesses.startedAt(stat)).isEqualTo(3544.39);
    }

    @ParameterizedTest
    @CsvSource({
        "0::/system.slice/nginx.service, nginx.service",
        "0::/init.scope, init.scope",
        "0::/user.slice/user-1000.slice/user@1000.service/app.slice/x.service, user@1000.service",
        "0::/system.slice/system-postgresql.slice/postgresql@15-main.service, postgresql@15-main.service",
        "0::/, ''",
        "1:name=systemd:/system.slice/ssh.service, ssh.service"
    })
    void the_unit_is_the_outermost_that_can_be_restarted(String cgroup, String unit) {
        assertThat(StaleProcesses.unit(cgroup)).isEqualTo(unit);
    }
}
