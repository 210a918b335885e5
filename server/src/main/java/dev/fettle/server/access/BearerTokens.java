package dev.fettle.server.access;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/** Knows the tokens that programs send in the place of a session. */
public interface BearerTokens {
    /** The one address at which a token may also be the password of HTTP Basic: calendars that subscribe know nothing else. */
    String CALENDAR = "/api/v1/windows.ics";

    /**
     * Whom a token stands for; {@link WhoIsIt} knows the result.
     *
     * @throws AuthenticationException if it is none, or not any more
     */
    Authentication authenticate(String token, HttpServletRequest request);
}
