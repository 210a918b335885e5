package dev.fettle.server.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers where not even the session could be read: before all other filters, without asking the database. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseGuard extends OncePerRequestFilter {
    private final ErrorPages errors;

    DatabaseGuard(ErrorPages errors) {
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            chain.doFilter(request, response);
        } catch (DataAccessException | TransactionException e) {
            if (response.isCommitted()) {
                throw e;
            }
            response.reset();
            response.setHeader(ContentPolicy.HEADER, ContentPolicy.OF_PAGES);
            response.setHeader("Cache-Control", "no-store");
            errors.databaseGone(e, request, response).render(null, request, response);
        }
    }
}
