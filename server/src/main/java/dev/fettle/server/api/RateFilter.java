package dev.fettle.server.api;

import dev.fettle.server.access.SeenBy;
import dev.fettle.server.access.SignedIn;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Lets each person and token make so many requests, and tells them how many are left. */
@Component
@Order(0) // after the security filters
final class RateFilter extends OncePerRequestFilter {
    private final Rates rates;
    private final Problems problems;
    private final Set<String> ownRates;

    RateFilter(Rates rates, Problems problems, List<OwnRate> ownRates) {
        this.ownRates = ownRates.stream().map(OwnRate::path).collect(Collectors.toUnmodifiableSet());
        this.rates = rates;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!Problems.isApi(request)) {
            chain.doFilter(request, response);
            return;
        }
        Optional<SignedIn> who = SeenBy.person(request);
        if (who.isEmpty() && ownRates.contains(request.getRequestURI())) {
            chain.doFilter(request, response);
            return;
        }
        if (who.isEmpty()) {
            stranger(request, response, chain);
            return;
        }
        ConsumptionProbe left = rates.take(who.get().kind() + " " + who.get().name());
        response.setHeader("RateLimit-Policy", "\"requests\";q=" + rates.rate() + ";w=" + Rates.WINDOW.toSeconds());
        response.setHeader(
                "RateLimit",
                "\"requests\";r=" + left.getRemainingTokens() + ";t=" + Rates.seconds(left.getNanosToWaitForReset()));
        if (left.isConsumed()) {
            chain.doFilter(request, response);
        } else {
            problems.write(Rates.tooMany(Rates.seconds(left.getNanosToWaitForRefill())), request, response);
        }
    }

    /** An open route. */
    private void stranger(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long wait = rates.wait(request);
        if (wait > 0) {
            problems.write(Rates.tooMany(wait), request, response);
        } else {
            rates.refused(request);
            chain.doFilter(request, response);
        }
    }
}
