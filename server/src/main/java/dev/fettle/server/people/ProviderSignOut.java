package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.logout.LogoutHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Leads whoever signed in at the provider on to it after signing out here, if it has an address for that (OpenID Connect
 * RP-Initiated Logout 1.0). By a page of our own, for browsers send no form on to another site.
 */
@Component
public final class ProviderSignOut implements LogoutHandler, LogoutSuccessHandler {
    /** What the provider sends back with people who were signed out there. */
    static final String STATE = "out";

    private static final String TOKEN = "fettle.id-token";
    private static final String ENDPOINT = "end_session_endpoint";

    private final Settings settings;
    private final Provider provider;
    private final Pages pages;
    private final WithinThisSite way = new WithinThisSite();

    ProviderSignOut(Settings settings, Provider provider, Pages pages) {
        this.settings = settings;
        this.provider = provider;
        this.pages = pages;
    }

    /** Keeps in the session what tells the provider, at the end, whose session there is meant. It opens nothing here. */
    static void remember(Authentication signedIn, HttpSession session) {
        if (signedIn.getPrincipal() instanceof OidcUser user) {
            session.setAttribute(TOKEN, user.getIdToken().getTokenValue());
        }
    }

    /** Before the session is gone. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who) {
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute(TOKEN) instanceof String token) {
            request.setAttribute(TOKEN, token);
        }
    }

    /**
     * @param provider what it is called
     * @param address where one is signed out there
     */
    public record SignedOut(String provider, String address) {}

    @Override
    public void onLogoutSuccess(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who)
            throws IOException {
        Optional<String> address = request.getAttribute(TOKEN) instanceof String token
                ? provider.registration().flatMap(known -> address(known, token))
                : Optional.empty();
        if (address.isEmpty()) {
            way.sendRedirect(request, response, "/sign-in?out");
            return;
        }
        response.setHeader("Refresh", "0;url=" + address.get());
        response.setHeader("Cache-Control", "no-store");
        pages.of("people/signed-out", new SignedOut(provider.name().orElse(""), address.get()))
                .render(null, request, response);
    }

    private Optional<String> address(ClientRegistration known, String token) {
        Object endpoint = known.getProviderDetails().getConfigurationMetadata().get(ENDPOINT);
        return Optional.ofNullable(endpoint)
                .map(String::valueOf)
                .filter(this::isWeb)
                .map(address -> UriComponentsBuilder.fromUriString(address)
                        .queryParam("id_token_hint", "{token}")
                        .queryParam("client_id", "{client}")
                        .queryParam("post_logout_redirect_uri", "{back}")
                        .queryParam("state", STATE)
                        .encode()
                        .buildAndExpand(Map.of(
                                "token",
                                token,
                                "client",
                                known.getClientId(),
                                "back",
                                settings.publicUrl().orElseThrow() + "/sign-in"))
                        .toUriString());
    }

    /** No less protected than the provider itself. */
    private boolean isWeb(String address) {
        return address.startsWith("https://")
                || (address.startsWith("http://")
                        && settings.oidc()
                                .map(Settings.Oidc::issuer)
                                .map(URI::getScheme)
                                .filter("http"::equals)
                                .isPresent());
    }
}
