package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SignInBrakeTest {
    private static final String HERE = "127.0.0.1";
    private static final String THERE = "192.0.2.7";

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final SetClock clock = new SetClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final SignInBrake brake = server();

    @AfterEach
    void close() {
        database.close();
    }

    /** Another server of the same database, or the same after a restart. */
    private SignInBrake server() {
        return new SignInBrake(new BrakeStore(database.jdbc()), clock, database.transactions());
    }

    private static SignInBrake.Try password(String name, String address) {
        return new SignInBrake.Try(SignInBrake.What.PASSWORD, name, address, "");
    }

    private void tries(int number, SignInBrake.Try one) {
        for (int i = 0; i < number; i++) {
            brake.begin(one);
        }
    }

    private void mustWait(SignInBrake.Try one, int minutes) {
        assertThatExceptionOfType(SignInBrake.TooManyTries.class)
                .isThrownBy(() -> brake.begin(one))
                .satisfies(fault -> assertThat(fault.minutes()).isEqualTo(minutes));
    }

    @Test
    void each_try_after_the_fifth_waits_longer_up_to_five_minutes() {
        tries(SignInBrake.FREE, password("ada", HERE));
        for (int seconds : new int[] {30, 60, 120, 240, 300, 300}) {
            mustWait(password("Ada", HERE), (seconds + 59) / 60);
            clock.advance(Duration.ofSeconds(seconds - 1));
            mustWait(password("ada", HERE), 1);
            clock.advance(Duration.ofSeconds(1));
            brake.begin(password("ada", HERE));
        }
    }

    @Test
    void after_ten_quiet_minutes_all_is_forgotten() {
        tries(SignInBrake.FREE, password("ada", HERE));
        clock.advance(Duration.ofMinutes(10));

        tries(SignInBrake.FREE, password("ada", HERE));
        mustWait(password("ada", HERE), 1);
    }

    @Test
    void who_tries_many_names_waits_too_but_nobody_behind_a_proxy_for_another() {
        for (int i = 0; i < SignInBrake.FREE; i++) {
            brake.begin(password("a" + i, THERE));
            brake.begin(password("b" + i, HERE));
        }

        mustWait(password("eve", THERE), 1);
        assertThatCode(() -> brake.begin(password("eve", HERE))).doesNotThrowAnyException();
    }

    @Test
    void addresses_of_one_network_of_ipv6_count_together() {
        for (int i = 0; i < SignInBrake.FREE; i++) {
            brake.begin(password("a" + i, "2001:db8:0:1::" + i));
        }

        mustWait(password("eve", "2001:db8:0:1:ffff::9"), 1);
        assertThatCode(() -> brake.begin(password("eve", "2001:db8:0:2::1"))).doesNotThrowAnyException();
    }

    @Test
    void who_signs_in_begins_anew() {
        tries(SignInBrake.FREE, password("ada", HERE));
        brake.succeeded(password("ada", HERE));

        tries(SignInBrake.FREE, password("ada", HERE));
        mustWait(password("ada", HERE), 1);
    }

    @Test
    void an_own_account_does_not_help_to_guess_at_others() {
        for (int i = 0; i < SignInBrake.FREE - 1; i++) {
            brake.begin(password("victim-" + i, THERE));
            SignInBrake.Try own = password("eve", THERE);
            if (i < SignInBrake.FREE - 2) {
                brake.begin(own);
                brake.succeeded(own);
            }
        }
        brake.begin(password("victim", THERE));
        mustWait(password("another", THERE), 1);
    }

    @Test
    void many_who_sign_in_rightly_from_one_address_need_not_wait() {
        for (int i = 0; i < 4 * SignInBrake.FREE; i++) {
            brake.begin(password("ann-" + i, THERE));
            brake.succeeded(password("ann-" + i, THERE));
        }
    }

    @Test
    void another_server_and_a_restarted_one_count_on() {
        tries(SignInBrake.FREE, password("ada", HERE));

        assertThatExceptionOfType(SignInBrake.TooManyTries.class)
                .isThrownBy(() -> server().begin(password("ada", HERE)));
    }

    @Test
    void nobody_is_kept_out_of_a_browser_of_their_own_by_others_who_guess() {
        database.jdbc()
                .sql("insert into person (name, added_at) values ('ada', now())")
                .update();
        brake.know("a mark", "ada");
        tries(SignInBrake.FREE, password("ada", HERE));
        mustWait(password("ada", HERE), 1);

        SignInBrake.Try known = new SignInBrake.Try(SignInBrake.What.PASSWORD, "ada", HERE, "a mark");
        tries(SignInBrake.FREE, known);
        mustWait(known, 1);
        mustWait(new SignInBrake.Try(SignInBrake.What.PASSWORD, "ada", HERE, "another mark"), 1);
    }

    @Test
    void six_digits_are_forgotten_later_and_awaited_longer_than_a_password() {
        SignInBrake.Try code = new SignInBrake.Try(SignInBrake.What.CODE, "ada", HERE, "");
        tries(SignInBrake.FREE, code);
        for (int i = 0; i < 8; i++) {
            clock.advance(Duration.ofMinutes(30));
            brake.begin(code);
        }
        mustWait(code, 30);
    }

    @Test
    void of_many_at_once_no_more_than_five_are_let_through() throws Exception {
        Callable<Boolean> attempt = () -> {
            try {
                brake.begin(password("ada", THERE));
                return true;
            } catch (SignInBrake.TooManyTries _) {
                return false;
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Boolean> let = threads.invokeAll(Collections.nCopies(24, attempt)).stream()
                    .map(each -> each.resultNow())
                    .toList();
            assertThat(let).filteredOn(each -> each).hasSize(SignInBrake.FREE);
        }
    }

    private long rows() {
        return database.jdbc()
                .sql("select count(*) as kept from sign_in_brake")
                .query((row, _) -> row.getLong("kept"))
                .single();
    }

    @Test
    void names_and_addresses_that_nobody_bears_take_a_bounded_space() {
        SignInBrake small = new SignInBrake(new BrakeStore(database.jdbc()), clock, database.transactions(), 3);
        for (int i = 0; i < 200; i++) {
            clock.advance(Duration.ofMinutes(6));
            small.begin(password("x".repeat(i + 1), "192.0.2." + i));
        }
        assertThat(rows()).isEqualTo(2 * 8);
        assertThat(database.jdbc()
                        .sql("select max(octet_length(key)) as longest from sign_in_brake")
                        .query((row, _) -> row.getInt("longest"))
                        .single())
                .isEqualTo(6);
    }

    @Test
    void a_try_that_was_not_looked_at_does_not_count() {
        for (int i = 0; i < 3 * SignInBrake.FREE; i++) {
            brake.begin(password("ada", THERE));
            brake.undo(password("ada", THERE));
        }
        tries(SignInBrake.FREE, password("ada", THERE));
        mustWait(password("ada", THERE), 1);
    }

    @Test
    void tries_at_a_name_are_dropped_soon_and_those_at_a_code_after_a_day() {
        tries(1, password("ada", HERE));
        tries(1, new SignInBrake.Try(SignInBrake.What.CODE, "ada", HERE, ""));
        clock.advance(Duration.ofMinutes(11));
        brake.tidy();
        assertThat(rows()).isEqualTo(1);
        clock.advance(Duration.ofHours(24));
        brake.tidy();
        assertThat(rows()).isZero();
    }

    @Test
    void what_counts_no_more_is_dropped() {
        tries(3, password("ada", THERE));
        clock.advance(Duration.ofHours(25));
        brake.tidy();

        assertThat(rows()).isZero();
    }
}
