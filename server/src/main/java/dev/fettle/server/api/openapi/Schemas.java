package dev.fettle.server.api.openapi;

import dev.fettle.wire.Listing;
import dev.fettle.wire.Problem;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Completes the description: which members are always there, which may be null, who is let in, and stable names. */
@Component
@Lazy
final class Schemas implements GlobalOpenApiCustomizer {
    private static final String ABOUT = """
            What Fettle's server tells and does, for programs. Lists are filtered, ordered and read part by part in one
            way; faults are told as problem documents (RFC 9457); what people can change has an ETag, and wants it back
            as If-Match; a POST with an Idempotency-Key is carried out once. Times are ISO 8601 in UTC.""";

    private final RequestMappingHandlerMapping routes;

    Schemas(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping routes) {
        this.routes = routes;
    }

    @Override
    public void customise(OpenAPI api) {
        api.setInfo(new Info().title("Fettle").version("1").description(ABOUT));
        api.setServers(List.of(new Server().url("/")));
        api.getComponents()
                .addSecuritySchemes(
                        "token",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("fettle_…, made by fettle login or on the page of one's own account"));
        api.setSecurity(List.of(new SecurityRequirement().addList("token")));
        ModelConverters.getInstance(true).readAll(Problem.class).forEach(api.getComponents()::addSchemas);
        api.getPaths()
                .forEach((path, item) -> item.readOperationsMap()
                        .forEach((method, operation) -> operation.setOperationId(operationId(method, path))));
        complete(api);
    }

    /** {@code getHostsIdPackages}. */
    private static String operationId(PathItem.HttpMethod method, String path) {
        StringBuilder id = new StringBuilder(method.name().toLowerCase(Locale.ROOT));
        for (String part : path.replace("/api/v1/", "").split("[^A-Za-z0-9]+", -1)) {
            if (!part.isEmpty()) {
                id.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
            }
        }
        return id.toString();
    }

    private void complete(OpenAPI api) {
        Map<String, Class<?>> records = new HashMap<>();
        gather(Problem.class, records);
        routes.getHandlerMethods().values().forEach(handler -> {
            gather(handler.getMethod().getGenericReturnType(), records);
            Arrays.stream(handler.getMethod().getGenericParameterTypes()).forEach(type -> gather(type, records));
        });
        api.getComponents().getSchemas().forEach((name, schema) -> {
            Class<?> type = name.startsWith("Listing") ? Listing.class : records.get(name);
            if (type != null) {
                complete(schema, type);
            }
        });
    }

    private static void gather(Type type, Map<String, Class<?>> records) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(each -> gather(each, records));
        } else if (type instanceof Class<?> plain
                && plain.isRecord()
                && plain.getPackageName().equals(Problem.class.getPackageName())
                && records.putIfAbsent(plain.getSimpleName(), plain) == null) {
            Arrays.stream(plain.getRecordComponents()).forEach(each -> gather(each.getGenericType(), records));
        }
    }

    private static void complete(Schema<?> schema, Class<?> type) {
        List<String> required = new ArrayList<>();
        for (RecordComponent each : type.getRecordComponents()) {
            required.add(each.getName());
            if (mayBeNull(each.getAnnotatedType()) && schema.getProperties() != null) {
                schema.getProperties().computeIfPresent(each.getName(), (_, property) -> orNull(property));
            }
        }
        schema.setRequired(required);
    }

    private static boolean mayBeNull(AnnotatedType type) {
        return type.isAnnotationPresent(Nullable.class);
    }

    private static Schema<?> orNull(Schema<?> property) {
        Schema<?> nothing = new Schema<>();
        nothing.setTypes(Set.of("null"));
        if (property.get$ref() != null) {
            Schema<?> either = new Schema<>();
            either.setAnyOf(List.of(property, nothing));
            return either;
        }
        Set<String> types = new LinkedHashSet<>(property.getTypes() == null ? Set.of() : property.getTypes());
        types.add("null");
        property.setTypes(types);
        return property;
    }
}
