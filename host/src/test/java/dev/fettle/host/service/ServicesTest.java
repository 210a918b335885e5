package dev.fettle.host.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ServicesTest {
    /** From {@code systemctl show --property=… '*.service'} of systemd 252, shortened. */
    private static final String SHOWN = """
            Type=forking
            MainPID=86
            BusName=
            Result=success
            Id=nginx.service
            TriggeredBy=
            ActiveState=active
            SubState=running
            Transient=no

            Type=oneshot
            MainPID=0
            BusName=
            Result=success
            Id=systemd-remount-fs.service
            TriggeredBy=
            ActiveState=active
            SubState=exited
            Transient=no

            Type=dbus
            MainPID=70
            BusName=org.freedesktop.timedate1
            Result=success
            Id=systemd-timedated.service
            TriggeredBy=
            ActiveState=active
            SubState=running
            Transient=no

            Type=notify
            MainPID=64
            BusName=
            Result=success
            Id=systemd-journald.service
            TriggeredBy=systemd-journald.socket
            ActiveState=active
            SubState=running
            Transient=no
            """;

    private static ServiceState nginx(String active, String sub, String result) {
        return new ServiceState("nginx.service", active, sub, "forking", result, false, false, 0);
    }

    @Test
    void what_systemd_shows_is_read_block_by_block() {
        assertThat(Services.parse(SHOWN))
                .extracting(ServiceState::unit)
                .containsExactly(
                        "nginx.service",
                        "systemd-remount-fs.service",
                        "systemd-timedated.service",
                        "systemd-journald.service");
        assertThat(Services.parse(SHOWN).getFirst())
                .isEqualTo(
                        new ServiceState("nginx.service", "active", "running", "forking", "success", false, false, 86));
    }

    @Test
    void a_service_that_ran_and_has_stopped_is_worse_even_if_it_ended_well() {
        Services before = Services.of(Services.parse(SHOWN));
        Services after = Services.of(List.of(nginx("inactive", "dead", "success")));

        assertThat(after.worseThan(before))
                .containsExactly("nginx.service ran before and does not run now (inactive, success).");
    }

    @Test
    void what_ends_by_itself_or_is_started_on_demand_may_be_gone() {
        Services before = Services.of(Services.parse(SHOWN));
        Services after = Services.of(List.of(nginx("active", "running", "success")));

        assertThat(after.worseThan(before)).isEmpty();
    }

    @Test
    void a_service_that_is_gone_altogether_is_worse() {
        assertThat(Services.of(List.of()).worseThan(Services.of(List.of(nginx("active", "running", "success")))))
                .containsExactly("nginx.service ran before and does not run now.");
    }

    @Test
    void a_new_failure_is_worse_and_an_old_one_is_not() {
        ServiceState failed =
                new ServiceState("x.service", "failed", "failed", "oneshot", "exit-code", false, false, 0);

        assertThat(Services.of(List.of(failed)).worseThan(Services.of(List.of())))
                .containsExactly("x.service has failed (exit-code).");
        assertThat(Services.of(List.of(failed)).worseThan(Services.of(List.of(failed))))
                .isEmpty();
    }
}
