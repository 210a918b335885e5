package dev.fettle.server.people;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/** What follows a name and a password. */
@Component
final class PasswordEntrance implements AuthenticationSuccessHandler, AuthenticationFailureHandler {
    private final Entrance entrance;
    private final SignInBrake brake;
    private final SignInTrail trail;
    private final BrowserMark marks;
    private final BusyPages pages;
    private final WithinThisSite way = new WithinThisSite();

    PasswordEntrance(Entrance entrance, SignInBrake brake, SignInTrail trail, BrowserMark marks, BusyPages pages) {
        this.entrance = entrance;
        this.brake = brake;
        this.trail = trail;
        this.marks = marks;
        this.pages = pages;
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        String name = authentication.getName();
        brake.succeeded(marks.details(request).trying(SignInBrake.What.PASSWORD, name));
        SignInRules.State state = entrance.begin(name, FactorGrantedAuthority.PASSWORD_AUTHORITY, request, response);
        way.sendRedirect(request, response, entrance.way(state, request, response));
    }

    /** Without a session, which would keep the fault: who is not signed in costs none. */
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException fault)
            throws IOException {
        if (fault instanceof SignInBrake.TooManyTries many) {
            way.sendRedirect(request, response, "/sign-in?wait=" + many.minutes());
            return;
        }
        String given = request.getParameter("username");
        String name = given == null ? "" : given.strip();
        if (fault instanceof Busy) {
            brake.undo(marks.details(request).trying(SignInBrake.What.PASSWORD, name));
            pages.busy(response).render(null, request, response);
            return;
        }
        trail.refused(name, "wrong name or password", request);
        way.sendRedirect(request, response, "/sign-in?error");
    }
}
