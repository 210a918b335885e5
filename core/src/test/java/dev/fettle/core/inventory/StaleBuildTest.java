package dev.fettle.core.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StaleBuildTest {
    private static StaleBuild runBy(String... users) {
        return new StaleBuild("libc6", "amd64", null, null, List.of(users));
    }

    @Test
    void each_user_is_told_by_what_it_is_ended() {
        assertThat(runBy("nginx.service", "session-3.scope", "sleep", "init.scope", "user@1000.service", "ssh.service")
                        .advice())
                .isEqualTo("Restart nginx.service, ssh.service. End the sessions of session-3.scope, user@1000.service."
                        + " Restart by hand: sleep. Only a reboot ends init.scope.");
    }

    @Test
    void the_first_process_and_the_message_bus_need_a_reboot() {
        assertThat(runBy("dbus.service", "nginx.service").needsReboot()).isTrue();
        assertThat(runBy("init.scope").needsReboot()).isTrue();
        assertThat(runBy("nginx.service", "session-3.scope").needsReboot()).isFalse();
    }
}
