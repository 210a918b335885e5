package dev.fettle.server.api.lists;

import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.ProblemKind;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives handlers their {@link ListRequest}. A parameter that means nothing is a fault: it may be a mistyped filter. */
@Configuration(proxyBeanMethods = false)
class ListArgument implements WebMvcConfigurer, HandlerMethodArgumentResolver {
    private static final Set<String> KNOWN = Set.of("filter", "sort", "cursor", "limit");

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType().equals(ListRequest.class);
    }

    @Override
    public ListRequest resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binder) {
        HttpServletRequest request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
        for (Map.Entry<String, String[]> each : request.getParameterMap().entrySet()) {
            if (!KNOWN.contains(each.getKey())) {
                throw ApiFault.ofParameter(
                        ProblemKind.MALFORMED,
                        each.getKey(),
                        "A list takes the parameters filter, sort, cursor and limit, and no other.");
            }
            if (each.getValue().length > 1) {
                throw ApiFault.ofParameter(
                        ProblemKind.MALFORMED, each.getKey(), "The parameter is given more than once.");
            }
        }
        return new ListRequest(
                request.getRequestURI(),
                request.getParameter("filter"),
                request.getParameter("sort"),
                request.getParameter("cursor"),
                request.getParameter("limit"));
    }
}
