package dev.fettle.server.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses paths that hide letters or digits behind percent signs, as no browser does. What a path begins with decides
 * which rules hold for it, so it must not be written in two ways.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class PlainAddresses extends OncePerRequestFilter {
    private static final int BAD_REQUEST = 400;
    /** RFC 3986, 2.3: letters and digits are to be written plainly. */
    private static final Pattern HIDDEN = Pattern.compile("%(3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (HIDDEN.matcher(request.getRequestURI()).find()) {
            response.sendError(BAD_REQUEST);
        } else {
            chain.doFilter(request, response);
        }
    }
}
