package dev.fettle.server.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/** Authenticates a request by the token in its header, for this request alone: no session is opened. */
final class BearerFilter extends OncePerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final BearerTokens tokens;
    private final AuthenticationEntryPoint refused;

    BearerFilter(BearerTokens tokens, AuthenticationEntryPoint refused) {
        this.tokens = tokens;
        this.refused = refused;
    }

    /** Whether a request shows a token, be it good or not. */
    static boolean hasToken(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!hasToken(request)) {
            chain.doFilter(request, response);
            return;
        }
        String token =
                request.getHeader("Authorization").substring(SCHEME.length()).strip();
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
