package dev.fettle.server.people;

import dev.fettle.server.access.RouteAuthorization;
import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;

/**
 * Each route's own permission; and who changes what people prove themselves with, or people, has to have proven a short
 * while ago who they are, for somebody else may sit at the browser by now.
 */
@Component
final class PageAuthorization implements AuthorizationManager<RequestAuthorizationContext> {
    private final RouteAuthorization routes;
    private final SignInRules rules;

    PageAuthorization(RouteAuthorization routes, SignInRules rules) {
        this.routes = routes;
        this.rules = rules;
    }

    @Override
    public @Nullable AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        AuthorizationResult result = routes.authorize(authentication, context);
        return result != null && result.isGranted() && isDelicate(context.getRequest())
                ? rules.recent(authentication)
                : result;
    }

    private static boolean isDelicate(HttpServletRequest request) {
        String path = request.getServletPath();
        return "POST".equals(request.getMethod())
                && (path.startsWith("/webauthn/register")
                        || path.startsWith("/settings/people")
                        || (path.startsWith("/account/") && !path.startsWith("/account/sessions")));
    }
}
