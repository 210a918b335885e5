package dev.fettle.server.access;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/** Knows the tokens that programs send in the place of a session. */
public interface BearerTokens {
    /**
     * Whom a token stands for; {@link WhoIsIt} knows the result.
     *
     * @throws AuthenticationException if it is none, or not any more
     */
    Authentication authenticate(String token, HttpServletRequest request);
}
