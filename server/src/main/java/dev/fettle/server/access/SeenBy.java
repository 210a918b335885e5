package dev.fettle.server.access;

import dev.fettle.core.access.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** What the authorization of a request leaves for its handler and its page. */
public final class SeenBy {
    private static final String VIEWER = SeenBy.class.getName() + ".viewer";
    private static final String PERSON = SeenBy.class.getName() + ".person";
    private static final String LACKING = SeenBy.class.getName() + ".lacking";

    private SeenBy() {}

    static void is(HttpServletRequest request, SignedIn who) {
        request.setAttribute(PERSON, who);
    }

    static void is(HttpServletRequest request, Viewer viewer) {
        request.setAttribute(VIEWER, viewer);
    }

    static void lacks(HttpServletRequest request, Permission permission) {
        request.setAttribute(LACKING, permission);
    }

    /** Who takes the route; empty if nobody is signed in. */
    public static Optional<SignedIn> person(HttpServletRequest request) {
        return request.getAttribute(PERSON) instanceof SignedIn who ? Optional.of(who) : Optional.empty();
    }

    /** Empty on an open route, and where the permission is lacking. */
    static Optional<Viewer> viewer(HttpServletRequest request) {
        return request.getAttribute(VIEWER) instanceof Viewer viewer ? Optional.of(viewer) : Optional.empty();
    }

    /** The permission for want of which the request was denied; empty if it was not, or for another reason. */
    public static Optional<Permission> lacking(HttpServletRequest request) {
        return request.getAttribute(LACKING) instanceof Permission permission
                ? Optional.of(permission)
                : Optional.empty();
    }
}
