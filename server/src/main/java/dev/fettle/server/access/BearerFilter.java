package dev.fettle.server.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** Authenticates a request by the token in its header, for this request alone: no session is opened. */
final class BearerFilter extends OncePerRequestFilter {
    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final BearerTokens tokens;
    private final AuthenticationEntryPoint refused;

    BearerFilter(BearerTokens tokens, AuthenticationEntryPoint refused) {
        this.tokens = tokens;
        this.refused = refused;
    }

    /** Whether a request shows a token, be it good or not. */
    static boolean hasToken(HttpServletRequest request) {
        return token(request) != null;
    }

    private static @Nullable String token(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null) {
            return null;
        }
        if (header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return header.substring(BEARER.length()).strip();
        }
        boolean basic = request.getRequestURI().equals(BearerTokens.CALENDAR)
                && request.getMethod().equals("GET")
                && header.regionMatches(true, 0, BASIC, 0, BASIC.length());
        return basic ? password(header.substring(BASIC.length()).strip()) : null;
    }

    /** What stands behind the name; nothing good if it cannot be read. */
    private static String password(String encoded) {
        try {
            String both = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            return both.substring(both.indexOf(':') + 1).strip();
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String token = token(request);
        if (token == null) {
            chain.doFilter(request, response);
            return;
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        try {
            context.setAuthentication(tokens.authenticate(token, request));
        } catch (AuthenticationException e) {
            refused.commence(request, response, e);
            return;
        }
        SecurityContextHolder.setContext(context);
        chain.doFilter(request, response);
    }
}
