package dev.fettle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The distribution's own packages with the updates that really pend. */
@ExtendWith(FleetExtension.class)
final class RealHostsTest {
    private static TestHost host;

    @BeforeAll
    static void take_a_host_and_refresh_its_lists(@Real TestHost fresh) {
        host = fresh;
        host.run("apt-get", "-q", "-o", "APT::Update::Error-Mode=any", "update").text();
    }

    @Test
    void security_updates_pend() {
        assertThat(host.sh("apt-get -s dist-upgrade | grep ^Inst").text()).contains("-security");
    }

    @Test
    void nginx_and_postgresql_answer() {
        assertThat(http()).startsWith("HTTP/1.1 200");
        assertThat(host.run("setpriv", "--reuid=postgres", "--clear-groups", "psql", "-Atc", "select 6 * 7", "postgres")
                        .text())
                .isEqualTo("42");
    }

    @Test
    void a_patched_libssl_is_not_in_effect_until_nginx_is_restarted() {
        String before = Apt.version(host, "libssl3");

        Apt.install(host, "libssl3").text();

        assertThat(Apt.version(host, "libssl3")).isNotEqualTo(before);
        assertThat(staleInNginx()).contains("libssl.so.3 (deleted)");
        host.run("systemctl", "restart", "nginx").text();
        assertThat(staleInNginx()).isEmpty();
        assertThat(http()).startsWith("HTTP/1.1 200");
    }

    private static String http() {
        return host.run(
                        "bash",
                        "-c",
                        "exec 3<>/dev/tcp/127.0.0.1/80; printf 'HEAD / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3")
                .text();
    }

    private static String staleInNginx() {
        return host.sh("grep -h '(deleted)' /proc/$(cat /run/nginx.pid)/maps | grep -v /dev/zero")
                .stdout();
    }
}
