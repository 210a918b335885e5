package dev.fettle.server.people;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

/**
 * Sessions as they are kept elsewhere, of which the time of the last use is that of the last deed: what is asked while
 * nobody does anything changes nothing about them. Deeds in quick succession count as the first of them, so that not each
 * page writes; a session may so end a hundredth of its idle time too early, at most {@link #SUCCESSION}. For one request a
 * session is read once, and for each anew.
 *
 * @param <S> the sessions as they are kept
 */
final class DeedSessions<S extends Session> implements FindByIndexNameSessionRepository<DeedSessions.Timed<S>> {
    static final Duration SUCCESSION = Duration.ofSeconds(10);
    private static final int PART_OF_IDLE = 100;

    private final FindByIndexNameSessionRepository<S> kept;
    private final Supplier<Optional<DeedFilter.Asked>> asked;

    /** @param asked what this thread is at */
    DeedSessions(FindByIndexNameSessionRepository<S> kept, Supplier<Optional<DeedFilter.Asked>> asked) {
        this.kept = kept;
        this.asked = asked;
    }

    @Override
    public Timed<S> createSession() {
        return new Timed<>(kept.createSession(), asked);
    }

    @Override
    public void save(Timed<S> session) {
        kept.save(session.kept);
    }

    @Override
    public @Nullable Timed<S> findById(String id) {
        Map<String, Session> read = asked.get().map(DeedFilter.Asked::sessions).orElseGet(LinkedHashMap::new);
        if (read.get(id) instanceof Timed<?> before && before.getId().equals(id)) {
            @SuppressWarnings("unchecked") // only this class puts sessions there, for there is one for the server
            Timed<S> same = (Timed<S>) before;
            return same;
        }
        S found = kept.findById(id);
        if (found == null) {
            return null;
        }
        Timed<S> timed = new Timed<>(found, asked);
        read.put(id, timed);
        return timed;
    }

    @Override
    public void deleteById(String id) {
        asked.get().ifPresent(each -> each.sessions().remove(id));
        kept.deleteById(id);
    }

    @Override
    public Map<String, Timed<S>> findByIndexNameAndIndexValue(String index, String value) {
        Map<String, Timed<S>> found = new LinkedHashMap<>();
        kept.findByIndexNameAndIndexValue(index, value)
                .forEach((id, session) -> found.put(id, new Timed<>(session, asked)));
        return found;
    }

    /**
     * One of them.
     *
     * @param <S> as it is kept
     */
    static final class Timed<S extends Session> implements Session {
        private final S kept;
        private final Supplier<Optional<DeedFilter.Asked>> asked;

        private Timed(S kept, Supplier<Optional<DeedFilter.Asked>> asked) {
            this.kept = kept;
            this.asked = asked;
        }

        @Override
        public void setLastAccessedTime(Instant time) {
            boolean unattended =
                    asked.get().filter(DeedFilter.Asked::unattended).isPresent();
            if (!unattended && !follows(time)) {
                kept.setLastAccessedTime(time);
            }
        }

        /** Whether a time is so little after the last deed that it need not be kept. */
        private boolean follows(Instant time) {
            Duration since = Duration.between(kept.getLastAccessedTime(), time);
            Duration part = kept.getMaxInactiveInterval().dividedBy(PART_OF_IDLE);
            return !since.isNegative() && since.compareTo(SUCCESSION) < 0 && since.compareTo(part) < 0;
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
