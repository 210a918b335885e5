package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.audit.Actor;
import dev.fettle.server.SetClock;
import dev.fettle.server.TestServerDatabase;
import dev.fettle.server.audit.TestAudit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;

final class FirstPasswordTest {
    private static final Actor STRANGER = Actor.person("somebody", "", "192.0.2.7", "request-1");
    private static final String GOOD = "a sentence that nobody guesses";

    private final TestServerDatabase database = TestServerDatabase.fresh();
    private final SetClock clock = new SetClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final PasswordEncoder passwords = SecurityConfiguration.argon2id();
    private final PersonStore people = new PersonStore(database.jdbc());
    private FirstPassword firstPassword;

    @BeforeEach
    void prepare() {
        firstPassword = new FirstPassword(
                people,
                new GrantStore(database.jdbc()),
                TestAudit.in(database),
                passwords,
                clock,
                database.transactions());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private String code() {
        return firstPassword.newCode().orElseThrow().text();
    }

    @Test
    void who_has_the_code_sets_the_password_and_can_sign_in() {
        assertThat(firstPassword.isDue()).isTrue();

        assertThat(firstPassword.set(code(), "ada", GOOD, GOOD, STRANGER))
                .isEqualTo(new FirstPassword.Outcome.Set("ada"));

        assertThat(firstPassword.isDue()).isFalse();
        UserDetails ada = new SignIns(people).loadUserByUsername("ada");
        assertThat(ada.getPassword()).startsWith("{argon2id}$argon2id$").doesNotContain(GOOD);
        assertThat(passwords.matches(GOOD, ada.getPassword())).isTrue();
        assertThat(passwords.matches(GOOD + ".", ada.getPassword())).isFalse();
    }

    @Test
    void a_name_that_no_text_of_the_database_can_hold_is_nobodys() {
        assertThat(people.find("eve\0")).isEmpty();
    }

    @Test
    void the_code_works_once() {
        String code = code();
        firstPassword.set(code, "ada", GOOD, GOOD, STRANGER);

        assertThat(firstPassword.set(code, "eve", GOOD, GOOD, STRANGER)).isEqualTo(new FirstPassword.Outcome.TooLate());
        assertThat(firstPassword.newCode()).isEmpty();
        assertThatThrownBy(() -> new SignIns(people).loadUserByUsername("eve"))
                .isInstanceOf(UsernameNotFoundException.class);
    }

    @Test
    void the_code_ends_after_a_day() {
        String code = code();
        clock.advance(Duration.ofHours(24));

        assertThat(firstPassword.set(code, "ada", GOOD, GOOD, STRANGER))
                .isInstanceOf(FirstPassword.Outcome.Refused.class);
        assertThat(firstPassword.isDue()).isTrue();
    }

    @Test
    void a_new_code_ends_the_one_before() {
        String before = code();
        String now = code();

        assertThat(firstPassword.set(before, "ada", GOOD, GOOD, STRANGER))
                .isInstanceOf(FirstPassword.Outcome.Refused.class);
        assertThat(firstPassword.set(now, "ada", GOOD, GOOD, STRANGER)).isInstanceOf(FirstPassword.Outcome.Set.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', a sentence that nobody guesses, a sentence that nobody guesses, A name is",
        "ada lovelace, a sentence that nobody guesses, a sentence that nobody guesses, A name is",
        "<script>, a sentence that nobody guesses, a sentence that nobody guesses, A name is",
        "ada, short, short, too short",
        "ada, I am Ada Lovelace, I am Ada Lovelace, contains the name",
        "ada, a sentence that nobody guesses, another sentence, differ"
    })
    void a_bad_choice_is_refused_with_the_reason_and_costs_no_code(
            String name, String password, String repeated, String reason) {
        String code = code();

        FirstPassword.Outcome outcome = firstPassword.set(code, name, password, repeated, STRANGER);

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        FirstPassword.Outcome.Refused.class,
                        refused -> assertThat(refused.why()).contains(reason).doesNotContain(GOOD));
        assertThat(firstPassword.set(code, "ada", GOOD, GOOD, STRANGER)).isInstanceOf(FirstPassword.Outcome.Set.class);
    }

    @Test
    void the_database_holds_the_code_only_as_a_digest() {
        String code = code();

        List<byte[]> digests = database.jdbc()
                .sql("select token_digest from first_sign_in")
                .query((row, _) -> row.getBytes("token_digest"))
                .list();
        assertThat(digests).hasSize(1);
        assertThat(new String(digests.getFirst(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain(code);
    }

    @Test
    void of_many_at_once_one_is_the_first() throws Exception {
        String code = code();
        Callable<FirstPassword.Outcome> attempt = () -> firstPassword.set(code, "ada", GOOD, GOOD, STRANGER);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<FirstPassword.Outcome> outcomes =
                    threads.invokeAll(List.of(attempt, attempt, attempt, attempt)).stream()
                            .map(Future::resultNow)
                            .toList();
            assertThat(outcomes)
                    .filteredOn(FirstPassword.Outcome.Set.class::isInstance)
                    .hasSize(1);
        }
        long persons = database.jdbc()
                .sql("select count(*) as persons from person")
                .query((row, _) -> row.getLong("persons"))
                .single();
        assertThat(persons).isEqualTo(1);
    }
}
