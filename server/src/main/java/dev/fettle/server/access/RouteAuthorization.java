package dev.fettle.server.access;

import dev.fettle.core.access.Permission;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.stereotype.Component;
import org.springframework.util.function.ThrowingFunction;
import org.springframework.web.ErrorResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Lets a request through if its route is open, or if who takes it has the permission that the route declares. What is
 * not known to be allowed is denied.
 */
@Component
public final class RouteAuthorization implements AuthorizationManager<RequestAuthorizationContext> {
    private static final AuthorizationDecision YES = new AuthorizationDecision(true);
    private static final AuthorizationDecision NO = new AuthorizationDecision(false);

    private final ObjectProvider<RequestMappingHandlerMapping> mapping;
    private final ObjectProvider<RouteTable> table;
    private final WhoIsIt people;

    RouteAuthorization(
            @Qualifier("requestMappingHandlerMapping") ObjectProvider<RequestMappingHandlerMapping> mapping,
            ObjectProvider<RouteTable> table,
            WhoIsIt people) {
        this.mapping = mapping;
        this.table = table;
        this.people = people;
    }

    @Override
    public AuthorizationResult authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        Optional<SignedIn> who = Optional.ofNullable(authentication.get()).flatMap(this::signedIn);
        who.ifPresent(each -> SeenBy.is(request, each));
        return switch (route(request)) {
            // No route of ours: the answer will be that there is none, which is no secret to who is signed in.
            case null -> who.isPresent() ? YES : NO;
            case RouteTable.Declared.ToEverybody _ -> YES;
            case RouteTable.Declared.Wrongly _ -> NO;
            case RouteTable.Declared.ToWhoHas(Permission permission) ->
                who.map(each -> decide(request, each, permission)).orElse(NO);
        };
    }

    private static AuthorizationDecision decide(HttpServletRequest request, SignedIn who, Permission permission) {
        Optional<Scope> scope = who.access().reach(permission);
        if (scope.isEmpty()) {
            SeenBy.lacks(request, permission);
            return NO;
        }
        String roles =
                who.access().rolesFor(permission).stream().map(Role::word).collect(Collectors.joining(","));
        Actor actor = new Actor(who.kind(), who.name(), roles, request.getRemoteAddr(), RequestId.of(request));
        SeenBy.is(request, new Viewer(actor, scope.get(), who.access()));
        return YES;
    }

    private Optional<SignedIn> signedIn(Authentication authentication) {
        return authentication.isAuthenticated() && !(authentication instanceof AnonymousAuthenticationToken)
                ? people.whoIs(authentication)
                : Optional.empty();
    }

    /** What the route declares; null if there is none, or none for this method or type. */
    private RouteTable.@Nullable Declared route(HttpServletRequest request) {
        if (!ServletRequestPathUtils.hasParsedRequestPath(request)) {
            ServletRequestPathUtils.parseAndCache(request);
        }
        ThrowingFunction<HttpServletRequest, Optional<HandlerExecutionChain>> handlers =
                asked -> Optional.ofNullable(mapping.getObject().getHandler(asked));
        try {
            return handlers.apply(request, NoHandler::new)
                    .map(HandlerExecutionChain::getHandler)
                    .filter(HandlerMethod.class::isInstance)
                    .map(handler -> table.getObject().declared((HandlerMethod) handler))
                    .orElse(null);
        } catch (NoHandler e) {
            if (e.getCause() instanceof ErrorResponse) {
                return null; // such as a wrong method: the dispatcher will find the same and answer
            }
            throw e;
        }
    }

    private static final class NoHandler extends IllegalStateException {
        private static final long serialVersionUID = 1;

        NoHandler(String message, Exception cause) {
            super(message, cause);
        }
    }
}
