package dev.fettle.server.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Tells what a page asks by itself from what somebody does: by the route, whatever the page says; and by a header that
 * the pages' script gives whatever no key, click or touch has caused. Who lies with it only ends their own session sooner.
 */
@Component
public final class UnattendedRequests {
    public static final String HEADER = "X-Fettle-Unattended";

    private static final String ATTRIBUTE = UnattendedRequests.class.getName();

    private final ObjectProvider<RouteTable> table;
    private volatile Set<String> routes = Set.of();

    UnattendedRequests(ObjectProvider<RouteTable> table) {
        this.table = table;
    }

    /** The same for the whole of a request, also where it goes on as the telling of an error. */
    public boolean is(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Boolean known) {
            return known;
        }
        boolean is = request.getHeader(HEADER) != null
                || routes().contains(request.getMethod() + " " + request.getRequestURI());
        request.setAttribute(ATTRIBUTE, is);
        return is;
    }

    private Set<String> routes() {
        if (routes.isEmpty()) {
            Set<String> found = new HashSet<>();
            table.getObject().unattended().forEach(route -> found.add(route.method() + " " + route.pattern()));
            routes = Set.copyOf(found);
        }
        return routes;
    }
}
