package dev.fettle.server.api.openapi;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Role;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.lang.annotation.Annotation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

/** Describes what all routes share: who may take them, how lists are asked for, and what problems they tell. */
@Component
@Lazy
final class Describer implements GlobalOperationCustomizer {
    private final ObjectProvider<ListedRoutes> lists;

    Describer(ObjectProvider<ListedRoutes> lists) {
        this.lists = lists;
        SpringDocUtils.getConfig().addRequestWrapperToIgnore(Viewer.class, ListRequest.class);
    }

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        List<String> sentences = new ArrayList<>();
        Needs needs = handler.getMethodAnnotation(Needs.class);
        if (needs != null) {
            operation.addExtension("x-permission", Checks.word(needs.value()));
            sentences.add(permission(needs.value()));
        }
        if (takes(handler, ListRequest.class)) {
            sentences.add(fields(handler).map(Fields::description).orElse(""));
            listParameters().forEach(operation::addParametersItem);
        }
        if (handler.hasMethodAnnotation(PostMapping.class)) {
            operation.addParametersItem(parameter(
                    "header",
                    "Idempotency-Key",
                    "A request with the same key is carried out once in 24 hours, and answered the same again."));
        }
        operation.setDescription(String.join("\n\n", sentences).strip());
        operation.setOperationId(null);
        responses(operation, handler);
        return operation;
    }

    private static String permission(Permission permission) {
        if (permission.reach() == Permission.Reach.ONESELF) {
            return "Needs the permission " + Checks.word(permission) + ", which everybody has who is signed in.";
        }
        String roles = permission.roles().stream().sorted().map(Role::word).collect(Collectors.joining(", "));
        return "Needs the permission " + Checks.word(permission) + " (roles: " + roles + ")"
                + (switch (permission.reach()) {
                    case HOSTS -> ", and tells of the hosts for which one has it.";
                    case ANYWHERE, ONESELF -> ", for whatever hosts.";
                    case EVERYWHERE -> " for all hosts.";
                });
    }

    private Optional<Fields<?>> fields(HandlerMethod handler) {
        return lists.stream()
                .filter(each -> handler.getBeanType().isInstance(each))
                .flatMap(each ->
                        Optional.<Fields<?>>ofNullable(
                                each.fields().get(handler.getMethod().getName()))
                                .stream())
                .findFirst();
    }

    private static boolean takes(HandlerMethod handler, Class<?> type) {
        return Arrays.asList(handler.getMethod().getParameterTypes()).contains(type);
    }

    private static List<Parameter> listParameters() {
        Parameter limit = parameter("query", "limit", "How many items at most, 100 if it is left out.");
        Schema<?> number = new IntegerSchema();
        number.setMinimum(BigDecimal.ONE);
        number.setMaximum(BigDecimal.valueOf(500));
        limit.setSchema(number);
        return List.of(
                parameter(
                        "query",
                        "filter",
                        "Which items: name==web\\*;(reboot==required,takenAt<2026-11-01T00:00:00Z). A semicolon is"
                                + " \"and\", a comma \"or\"."),
                parameter("query", "sort", "A field to order by; after - from the greatest on."),
                parameter("query", "cursor", "Where the part before this one ended; taken from its next."),
                limit);
    }

    private static Parameter parameter(String in, String name, String description) {
        return new Parameter()
                .in(in)
                .name(name)
                .required(false)
                .description(description)
                .schema(new StringSchema());
    }

    private static void responses(Operation operation, HandlerMethod handler) {
        Map<Integer, List<ProblemKind>> byStatus = new TreeMap<>();
        for (ProblemKind kind : ProblemKind.values()) {
            if (applies(kind, operation, handler)) {
                byStatus.computeIfAbsent(kind.status(), _ -> new ArrayList<>()).add(kind);
            }
        }
        byStatus.forEach(
                (status, kinds) -> operation.getResponses().addApiResponse(Integer.toString(status), problem(kinds)));
        operation.getResponses().forEach((status, response) -> {
            response.addHeaderObject("X-Request-Id", header("What to name when asking somebody about the request."));
            if (handler.hasMethodAnnotation(Needs.class)) {
                response.addHeaderObject("RateLimit", header("How many requests are left, and for how long."));
            }
            if (status.equals("200") && takes(handler, ListRequest.class)) {
                response.addHeaderObject("Link", header("The way to the next part, as rel=\"next\"."));
            }
        });
    }

    private static Header header(String description) {
        return new Header().description(description).schema(new StringSchema());
    }

    private static ApiResponse problem(List<ProblemKind> kinds) {
        String text = kinds.stream()
                .map(kind -> kind.title() + " (`" + kind.address() + "`)")
                .collect(Collectors.joining(", "));
        Schema<?> schema = new Schema<>();
        schema.set$ref("#/components/schemas/Problem");
        return new ApiResponse()
                .description(text)
                .content(new Content().addMediaType("application/problem+json", new MediaType().schema(schema)));
    }

    private static boolean applies(ProblemKind kind, Operation operation, HandlerMethod handler) {
        boolean body = annotated(handler, RequestBody.class);
        boolean post = handler.hasMethodAnnotation(PostMapping.class);
        boolean list = takes(handler, ListRequest.class);
        boolean precondition = Arrays.stream(handler.getMethodParameters())
                .map(each -> each.getParameterAnnotation(RequestHeader.class))
                .anyMatch(each ->
                        each != null && each.name().toLowerCase(Locale.ROOT).equals("if-match"));
        return switch (kind) {
            case INVALID_FILTER, INVALID_CURSOR -> list;
            case MALFORMED -> list || body || post || annotated(handler, RequestParam.class);
            case UNAUTHENTICATED, FORBIDDEN, TOO_MANY -> handler.hasMethodAnnotation(Needs.class);
            case CSRF -> changes(operation, handler);
            case NOT_FOUND -> hasPathParameter(operation);
            case METHOD_NOT_ALLOWED -> false;
            case NOT_ACCEPTABLE -> true;
            case CONFLICT, IN_PROGRESS, ANSWER_NOT_KEPT, KEY_REUSED -> post;
            case STALE, PRECONDITION_REQUIRED -> precondition;
            case TOO_LARGE, UNSUPPORTED_TYPE, INVALID -> body;
            case INTERNAL, UNAVAILABLE -> true;
        };
    }

    private static boolean changes(Operation operation, HandlerMethod handler) {
        return handler.hasMethodAnnotation(PostMapping.class) || operation.getRequestBody() != null;
    }

    private static boolean annotated(HandlerMethod handler, Class<? extends Annotation> type) {
        return Arrays.stream(handler.getMethodParameters()).anyMatch(each -> each.hasParameterAnnotation(type));
    }

    private static boolean hasPathParameter(Operation operation) {
        @Nullable List<Parameter> parameters = operation.getParameters();
        return parameters != null && parameters.stream().anyMatch(each -> "path".equals(each.getIn()));
    }
}
