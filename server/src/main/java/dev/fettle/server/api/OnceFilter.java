package dev.fettle.server.api;

import dev.fettle.server.access.SeenBy;
import dev.fettle.server.access.SignedIn;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Carries out a POST with an idempotency key once, in one transaction with the note of its answer, and answers the same
 * again when it comes again. What failed was not carried out, and may be tried again with its key.
 */
@Component
@Order(20) // after the rates
final class OnceFilter extends OncePerRequestFilter {
    static final Duration KEPT = Duration.ofHours(24);
    private static final String HEADER = "Idempotency-Key";
    private static final Pattern KEY = Pattern.compile("[!-~]{1,255}");
    private static final int FIRST_FAULT = 400;

    private final AnswerStore answers;
    private final PlatformTransactionManager transactions;
    private final Problems problems;
    private final Clock clock;

    OnceFilter(AnswerStore answers, PlatformTransactionManager transactions, Problems problems, Clock clock) {
        this.answers = answers;
        this.transactions = transactions;
        this.problems = problems;
        this.clock = clock;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !"POST".equals(request.getMethod()) || request.getHeader(HEADER) == null || !Problems.isApi(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<SignedIn> who = SeenBy.person(request);
        if (who.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        try {
            Once once = Once.of(request);
            String key = key(String.valueOf(request.getHeader(HEADER)));
            carryOut(who.get().kind() + " " + who.get().name(), key, once, response, chain);
        } catch (ApiFault fault) {
            problems.write(fault, request, response);
        }
    }

    /** As the draft has it, a text in quotation marks; or without them. */
    private static String key(String header) {
        String text = header.strip();
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        String key = quoted ? text.substring(1, text.length() - 1) : text;
        if (!KEY.matcher(key).matches()) {
            throw ApiFault.ofParameter(
                    ProblemKind.MALFORMED,
                    HEADER,
                    "An idempotency key has 1 to 255 visible ASCII characters; a random UUID is a good one.");
        }
        return key;
    }

    private void carryOut(String person, String key, Once request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        TransactionStatus transaction = transactions.getTransaction(new DefaultTransactionDefinition());
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        boolean done = false;
        try {
            if (!answers.lock(person, key)) {
                throw new ApiFault(
                        ProblemKind.IN_PROGRESS,
                        "A request with this idempotency key is being carried out. Wait, then send it again.");
            }
            AnswerStore.@Nullable Kept kept =
                    answers.find(person, key, clock.instant().minus(KEPT)).orElse(null);
            if (kept != null) {
                again(kept, request, answer);
            } else {
                chain.doFilter(request, answer);
                done = answer.getStatus() < FIRST_FAULT && !transaction.isRollbackOnly();
                if (done) {
                    answers.put(person, key, kept(request, answer), clock.instant());
                }
            }
        } finally {
            if (done) {
                transactions.commit(transaction);
            } else {
                transactions.rollback(transaction);
            }
        }
        answer.copyBodyToResponse();
    }

    private static AnswerStore.Kept kept(Once request, ContentCachingResponseWrapper answer) {
        String caching = answer.getHeader("Cache-Control");
        boolean secret = caching != null && caching.contains("no-store");
        return new AnswerStore.Kept(
                request.fingerprint(),
                answer.getStatus(),
                answer.getContentType(),
                answer.getHeader("Location"),
                answer.getHeader("ETag"),
                secret ? null : answer.getContentAsByteArray());
    }

    private static void again(AnswerStore.Kept kept, Once request, HttpServletResponse response) throws IOException {
        if (!MessageDigest.isEqual(kept.fingerprint(), request.fingerprint())) {
            throw new ApiFault(
                    ProblemKind.KEY_REUSED,
                    "This idempotency key was used within the last 24 hours for another request. Use a new one.");
        }
        byte[] body = kept.body();
        if (body == null) {
            throw new ApiFault(ProblemKind.ANSWER_NOT_KEPT, ProblemKind.ANSWER_NOT_KEPT.explanation());
        }
        response.setStatus(kept.status());
        header(response, "Content-Type", kept.type());
        header(response, "Location", kept.location());
        header(response, "ETag", kept.etag());
        response.setHeader("Idempotency-Replayed", "true");
        response.getOutputStream().write(body);
    }

    private static void header(HttpServletResponse response, String name, @Nullable String value) {
        if (value != null) {
            response.setHeader(name, value);
        }
    }
}
