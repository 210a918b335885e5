package dev.fettle.server.people;

import dev.fettle.server.access.UnattendedRequests;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows for the thread of a request, before anybody looks for its session, whether somebody does something by it. */
@Component
@Order(SessionRepositoryFilter.DEFAULT_ORDER - 1)
final class DeedFilter extends OncePerRequestFilter {
    private static final ThreadLocal<Boolean> UNATTENDED = ThreadLocal.withInitial(() -> false);

    private final UnattendedRequests requests;

    DeedFilter(UnattendedRequests requests) {
        this.requests = requests;
    }

    /** Whether this thread is at a request by which nobody does anything. */
    static boolean isUnattended() {
        return UNATTENDED.get();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean before = UNATTENDED.get();
        UNATTENDED.set(requests.is(request));
        try {
            chain.doFilter(request, response);
        } finally {
            UNATTENDED.set(before);
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
