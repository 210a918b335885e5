package dev.fettle.server.people;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;

/** The session of whoever is still signing in: it does not last, for strangers can begin as many as they like. */
final class ShortSession {
    static final Duration LENGTH = Duration.ofMinutes(10);

    private ShortSession() {}

    /** Begins one unless there is a session already. */
    static void begin(HttpServletRequest request) {
        if (request.getSession(false) == null) {
            request.getSession().setMaxInactiveInterval((int) LENGTH.toSeconds());
        }
    }
}
