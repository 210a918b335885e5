package dev.fettle.server.api;

import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns whatever a route of the API throws into a problem document; before those who would make pages of it. */
@Configuration(proxyBeanMethods = false)
class FaultResolver implements WebMvcConfigurer, HandlerExceptionResolver {
    private static final Logger LOG = LoggerFactory.getLogger(FaultResolver.class);

    private final Problems problems;

    FaultResolver(Problems problems) {
        this.problems = problems;
    }

    @Override
    public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
        resolvers.addFirst(this);
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception thrown) {
        if (!Problems.isApi(request) || response.isCommitted()) {
            return null;
        }
        try {
            response.resetBuffer();
            problems.write(fault(thrown, request), request, response);
        } catch (IOException e) {
            throw new UncheckedIOException("The problem could not be told: who asked has gone.", e);
        }
        return new ModelAndView();
    }

    private static ApiFault fault(Exception thrown, HttpServletRequest request) {
        return switch (thrown) {
            case ApiFault fault -> fault;
            case NotFoundException missing -> new ApiFault(ProblemKind.NOT_FOUND, String.valueOf(missing.getMessage()));
            case DataAccessException _, TransactionException _ -> databaseGone(thrown, request);
            case HttpMessageNotReadableException unreadable -> unreadable(unreadable);
            case MethodArgumentTypeMismatchException _ ->
                new ApiFault(ProblemKind.NOT_FOUND, "There is no such thing: an id is a number.");
            case HttpRequestMethodNotSupportedException method -> method(method);
            case HttpMediaTypeNotSupportedException _ ->
                new ApiFault(
                        ProblemKind.UNSUPPORTED_TYPE,
                        "Send the body as application/json, and say so in the header Content-Type.");
            case HttpMediaTypeNotAcceptableException _ ->
                new ApiFault(
                        ProblemKind.NOT_ACCEPTABLE,
                        "This is told as application/json. Take that into the header Accept, or leave it out.");
            case ServletRequestBindingException missing ->
                new ApiFault(
                        ProblemKind.MALFORMED,
                        "Something is missing: " + missing.getBody().getDetail());
            case ErrorResponse other
            when other.getStatusCode().value() == ProblemKind.NOT_FOUND.status() ->
                new ApiFault(
                        ProblemKind.NOT_FOUND,
                        "There is no such address. /api/v1/openapi.json lists those that there are.");
            case ErrorResponse other
            when other.getStatusCode().is4xxClientError() ->
                new ApiFault(ProblemKind.MALFORMED, ProblemKind.MALFORMED.explanation());
            default -> mistake(thrown, request);
        };
    }

    private static ApiFault mistake(Exception thrown, HttpServletRequest request) {
        LOG.error("{} {} failed.", request.getMethod(), request.getRequestURI(), thrown);
        return new ApiFault(ProblemKind.INTERNAL, ProblemKind.INTERNAL.explanation());
    }

    private static ApiFault databaseGone(Exception thrown, HttpServletRequest request) {
        LOG.error("{} failed because of the database.", request.getRequestURI(), thrown);
        return new ApiFault(ProblemKind.UNAVAILABLE, ProblemKind.UNAVAILABLE.explanation()).with("Retry-After", "5");
    }

    private static ApiFault method(HttpRequestMethodNotSupportedException thrown) {
        Set<?> allowed = thrown.getSupportedHttpMethods();
        String methods = allowed == null
                ? ""
                : allowed.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
        return new ApiFault(
                        ProblemKind.METHOD_NOT_ALLOWED,
                        "There is no " + thrown.getMethod() + " here, but " + methods + ".")
                .with(HttpHeaders.ALLOW, methods);
    }

    /** What Jackson says of our classes stays with us. */
    private static ApiFault unreadable(HttpMessageNotReadableException thrown) {
        return switch (thrown.getMostSpecificCause()) {
            case ApiFault fault -> fault;
            case StreamConstraintsException _ ->
                new ApiFault(
                        ProblemKind.MALFORMED,
                        "The body is nested deeper, or has a longer text or number, than anything the API takes.");
            case StreamReadException e ->
                new ApiFault(
                        ProblemKind.MALFORMED,
                        "The body is no JSON" + place(e) + ": a member may be given twice, a bracket missing.");
            case UnrecognizedPropertyException e ->
                invalid(e, "There is no member of this name. It is refused rather than left out.");
            case JacksonException e -> invalid(e, "The value is missing or not of the kind that is expected.");
            default -> new ApiFault(ProblemKind.MALFORMED, "The request needs a body of JSON.");
        };
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static ApiFault invalid(JacksonException e, String sentence) {
        String pointer = e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? String.valueOf(step.getIndex()) : step.getPropertyName())
                .map(step -> "/" + step.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining());
        return new ApiFault(
                ProblemKind.INVALID,
                (pointer.isEmpty() ? "The body" : pointer) + ": " + sentence,
                List.of(new Problem.Part(pointer, null, sentence)));
    }
}
