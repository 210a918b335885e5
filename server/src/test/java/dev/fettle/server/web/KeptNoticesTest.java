package dev.fettle.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.server.SetClock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

/** How long notices are kept. */
final class KeptNoticesTest {
    private static final Instant NOON = Instant.parse("2099-01-01T12:00:00Z");

    private final SetClock clock = new SetClock(NOON);
    private List<String> said = List.of("one");
    private boolean gone;
    private int asked;
    private final KeptNotices notices = new KeptNotices(List.of(this::say, () -> List.of("always")), clock);

    private List<String> say() {
        asked++;
        if (gone) {
            throw new DataAccessResourceFailureException("The database is gone.");
        }
        return said;
    }

    @Test
    void slices_are_asked_once_a_second_and_not_for_each_page() {
        assertThat(notices.now()).containsExactly("one", "always");
        said = List.of("two");
        clock.set(NOON.plusMillis(999));
        assertThat(notices.now()).containsExactly("one", "always");
        assertThat(asked).isOne();

        clock.set(NOON.plusMillis(1000));
        assertThat(notices.now()).containsExactly("two", "always");
    }

    @Test
    void a_clock_that_was_set_back_keeps_nothing() {
        notices.now();
        said = List.of("two");
        clock.set(NOON.minusSeconds(60));

        assertThat(notices.now()).containsExactly("two", "always");
    }

    @Test
    void that_the_database_is_gone_is_not_kept() {
        gone = true;
        assertThatThrownBy(notices::now).isInstanceOf(DataAccessResourceFailureException.class);
        gone = false;

        assertThat(notices.now()).containsExactly("one", "always");
    }
}
