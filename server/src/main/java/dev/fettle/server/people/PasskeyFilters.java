package dev.fettle.server.people;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.webauthn.authentication.PublicKeyCredentialRequestOptionsFilter;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationFilter;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthenticationProvider;
import org.springframework.security.web.webauthn.registration.PublicKeyCredentialCreationOptionsFilter;
import org.springframework.security.web.webauthn.registration.WebAuthnRegistrationFilter;
import org.springframework.stereotype.Component;

/** Puts Spring Security's filters for passkeys in their places: signing in before the permissions, registering after. */
@Component
final class PasskeyFilters {
    private final Passkeys passkeys;
    private final PasskeyStore store;
    private final PersonStore people;
    private final PasskeyEntrance entrance;
    private final BrowserMark marks;
    private final ApplicationEventPublisher events;

    PasskeyFilters(
            Passkeys passkeys,
            PasskeyStore store,
            PersonStore people,
            PasskeyEntrance entrance,
            BrowserMark marks,
            ApplicationEventPublisher events) {
        this.passkeys = passkeys;
        this.store = store;
        this.people = people;
        this.entrance = entrance;
        this.marks = marks;
        this.events = events;
    }

    void configure(HttpSecurity http) {
        WebAuthnAuthenticationFilter signIn = new WebAuthnAuthenticationFilter();
        signIn.setAuthenticationManager(
                new ProviderManager(new WebAuthnAuthenticationProvider(passkeys, new PasskeyPeople(people))));
        signIn.setAuthenticationDetailsSource(marks::details);
        signIn.setApplicationEventPublisher(events);
        ShortRequestOptions asked = new ShortRequestOptions();
        signIn.setRequestOptionsRepository(asked);
        signIn.setAuthenticationSuccessHandler(entrance);
        signIn.setAuthenticationFailureHandler(entrance);
        WebAuthnRegistrationFilter registration = new WebAuthnRegistrationFilter(store, passkeys);
        registration.setRemoveCredentialMatcher(_ -> false); // our own page does that, and notes it
        PublicKeyCredentialRequestOptionsFilter options = new PublicKeyCredentialRequestOptionsFilter(passkeys);
        options.setRequestOptionsRepository(asked);
        http.addFilterBefore(signIn, AuthorizationFilter.class)
                .addFilterBefore(options, AuthorizationFilter.class)
                .addFilterAfter(new PublicKeyCredentialCreationOptionsFilter(passkeys), AuthorizationFilter.class)
                .addFilterAfter(registration, AuthorizationFilter.class);
    }
}
