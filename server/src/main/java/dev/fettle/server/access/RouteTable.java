package dev.fettle.server.access;

import dev.fettle.core.access.Permission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** All routes with the permission that each declares. With a route that declares none the server does not start. */
@Component
public final class RouteTable implements SmartInitializingSingleton {
    private final RequestMappingHandlerMapping mapping;
    private final List<OthersRoutes> others;

    RouteTable(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
            List<OthersRoutes> others) {
        this.mapping = mapping;
        this.others = List.copyOf(others);
    }

    /** What a handler declares. */
    sealed interface Declared {
        record ToEverybody() implements Declared {}

        record ToWhoHas(Permission permission) implements Declared {}

        /** Nothing, or what contradicts itself. */
        record Wrongly(String fault) implements Declared {}
    }

    /** By path and method. */
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        mapping.getHandlerMethods().forEach((info, handler) -> routes.addAll(routes(info, handler)));
        routes.sort(Comparator.comparing(Route::pattern).thenComparing(Route::method));
        return routes;
    }

    /** Those that open pages take by themselves. */
    public List<Route> unattended() {
        List<Route> routes = new ArrayList<>();
        mapping.getHandlerMethods().forEach((info, handler) -> {
            if (isUnattended(handler)) {
                routes.addAll(routes(info, handler));
            }
        });
        return routes;
    }

    private static boolean isUnattended(HandlerMethod handler) {
        return AnnotatedElementUtils.hasAnnotation(handler.getMethod(), Unattended.class);
    }

    private List<Route> routes(RequestMappingInfo info, HandlerMethod handler) {
        Optional<Permission> permission = declared(handler) instanceof Declared.ToWhoHas(Permission needed)
                ? Optional.of(needed)
                : Optional.empty();
        return info.getPatternValues().stream()
                .flatMap(pattern -> methods(info).stream().map(method -> new Route(method, pattern, permission)))
                .toList();
    }

    private static Set<String> methods(RequestMappingInfo info) {
        Set<String> methods = new TreeSet<>();
        info.getMethodsCondition().getMethods().forEach(method -> methods.add(method.name()));
        return methods.isEmpty() ? Set.of("GET") : methods;
    }

    /** @throws IllegalStateException with every route that declares no permission, or not rightly */
    @Override
    public void afterSingletonsInstantiated() {
        Map<String, String> faults = new LinkedHashMap<>();
        mapping.getHandlerMethods().forEach((info, handler) -> {
            if (declared(handler) instanceof Declared.Wrongly(String fault)) {
                faults.put(info.toString(), handler.getShortLogMessage() + " " + fault);
            }
            if (isUnattended(handler) && info.getPatternValues().stream().anyMatch(pattern -> pattern.contains("{"))) {
                faults.put(info.toString(), handler.getShortLogMessage() + " is unattended and has a variable");
            }
        });
        if (!faults.isEmpty()) {
            throw new IllegalStateException("Routes without a rightly declared permission: " + faults);
        }
    }

    Declared declared(HandlerMethod handler) {
        Needs needs = AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), Needs.class);
        boolean open = AnnotatedElementUtils.hasAnnotation(handler.getMethod(), Open.class);
        Optional<Permission> byOther = others.stream()
                .filter(each -> each.controller().isAssignableFrom(handler.getBeanType()))
                .map(OthersRoutes::permission)
                .findFirst();
        if (byOther.isPresent()) {
            return new Declared.ToWhoHas(byOther.get());
        }
        if (needs == null) {
            return open ? new Declared.ToEverybody() : new Declared.Wrongly("bears neither @Needs nor @Open");
        }
        if (open) {
            return new Declared.Wrongly("bears both @Needs and @Open");
        }
        boolean takesViewer =
                Arrays.asList(handler.getMethod().getParameterTypes()).contains(Viewer.class);
        return needs.value().reach() == Permission.Reach.HOSTS && !takesViewer
                ? new Declared.Wrongly("needs " + needs.value() + ", which reaches hosts, but takes no Viewer")
                : new Declared.ToWhoHas(needs.value());
    }
}
