package dev.fettle.server.people;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

/**
 * Sessions as they are kept elsewhere, of which the time of the last use is that of the last deed: what is asked while
 * nobody does anything changes nothing about them.
 *
 * @param <S> the sessions as they are kept
 */
final class DeedSessions<S extends Session> implements FindByIndexNameSessionRepository<DeedSessions.Timed<S>> {
    private final FindByIndexNameSessionRepository<S> kept;
    private final BooleanSupplier unattended;

    /** @param unattended whether nobody does anything by what is asked just now, in this thread */
    DeedSessions(FindByIndexNameSessionRepository<S> kept, BooleanSupplier unattended) {
        this.kept = kept;
        this.unattended = unattended;
    }

    @Override
    public Timed<S> createSession() {
        return new Timed<>(kept.createSession(), unattended);
    }

    @Override
    public void save(Timed<S> session) {
        kept.save(session.kept);
    }

    @Override
    public @Nullable Timed<S> findById(String id) {
        S found = kept.findById(id);
        return found == null ? null : new Timed<>(found, unattended);
    }

    @Override
    public void deleteById(String id) {
        kept.deleteById(id);
    }

    @Override
    public Map<String, Timed<S>> findByIndexNameAndIndexValue(String index, String value) {
        Map<String, Timed<S>> found = new LinkedHashMap<>();
        kept.findByIndexNameAndIndexValue(index, value)
                .forEach((id, session) -> found.put(id, new Timed<>(session, unattended)));
        return found;
    }

    /**
     * One of them.
     *
     * @param <S> as it is kept
     */
    static final class Timed<S extends Session> implements Session {
        private final S kept;
        private final BooleanSupplier unattended;

        private Timed(S kept, BooleanSupplier unattended) {
            this.kept = kept;
            this.unattended = unattended;
        }

        @Override
        public void setLastAccessedTime(Instant time) {
            if (!unattended.getAsBoolean()) {
                kept.setLastAccessedTime(time);
            }
        }

        @Override
        public Instant getLastAccessedTime() {
            return kept.getLastAccessedTime();
        }

        @Override
        public String getId() {
            return kept.getId();
        }

        @Override
        public String changeSessionId() {
            return kept.changeSessionId();
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // theirs
        public <T> @Nullable T getAttribute(String name) {
            return kept.getAttribute(name);
        }

        @Override
        public Set<String> getAttributeNames() {
            return kept.getAttributeNames();
        }

        @Override
        public void setAttribute(String name, Object value) {
            kept.setAttribute(name, value);
        }

        @Override
        public void removeAttribute(String name) {
            kept.removeAttribute(name);
        }

        @Override
        public Instant getCreationTime() {
            return kept.getCreationTime();
        }

        @Override
        public void setMaxInactiveInterval(Duration interval) {
            kept.setMaxInactiveInterval(interval);
        }

        @Override
        public Duration getMaxInactiveInterval() {
            return kept.getMaxInactiveInterval();
        }

        @Override
        public boolean isExpired() {
            return kept.isExpired();
        }
    }
}
