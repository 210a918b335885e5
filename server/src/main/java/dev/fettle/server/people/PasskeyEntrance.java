package dev.fettle.server.people;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What follows a passkey; the page's script asks, and goes where the answer says. */
@Component
final class PasskeyEntrance implements AuthenticationSuccessHandler, AuthenticationFailureHandler {
    private static final JsonMapper JSON = new JsonMapper();

    private final Entrance entrance;
    private final SignInTrail trail;

    PasskeyEntrance(Entrance entrance, SignInTrail trail) {
        this.entrance = entrance;
        this.trail = trail;
    }

    /** @param to a path of this site */
    record Answer(String to) {}

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        SignInRules.State state =
                entrance.begin(authentication.getName(), FactorGrantedAuthority.WEBAUTHN_AUTHORITY, request, response);
        response.setContentType("application/json");
        response.getOutputStream()
                .write(JSON.writeValueAsString(new Answer(entrance.way(state, request, response)))
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException fault) {
        trail.refused("", "passkey", request);
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }
}
