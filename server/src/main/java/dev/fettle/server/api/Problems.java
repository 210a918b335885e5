package dev.fettle.server.api;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Role;
import dev.fettle.server.access.BearerTokens;
import dev.fettle.server.access.RequestId;
import dev.fettle.server.access.SeenBy;
import dev.fettle.server.web.Answer;
import dev.fettle.server.web.ProgramFaults;
import dev.fettle.wire.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem documents. */
@Component
final class Problems implements ProgramFaults {
    private static final String API = "/api/";
    private static final String DOCUMENTATION = "/api/docs";
    private static final int SERVER_FAULTS = 500;
    private static final int CLIENT_FAULTS = 400;

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** Whether a request is one of a program to the API, also when it is told as an error. */
    static boolean isApi(HttpServletRequest request) {
        String path = path(request);
        return path.startsWith(API) && !path.equals(DOCUMENTATION) && !path.startsWith(DOCUMENTATION + "/");
    }

    private static String path(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String original
                ? original
                : request.getRequestURI();
    }

    void write(ApiFault fault, HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProblemKind kind = fault.kind();
        Problem problem = new Problem(
                kind.address(),
                kind.title(),
                kind.status(),
                String.valueOf(fault.getMessage()),
                path(request),
                RequestId.of(request),
                fault.parts());
        response.setStatus(kind.status());
        fault.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Request-Id", RequestId.of(request));
        byte[] body = json.writeValueAsBytes(problem);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** For requests that failed before or after their handler. */
    @Override
    public Optional<Answer> told(HttpServletRequest request, int status) {
        if (!isApi(request)) {
            return Optional.empty();
        }
        ApiFault fault = ofStatus(request, status);
        return Optional.of((_, original, response) -> write(fault, original, response));
    }

    private static ApiFault ofStatus(HttpServletRequest request, int status) {
        ProblemKind kind =
                switch (status) {
                    case 401 -> ProblemKind.UNAUTHENTICATED;
                    case 403 -> ProblemKind.FORBIDDEN;
                    case 404 -> ProblemKind.NOT_FOUND;
                    case 405 -> ProblemKind.METHOD_NOT_ALLOWED;
                    case 406 -> ProblemKind.NOT_ACCEPTABLE;
                    case 413 -> ProblemKind.TOO_LARGE;
                    case 415 -> ProblemKind.UNSUPPORTED_TYPE;
                    case 503 -> ProblemKind.UNAVAILABLE;
                    default ->
                        status >= CLIENT_FAULTS && status < SERVER_FAULTS
                                ? ProblemKind.MALFORMED
                                : ProblemKind.INTERNAL;
                };
        return kind == ProblemKind.FORBIDDEN ? forbidden(request) : new ApiFault(kind, kind.explanation());
    }

    static ApiFault unauthenticated(HttpServletRequest request) {
        boolean calendar = request.getRequestURI().equals(BearerTokens.CALENDAR);
        return new ApiFault(
                        ProblemKind.UNAUTHENTICATED,
                        "Send a token that is good as \"Authorization: Bearer fettle_…\". \"fettle login\" gets one.")
                .with("WWW-Authenticate", (calendar ? "Basic" : "Bearer") + " realm=\"Fettle\"");
    }

    static ApiFault forbidden(HttpServletRequest request) {
        return SeenBy.lacking(request)
                .map(permission -> new ApiFault(ProblemKind.FORBIDDEN, lacking(permission)))
                .orElseGet(() -> new ApiFault(
                        ProblemKind.CSRF,
                        "The session's CSRF token is missing or wrong. Send it in the header X-XSRF-TOKEN, or use a"
                                + " bearer token."));
    }

    private static String lacking(Permission permission) {
        boolean everywhere = permission.reach() == Permission.Reach.EVERYWHERE;
        return "None of your roles allows this" + (everywhere ? " for all hosts" : "") + ". It takes "
                + permission.roles().stream().sorted().map(Role::word).collect(Collectors.joining(" or "))
                + "; an administrator can give that role.";
    }
}
