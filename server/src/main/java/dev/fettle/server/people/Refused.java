package dev.fettle.server.people;

import dev.fettle.server.web.Words;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.FactorAuthorizationDecision;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.access.AccessDeniedHandlerImpl;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.stereotype.Component;

/** Sends whoever was refused to where they can prove what was missing; who simply may not is told so. */
@Component
final class Refused implements AccessDeniedHandler {
    private static final Pattern PERSON = Pattern.compile("^/settings/people/[0-9]+");

    /** Characters; in Base64, and with what else an answer says, well below what a server takes for all headers. */
    private static final int LONGEST_REMEMBERED = 2_000;

    private final SignInRules rules;
    private final RequestCache wanted;
    private final AccessDeniedHandler otherwise = new AccessDeniedHandlerImpl();
    private final WithinThisSite way = new WithinThisSite();

    Refused(SignInRules rules, RequestCache wanted) {
        this.rules = rules;
        this.wanted = wanted;
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException fault)
            throws IOException, ServletException {
        if (fault instanceof CsrfException) {
            otherwise.handle(request, response, fault);
            return;
        }
        SignInRules.State state = rules.find(SecurityContextHolder.getContext().getAuthentication())
                .state();
        switch (state) {
            case OVER -> {
                end(request);
                remember(request, response);
                way.sendRedirect(request, response, "/sign-in");
            }
            case NEEDS_SECOND -> {
                remember(request, response);
                way.sendRedirect(request, response, "/sign-in/code");
            }
            case NEEDS_SET_UP -> {
                remember(request, response);
                way.sendRedirect(request, response, "/sign-in/set-up");
            }
            case WHOLE -> whole(request, response, fault);
        }
    }

    private void whole(HttpServletRequest request, HttpServletResponse response, AccessDeniedException fault)
            throws IOException, ServletException {
        boolean longAgo = fault instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof FactorAuthorizationDecision;
        if (longAgo) {
            way.sendRedirect(request, response, "/confirm?to=" + Words.encoded(back(request)));
        } else {
            otherwise.handle(request, response, fault);
        }
    }

    /** The page whose form was sent: the path without what was asked of it. */
    private static String back(HttpServletRequest request) {
        Matcher person = PERSON.matcher(request.getRequestURI());
        if (person.find()) {
            return person.group();
        }
        return request.getRequestURI().startsWith("/settings/people") ? "/settings/people" : "/account";
    }

    private static void end(HttpServletRequest request) {
        Optional.ofNullable(request.getSession(false)).ifPresent(HttpSession::invalidate);
        SecurityContextHolder.clearContext();
    }

    /** An address that no cookie could hold is not come back to. */
    private void remember(HttpServletRequest request, HttpServletResponse response) {
        int length = request.getRequestURI().length()
                + Objects.requireNonNullElse(request.getQueryString(), "").length();
        if (length <= LONGEST_REMEMBERED) {
            wanted.saveRequest(request, response);
        }
    }
}
