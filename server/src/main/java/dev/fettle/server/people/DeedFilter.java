package dev.fettle.server.people;

import dev.fettle.server.access.UnattendedRequests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.session.Session;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows for the thread of a request, before anybody looks for its session, whether somebody does something by it. */
@Component
@Order(SessionRepositoryFilter.DEFAULT_ORDER - 1)
final class DeedFilter extends OncePerRequestFilter {
    private static final ThreadLocal<@Nullable Asked> ASKED = new ThreadLocal<>();

    private final UnattendedRequests requests;

    DeedFilter(UnattendedRequests requests) {
        this.requests = requests;
    }

    /**
     * A request that a thread is at.
     *
     * @param unattended whether nobody does anything by it
     * @param sessions those that were read for it, by their ids
     */
    record Asked(boolean unattended, Map<String, Session> sessions) {}

    /** What this thread is at; empty if that is no request. */
    static Optional<Asked> asked() {
        return Optional.ofNullable(ASKED.get());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Asked before = ASKED.get();
        ASKED.set(new Asked(requests.is(request), new HashMap<>()));
        try {
            chain.doFilter(request, response);
        } finally {
            ASKED.set(before);
        }
    }

    /** The end of a stream, too. */
    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
        return false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
