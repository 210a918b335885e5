package dev.fettle.server.people;

import dev.fettle.server.RunningServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;

/** As if somebody's sign-in had been a while ago: what their sessions hold is written anew with older factors. */
final class AgedSession {
    private AgedSession() {}

    @SuppressWarnings("unchecked") // a bean's class does not tell its parameters
    static void of(RunningServer server, String name) {
        age(server.bean(FindByIndexNameSessionRepository.class), name);
    }

    private static <S extends Session> void age(FindByIndexNameSessionRepository<S> sessions, String name) {
        for (S session : sessions.findByPrincipalName(name).values()) {
            SecurityContext context =
                    session.getRequiredAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
            GrantedAuthority old = FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                    .issuedAt(Instant.now().minus(Duration.ofMinutes(11)))
                    .build();
            Object who = Objects.requireNonNull(context.getAuthentication()).getPrincipal();
            session.setAttribute(
                    HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY,
                    new SecurityContextImpl(
                            UsernamePasswordAuthenticationToken.authenticated(who, null, List.of(old))));
            sessions.save(session);
        }
    }
}
