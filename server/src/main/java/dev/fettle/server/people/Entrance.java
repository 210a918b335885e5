package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;
import org.springframework.stereotype.Component;

/** Lets people in: whatever they have proven, their session gets a new number, and holds who they are and how they proved it. */
@Component
final class Entrance {
    /** Where and with what somebody signed in, in the session. */
    static final String FROM = "fettle.from";

    static final String BROWSER = "fettle.browser";

    /** The page to go back to after proving once more who one is, in the session. */
    static final String BACK = "fettle.back";

    private static final int LONGEST_BROWSER = 256;

    private final SignInRules rules;
    private final GrantStore grants;
    private final SignInTrail trail;
    private final SignInBrake brake;
    private final BrowserMark marks;
    private final RequestCache wanted;
    private final Settings settings;
    private final Clock clock;
    private final SessionAuthenticationStrategy freshSession;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    Entrance(
            SignInRules rules,
            GrantStore grants,
            SignInTrail trail,
            SignInBrake brake,
            BrowserMark marks,
            RequestCache wanted,
            CsrfTokenRepository csrfTokens,
            Settings settings,
            Clock clock) {
        this.rules = rules;
        this.grants = grants;
        this.trail = trail;
        this.brake = brake;
        this.marks = marks;
        this.wanted = wanted;
        this.settings = settings;
        this.clock = clock;
        this.freshSession = new CompositeSessionAuthenticationStrategy(
                List.of(new ChangeSessionIdAuthenticationStrategy(), new CsrfAuthenticationStrategy(csrfTokens)));
    }

    /**
     * Somebody has proven who they are, and nothing that was proven before counts.
     *
     * @param factor that was proven, a {@link FactorGrantedAuthority}
     * @return how far the sign-in has come
     */
    SignInRules.State begin(String person, String factor, HttpServletRequest request, HttpServletResponse response) {
        return begin(person, factor, clock.instant(), request, response);
    }

    /** As above, of something that was proven at another time, if elsewhere. */
    SignInRules.State begin(
            String person, String factor, Instant at, HttpServletRequest request, HttpServletResponse response) {
        request.getSession().removeAttribute(SecondFactors.PENDING);
        request.getSession().removeAttribute(FROM);
        return open(new SignedPerson(person, clock.instant()), List.of(proven(factor, at)), request, response);
    }

    /** Whoever is signed in, perhaps not wholly, has proven something besides, or once more. */
    SignInRules.State add(
            Authentication before, String factor, HttpServletRequest request, HttpServletResponse response) {
        List<GrantedAuthority> factors = new ArrayList<>(before.getAuthorities());
        factors.removeIf(each -> factor.equals(each.getAuthority()));
        factors.add(proven(factor, clock.instant()));
        if (!(before.getPrincipal() instanceof SignedPerson signed)) {
            throw new IllegalStateException("Nobody is signed in here.");
        }
        boolean was = request.getSession().getAttribute(FROM) != null;
        return open(signed, factors, request, response, was);
    }

    /** The session goes on under a new number, as if it had just begun; what ended all sessions until now spares it. */
    void renew(Authentication before, HttpServletRequest request, HttpServletResponse response) {
        SignedPerson person = new SignedPerson(before.getName(), clock.instant());
        open(person, List.copyOf(before.getAuthorities()), request, response, true);
    }

    private static GrantedAuthority proven(String factor, Instant at) {
        return FactorGrantedAuthority.withAuthority(factor).issuedAt(at).build();
    }

    private SignInRules.State open(
            SignedPerson person,
            List<? extends GrantedAuthority> factors,
            HttpServletRequest request,
            HttpServletResponse response) {
        return open(person, factors, request, response, false);
    }

    private SignInRules.State open(
            SignedPerson person,
            List<? extends GrantedAuthority> factors,
            HttpServletRequest request,
            HttpServletResponse response,
            boolean wasWhole) {
        HttpSession session = request.getSession();
        Authentication authentication = UsernamePasswordAuthenticationToken.authenticated(person, null, factors);
        freshSession.onAuthentication(authentication, request, response);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(authentication);
        SecurityContextHolder.setContext(context);
        sessions.saveContext(context, request, response);
        SignInRules.State state = rules.find(authentication).state();
        boolean whole = state == SignInRules.State.WHOLE;
        session.setMaxInactiveInterval((int) (whole ? settings.session().idle() : ShortSession.LENGTH).toSeconds());
        if (whole && !wasWhole) {
            session.setAttribute(FROM, request.getRemoteAddr());
            session.setAttribute(BROWSER, browser(request));
            trail.signedIn(person.name(), factors, request);
            brake.know(marks.keep(request, response), person.name());
        }
        return state;
    }

    private static String browser(HttpServletRequest request) {
        String name = request.getHeader("User-Agent");
        return name == null ? "" : name.substring(0, Math.min(name.length(), LONGEST_BROWSER));
    }

    /** Where to go on from here, on this site. */
    String way(SignInRules.State state, HttpServletRequest request, HttpServletResponse response) {
        return switch (state) {
            case OVER -> "/sign-in";
            case NEEDS_SECOND -> "/sign-in/code";
            case NEEDS_SET_UP -> "/sign-in/set-up";
            case WHOLE -> wanted(request, response);
        };
    }

    private String wanted(HttpServletRequest request, HttpServletResponse response) {
        if (request.getSession().getAttribute(BACK) instanceof String back) {
            request.getSession().removeAttribute(BACK);
            return WithinThisSite.path(back);
        }
        SavedRequest saved = wanted.getRequest(request, response);
        return saved == null ? first() : WithinThisSite.path(saved.getRedirectUrl());
    }

    /** Who has no role sees nothing but the own account, which says what to do. */
    private String first() {
        return rules.find(SecurityContextHolder.getContext().getAuthentication())
                .person()
                .filter(person -> grants.of(person.id()).grants().isEmpty())
                .map(_ -> "/account")
                .orElse("/");
    }
}
