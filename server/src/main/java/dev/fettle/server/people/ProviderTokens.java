package dev.fettle.server.people;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Reads the provider's ID tokens: signed with one of its public keys, by an algorithm that it says it uses. */
@Configuration(proxyBeanMethods = false)
class ProviderTokens {
    private static final String ALGORITHMS = "id_token_signing_alg_values_supported";

    @Bean
    JwtDecoderFactory<ClientRegistration> idTokens() {
        return ProviderTokens::decoder;
    }

    private static JwtDecoder decoder(ClientRegistration registration) {
        ClientRegistration.ProviderDetails provider = registration.getProviderDetails();
        List<SignatureAlgorithm> algorithms = algorithms(provider.getConfigurationMetadata());
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSetUri(Objects.requireNonNull(provider.getJwkSetUri()))
                .jwsAlgorithms(all -> all.addAll(algorithms))
                .restOperations(ProviderCalls.forKeysAndPeople())
                .build();
        decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
                new JwtTimestampValidator(), new OidcIdTokenValidator(registration)));
        decoder.setClaimSetConverter(
                new ClaimTypeConverter(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
        return decoder;
    }

    /** Those with public keys; RS256, which every provider has, where it does not say. */
    private static List<SignatureAlgorithm> algorithms(Map<String, Object> document) {
        Object said = document.get(ALGORITHMS);
        Stream<?> names = said instanceof Collection<?> several ? several.stream() : Stream.empty();
        List<SignatureAlgorithm> known = names.map(name -> SignatureAlgorithm.from(String.valueOf(name)))
                .filter(Objects::nonNull)
                .toList();
        return known.isEmpty() ? List.of(SignatureAlgorithm.RS256) : known;
    }
}
