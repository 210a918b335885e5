package dev.fettle.server.people;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/** Knows who may sign in, and opens a session for who just set their password. */
@Component
final class SignIns implements UserDetailsService {
    /** Characters. */
    static final int LONGEST_NAME = 64;

    private final PersonStore people;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    SignIns(PersonStore people) {
        this.people = people;
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        return Optional.of(name)
                .filter(each -> each.length() <= LONGEST_NAME)
                .flatMap(people::find)
                .map(person -> User.withUsername(person.name())
                        .password(person.passwordHash())
                        .authorities(List.of())
                        .build())
                .orElseThrow(() -> new UsernameNotFoundException("There is nobody of this name."));
    }

    /** Signs somebody in without asking for the password; in a session of its own number. */
    void signIn(String name, HttpServletRequest request, HttpServletResponse response) {
        request.getSession();
        request.changeSessionId();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
                UsernamePasswordAuthenticationToken.authenticated(loadUserByUsername(name), null, List.of()));
        SecurityContextHolder.setContext(context);
        sessions.saveContext(context, request, response);
    }
}
