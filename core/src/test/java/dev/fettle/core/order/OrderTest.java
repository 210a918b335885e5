package dev.fettle.core.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.product.DebVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OrderTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final DebVersion ONE = new DebVersion("1.0");

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "-o", "--purge", "Open", "a b", "a;b", "a\nb", "../x", "a_b", "ä", "+x"})
    void what_is_no_package_name_is_refused(String name) {
        assertThatThrownBy(() -> new ExactBuild(name, "amd64", ONE)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "amd64=1", "AMD64", "a/b"})
    void what_is_no_architecture_is_refused(String architecture) {
        assertThatThrownBy(() -> new ExactBuild("openssl", architecture, ONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_exact_build_is_written_as_apt_takes_it() {
        assertThat(new ExactBuild("libstdc++6", "amd64", new DebVersion("1:12.2.0-14")))
                .hasToString("libstdc++6:amd64=1:12.2.0-14");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nginx", "nginx.socket", "-H.service", "../x.service", "a b.service", ".service", "a@b@c.service"
            })
    void what_is_no_service_is_refused(String unit) {
        assertThatThrownBy(() -> new Order.RestartServices(List.of(unit))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx.service", "postgresql@15-main.service", "getty@.service", "dbus-org.x_y.service"})
    void services_and_their_instances_are_taken(String unit) {
        assertThat(new Order.RestartServices(List.of(unit)).units()).containsExactly(unit);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".x", "a/b", "", "-x", "a b"})
    void a_check_cannot_lead_out_of_its_folder(String name) {
        assertThatThrownBy(() -> new Order.RunChecks(List.of(name))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothing_is_named_twice_and_no_list_is_empty_or_endless() {
        assertThatThrownBy(() -> new Order.RestartServices(List.of("a.service", "a.service")))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new Order.Install(List.of())).hasMessageContaining("1 to 5000");
        assertThatThrownBy(() -> new Order.RestartServices(Collections.nCopies(5_001, "a.service")))
                .hasMessageContaining("1 to 5000");
    }

    @Test
    void a_verification_wants_something_and_nothing_both_present_and_absent() {
        ExactBuild one = new ExactBuild("openssl", "amd64", ONE);
        ExactBuild otherVersion = new ExactBuild("openssl", "amd64", new DebVersion("2.0"));
        ExactBuild otherArchitecture = new ExactBuild("openssl", "i386", ONE);

        assertThat(new Order.Verify(List.of(one), List.of()).absent()).isEmpty();
        assertThat(new Order.Verify(List.of(), List.of(one)).present()).isEmpty();
        assertThat(new Order.Verify(List.of(one), List.of(otherArchitecture)).changesHost())
                .isFalse();
        assertThatThrownBy(() -> new Order.Verify(List.of(), List.of())).hasMessageContaining("1 to 5000");
        assertThatThrownBy(() -> new Order.Verify(List.of(one), List.of(otherVersion)))
                .hasMessageContaining("not both");
        assertThatThrownBy(() -> new Order.Verify(List.of(one, otherVersion), List.of()))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new Order.Verify(List.of(one), Collections.nCopies(2, otherArchitecture)))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new Order.Verify(List.of(one), Collections.nCopies(5_001, otherArchitecture)))
                .hasMessageContaining("1 to 5000");
    }

    @Test
    void an_order_is_limited_in_time_and_output() {
        assertThatThrownBy(() -> envelope(NOON, Duration.ofMinutes(1), 1 << 20)).hasMessageContaining("expires");
        assertThatThrownBy(() -> envelope(NOON.plus(Duration.ofDays(15)), Duration.ofMinutes(1), 1 << 20))
                .hasMessageContaining("14 days");
        assertThatThrownBy(() -> envelope(NOON.plusSeconds(1), Duration.ZERO, 1 << 20))
                .hasMessageContaining("24 hours");
        assertThatThrownBy(() -> envelope(NOON.plusSeconds(1), Duration.ofHours(25), 1 << 20))
                .hasMessageContaining("24 hours");
        assertThatThrownBy(() -> envelope(NOON.plusSeconds(1), Duration.ofHours(1), 1))
                .hasMessageContaining("1 KiB");
    }

    private static Envelope envelope(Instant expires, Duration limit, int output) {
        return new Envelope(new UUID(1, 1), new UUID(2, 2), NOON, expires, limit, output, new Order.Reboot());
    }
}
