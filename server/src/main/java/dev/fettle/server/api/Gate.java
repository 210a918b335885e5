package dev.fettle.server.api;

import dev.fettle.server.access.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** The first that a request meets: gives it its id, and takes no body that is larger than any the API knows. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class Gate extends OncePerRequestFilter {
    static final int LARGEST_BODY = 1 << 20;
    private static final String HEADER = "X-Request-Id";
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{7,63}");

    private final Problems problems;

    Gate(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String given = request.getHeader(HEADER);
        if (given != null && WELL_FORMED.matcher(given).matches()) {
            RequestId.set(request, given);
        }
        response.setHeader(HEADER, RequestId.of(request));
        if (!Problems.isApi(request)) {
            chain.doFilter(request, response);
        } else if (request.getContentLengthLong() > LARGEST_BODY) {
            problems.write(tooLarge(), request, response);
        } else {
            chain.doFilter(new Bounded(request), response);
        }
    }

    private static ApiFault tooLarge() {
        return new ApiFault(
                ProblemKind.TOO_LARGE,
                "The body is larger than " + LARGEST_BODY + " bytes, and the API takes none that is.");
    }

    /** Gives at most as many bytes as any request needs, also of a body that does not say how long it is. */
    private static final class Bounded extends HttpServletRequestWrapper {
        private @Nullable ServletInputStream bounded;

        Bounded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            if (bounded == null) {
                bounded = new BoundedInput(super.getInputStream());
            }
            return bounded;
        }
    }

    private static final class BoundedInput extends ServletInputStream {
        private final ServletInputStream input;
        private long left = LARGEST_BODY;

        BoundedInput(ServletInputStream input) {
            this.input = input;
        }

        @Override
        public int read() throws IOException {
            int next = input.read();
            count(next < 0 ? 0 : 1);
            return next;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int count = input.read(into, from, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw tooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return input.isFinished();
        }

        @Override
        public boolean isReady() {
            return input.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            input.setReadListener(listener);
        }
    }
}
