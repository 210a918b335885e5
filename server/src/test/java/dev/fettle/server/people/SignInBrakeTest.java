package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fettle.server.SetClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SignInBrakeTest {
    private static final String HERE = "127.0.0.1";
    private static final String THERE = "192.0.2.7";

    private final SetClock clock = new SetClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final SignInBrake brake = new SignInBrake(clock);

    private void tries(int number, String name, String address) {
        for (int i = 0; i < number; i++) {
            brake.begin(name, address);
        }
    }

    private void mustWait(String name, String address, int minutes) {
        assertThatExceptionOfType(SignInBrake.TooManyTries.class)
                .isThrownBy(() -> brake.begin(name, address))
                .satisfies(fault -> assertThat(fault.minutes()).isEqualTo(minutes));
    }

    @Test
    void each_try_after_the_fifth_waits_longer_up_to_five_minutes() {
        tries(SignInBrake.FREE, "ada", HERE);
        for (int seconds : new int[] {30, 60, 120, 240, 300, 300}) {
            mustWait("Ada", HERE, (seconds + 59) / 60);
            clock.advance(Duration.ofSeconds(seconds - 1));
            mustWait("ada", HERE, 1);
            clock.advance(Duration.ofSeconds(1));
            brake.begin("ada", HERE);
        }
    }

    @Test
    void after_ten_quiet_minutes_all_is_forgotten() {
        tries(SignInBrake.FREE, "ada", HERE);
        clock.advance(Duration.ofMinutes(10));

        tries(SignInBrake.FREE, "ada", HERE);
        mustWait("ada", HERE, 1);
    }

    @Test
    void who_tries_many_names_waits_too_but_nobody_behind_a_proxy_for_another() {
        for (int i = 0; i < SignInBrake.FREE; i++) {
            brake.begin("a" + i, THERE);
            brake.begin("b" + i, HERE);
        }

        mustWait("eve", THERE, 1);
        assertThatCode(() -> brake.begin("eve", HERE)).doesNotThrowAnyException();
    }

    @Test
    void who_signs_in_begins_anew() {
        tries(SignInBrake.FREE, "ada", THERE);
        brake.succeeded("ada", THERE);

        tries(SignInBrake.FREE, "ada", THERE);
        mustWait("ada", THERE, 1);
    }

    @Test
    void no_more_than_so_many_names_are_kept() {
        tries(SignInBrake.FREE, "ada", HERE);
        for (int i = 0; i < SignInBrake.MOST_KEPT; i++) {
            brake.begin("a" + i, HERE);
        }

        assertThatCode(() -> brake.begin("ada", HERE)).doesNotThrowAnyException();
    }
}
