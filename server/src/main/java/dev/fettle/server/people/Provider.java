package dev.fettle.server.people;

import dev.fettle.server.settings.Secret;
import dev.fettle.server.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClientException;

/** What is known of the provider. It is asked at first need, so that the server starts while the provider is down. */
@Component
final class Provider implements ClientRegistrationRepository {
    static final String ID = "provider";

    /** Where browsers are sent on to the provider from, and where it sends them back to. */
    static final String START = "/sign-in/start";

    static final String BACK = "/sign-in/back";

    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    private static final ParameterizedTypeReference<Map<String, Object>> DOCUMENT =
            new ParameterizedTypeReference<>() {};

    private final Settings settings;
    private final Clock clock;
    private @Nullable ClientRegistration known;
    private Instant failed = Instant.EPOCH;

    Provider(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What pages call it; empty if there is none. */
    Optional<String> name() {
        return settings.oidc().map(Settings.Oidc::name);
    }

    @Override
    public @Nullable ClientRegistration findByRegistrationId(String id) {
        return id.equals(ID) ? registration().orElse(null) : null;
    }

    /** Empty if there is none, or it cannot be reached now; the log says why. */
    synchronized Optional<ClientRegistration> registration() {
        if (known != null || settings.oidc().isEmpty()) {
            return Optional.ofNullable(known);
        }
        if (clock.instant().isBefore(failed.plus(BETWEEN_TRIES))) {
            return Optional.empty();
        }
        Settings.Oidc oidc = settings.oidc().get();
        try {
            known = discover(oidc);
        } catch (RestClientException | IllegalArgumentException e) {
            failed = clock.instant();
            LOG.warn(
                    "The provider {} cannot be used now: {} People with a password can still sign in.",
                    oidc.issuer(),
                    e.getMessage());
        }
        return Optional.ofNullable(known);
    }

    private ClientRegistration discover(Settings.Oidc oidc) {
        String issuer = oidc.issuer().toString();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        Map<String, Object> document = ProviderCalls.plain()
                .get()
                .uri(URI.create(base + WELL_KNOWN))
                .retrieve()
                .body(DOCUMENT);
        if (document == null || !issuer.equals(document.get("issuer"))) {
            throw new IllegalArgumentException("it calls itself "
                    + (document == null ? "nothing" : document.get("issuer")) + ", but oidc.issuer is " + issuer + ".");
        }
        ClientRegistration.Builder builder = ClientRegistrations.fromOidcConfiguration(document)
                .registrationId(ID)
                .clientName(oidc.name())
                .clientId(oidc.clientId())
                .scope(oidc.scopes())
                .redirectUri(settings.publicUrl().orElseThrow() + BACK + "/" + ID)
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build());
        Optional<Secret> secret = oidc.clientSecret();
        return secret.isPresent()
                ? builder.clientSecret(secret.get().reveal()).build()
                : builder.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                        .build();
    }
}
