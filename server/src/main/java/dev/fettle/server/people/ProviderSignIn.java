package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.stereotype.Component;

/** Signing in at the provider: authorization code with PKCE and nonce. Of its tokens only that which says who it
 * was is kept, in the session, for signing out. */
@Component
final class ProviderSignIn {
    /** The parameter by which the provider is to ask again who it is, even if it knows. */
    static final String AGAIN = "again";

    private final Settings settings;
    private final Provider provider;
    private final ProviderPeople people;
    private final Entrance entrance;
    private final SignInTrail trail;
    private final Clock clock;
    private final WithinThisSite way = new WithinThisSite();

    ProviderSignIn(
            Settings settings,
            Provider provider,
            ProviderPeople people,
            Entrance entrance,
            SignInTrail trail,
            Clock clock) {
        this.settings = settings;
        this.provider = provider;
        this.people = people;
        this.entrance = entrance;
        this.trail = trail;
        this.clock = clock;
    }

    void configure(HttpSecurity http) {
        if (settings.oidc().isEmpty()) {
            return;
        }
        RestClientAuthorizationCodeTokenResponseClient tokens = new RestClientAuthorizationCodeTokenResponseClient();
        tokens.setRestClient(ProviderCalls.forTokens());
        http.oauth2Login(login -> login.loginPage("/sign-in")
                .clientRegistrationRepository(provider)
                .authorizedClientRepository(new Forgetful())
                .authorizationEndpoint(start -> start.authorizationRequestResolver(new AskAgain(provider))
                        .authorizationRequestRepository(new ShortAuthorizationRequests()))
                .redirectionEndpoint(back -> back.baseUri(Provider.BACK + "/*"))
                .tokenEndpoint(token -> token.accessTokenResponseClient(tokens))
                .userInfoEndpoint(user -> user.oidcUserService(people))
                .successHandler(this::done)
                .failureHandler(this::refused));
    }

    private void done(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        SignInRules.State state = entrance.begin(
                authentication.getName(),
                FactorGrantedAuthority.AUTHORIZATION_CODE_AUTHORITY,
                provenAt(authentication),
                request,
                response);
        ProviderSignOut.remember(authentication, request.getSession());
        way.sendRedirect(request, response, entrance.way(state, request, response));
    }

    /**
     * When the provider last saw somebody prove who they are, which may be long ago: it answers for a session of its own.
     * A provider that does not say counts as not lately; asked to ask again, each has to say (OpenID Connect Core 2).
     */
    private Instant provenAt(Authentication authentication) {
        Instant now = clock.instant();
        Instant told = authentication.getPrincipal() instanceof OidcUser user ? user.getAuthenticatedAt() : null;
        Instant at = told == null ? now.minus(SignInRules.RECENT) : told;
        return at.isBefore(now) ? at : now;
    }

    private void refused(HttpServletRequest request, HttpServletResponse response, AuthenticationException fault)
            throws IOException {
        String code = fault instanceof OAuth2AuthenticationException named
                ? named.getError().getErrorCode()
                : fault.getClass().getSimpleName();
        trail.refused("", "provider, " + word(code), request);
        String why =
                switch (code) {
                    case ProviderPeople.NO_ROLE -> "no-role";
                    case ProviderPeople.DISABLED -> "disabled";
                    case "server_error",
                            "temporarily_unavailable",
                            "invalid_token_response",
                            "invalid_user_info_response" -> "down";
                    default -> "refused";
                };
        way.sendRedirect(request, response, "/sign-in?provider=" + why);
    }

    /** Whoever comes back can have put anything there. */
    private static String word(String code) {
        String clean = code.toLowerCase(Locale.ROOT).replaceAll("[^a-z_]", "");
        return clean.substring(0, Math.min(clean.length(), 40));
    }

    /** Has the provider ask for the password once more where that is wanted. */
    private static final class AskAgain implements OAuth2AuthorizationRequestResolver {
        private final OAuth2AuthorizationRequestResolver usual;

        AskAgain(Provider provider) {
            this.usual = new DefaultOAuth2AuthorizationRequestResolver(provider, Provider.START);
        }

        @Override
        public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
            return again(request, usual.resolve(request));
        }

        @Override
        public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
            return again(request, usual.resolve(request, registration));
        }

        private static @Nullable OAuth2AuthorizationRequest again(
                HttpServletRequest request, @Nullable OAuth2AuthorizationRequest usual) {
            return usual == null || request.getParameter(AGAIN) == null
                    ? usual
                    : OAuth2AuthorizationRequest.from(usual)
                            .additionalParameters(more -> {
                                more.put("prompt", "login");
                                more.put("max_age", "0");
                            })
                            .build();
        }
    }

    /** Fettle asks nothing of the provider on anybody's behalf, so it keeps nothing to do it with. */
    private static final class Forgetful implements OAuth2AuthorizedClientRepository {
        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // theirs
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
                String registration, Authentication who, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication who,
                HttpServletRequest request,
                HttpServletResponse response) {
            // Not kept.
        }

        @Override
        public void removeAuthorizedClient(
                String registration, Authentication who, HttpServletRequest request, HttpServletResponse response) {
            // Not kept.
        }
    }
}
