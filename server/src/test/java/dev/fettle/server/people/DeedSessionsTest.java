package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.MapSession;

/** When a session is read, and when its last deed is kept. */
final class DeedSessionsTest {
    private static final Instant NOON = Instant.parse("2099-01-01T12:00:00Z");

    private final Kept kept = new Kept();
    private Optional<DeedFilter.Asked> asked = request(false);
    private final DeedSessions<MapSession> sessions = new DeedSessions<>(kept, () -> asked);

    private static Optional<DeedFilter.Asked> request(boolean unattended) {
        return Optional.of(new DeedFilter.Asked(unattended, new HashMap<>()));
    }

    private static final class Kept implements FindByIndexNameSessionRepository<MapSession> {
        private final Map<String, MapSession> all = new HashMap<>();
        private int reads;

        @Override
        public MapSession createSession() {
            return new MapSession();
        }

        @Override
        public void save(MapSession session) {
            all.put(session.getId(), new MapSession(session));
        }

        @Override
        public @Nullable MapSession findById(String id) {
            reads++;
            MapSession found = all.get(id);
            return found == null ? null : new MapSession(found);
        }

        @Override
        public void deleteById(String id) {
            all.remove(id);
        }

        @Override
        public Map<String, MapSession> findByIndexNameAndIndexValue(String index, String value) {
            return Map.copyOf(all);
        }
    }

    private MapSession session(Duration idle) {
        MapSession session = new MapSession("one");
        session.setLastAccessedTime(NOON);
        session.setMaxInactiveInterval(idle);
        kept.save(session);
        return session;
    }

    private Instant used(Duration later) {
        asked = request(false);
        DeedSessions.Timed<MapSession> session = sessions.findById("one");
        assertThat(session).isNotNull();
        session.setLastAccessedTime(NOON.plus(later));
        sessions.save(session);
        return session.getLastAccessedTime();
    }

    @Test
    void deeds_in_quick_succession_count_as_the_first_of_them() {
        session(Duration.ofHours(12));

        assertThat(used(Duration.ofSeconds(1))).isEqualTo(NOON);
        assertThat(used(Duration.ofMillis(9_999))).isEqualTo(NOON);
        assertThat(used(Duration.ofSeconds(10))).isEqualTo(NOON.plusSeconds(10));
        assertThat(used(Duration.ofSeconds(19))).isEqualTo(NOON.plusSeconds(10));
        assertThat(used(Duration.ofSeconds(20))).isEqualTo(NOON.plusSeconds(20));
    }

    @Test
    void a_session_that_ends_soon_loses_no_more_than_a_hundredth() {
        session(Duration.ofMinutes(1));

        assertThat(used(Duration.ofMillis(599))).isEqualTo(NOON);
        assertThat(used(Duration.ofMillis(600))).isEqualTo(NOON.plusMillis(600));
    }

    @Test
    void a_clock_that_was_set_back_is_followed() {
        session(Duration.ofHours(12));

        assertThat(used(Duration.ofSeconds(-5))).isEqualTo(NOON.minusSeconds(5));
    }

    @Test
    void what_a_page_asks_by_itself_is_no_deed() {
        session(Duration.ofHours(12));
        asked = request(true);

        DeedSessions.Timed<MapSession> session = sessions.findById("one");
        assertThat(session).isNotNull();
        session.setLastAccessedTime(NOON.plusSeconds(60));

        assertThat(session.getLastAccessedTime()).isEqualTo(NOON);
    }

    @Test
    void a_session_is_read_once_for_a_request_and_anew_for_the_next() {
        session(Duration.ofHours(12));

        assertThat(sessions.findById("one")).isNotNull().isSameAs(sessions.findById("one"));
        assertThat(kept.reads).isOne();

        kept.deleteById("one"); // by another request, or on another server
        asked = request(false);
        assertThat(sessions.findById("one")).isNull();
    }

    @Test
    void a_session_that_a_request_ends_or_renames_is_not_found_by_it_any_more() {
        session(Duration.ofHours(12));
        assertThat(sessions.findById("one")).isNotNull();
        sessions.deleteById("one");
        assertThat(sessions.findById("one")).isNull();

        session(Duration.ofHours(12));
        DeedSessions.Timed<MapSession> session = sessions.findById("one");
        assertThat(session).isNotNull();
        session.changeSessionId();
        kept.deleteById("one");
        assertThat(sessions.findById("one")).isNull();
    }

    @Test
    void outside_of_requests_nothing_is_kept() {
        session(Duration.ofHours(12));
        asked = Optional.empty();

        sessions.findById("one");
        sessions.findById("one");

        assertThat(kept.reads).isEqualTo(2);
    }
}
