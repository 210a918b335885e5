package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AllRequiredFactorsAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.RequiredFactor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.stereotype.Component;

/**
 * What makes a sign-in whole, and how long it is. A passkey and a provider's word count as both factors; a password needs
 * an authenticator app beside it, if the person has a second factor or the settings want one of everybody.
 */
@Component
final class SignInRules {
    /** The factor of an authenticator app, or of a recovery code in its place. */
    static final String TOTP = "FACTOR_TOTP";

    /** How long after proving who one is one may change what proves it. */
    static final Duration RECENT = Duration.ofMinutes(10);

    private final PersonStore people;
    private final Settings settings;
    private final Clock clock;
    private final AuthorizationManager<Object> password;
    private final AuthorizationManager<Object> both;
    private final AuthorizationManager<Object> recent;

    SignInRules(PersonStore people, Settings settings, Clock clock) {
        this.people = people;
        this.settings = settings;
        this.clock = clock;
        this.password = any(null, FactorGrantedAuthority.PASSWORD_AUTHORITY);
        this.both = AllRequiredFactorsAuthorizationManager.anyOf(
                of(null, FactorGrantedAuthority.WEBAUTHN_AUTHORITY),
                of(null, FactorGrantedAuthority.AUTHORIZATION_CODE_AUTHORITY),
                of(null, FactorGrantedAuthority.PASSWORD_AUTHORITY, TOTP));
        this.recent = any(
                RECENT,
                FactorGrantedAuthority.WEBAUTHN_AUTHORITY,
                FactorGrantedAuthority.AUTHORIZATION_CODE_AUTHORITY,
                FactorGrantedAuthority.PASSWORD_AUTHORITY);
    }

    private AuthorizationManager<Object> any(@Nullable Duration valid, String... factors) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type cannot be made otherwise
        AllRequiredFactorsAuthorizationManager<Object>[] each =
                new AllRequiredFactorsAuthorizationManager[factors.length];
        for (int i = 0; i < factors.length; i++) {
            each[i] = of(valid, factors[i]);
        }
        return AllRequiredFactorsAuthorizationManager.anyOf(each);
    }

    private AllRequiredFactorsAuthorizationManager<Object> of(@Nullable Duration valid, String... factors) {
        AllRequiredFactorsAuthorizationManager.Builder<Object> builder =
                AllRequiredFactorsAuthorizationManager.builder();
        for (String factor : factors) {
            RequiredFactor.Builder required = RequiredFactor.withAuthority(factor);
            builder.requireFactor(
                    valid == null
                            ? required.build()
                            : required.validDuration(valid).build());
        }
        AllRequiredFactorsAuthorizationManager<Object> manager = builder.build();
        manager.setClock(clock);
        return manager;
    }

    /** How far a sign-in has come. */
    enum State {
        /** Nobody is signed in, or not any more. */
        OVER,
        /** The password was right; the second factor is still to come. */
        NEEDS_SECOND,
        /** The password was right, and the person has to set a second factor up. */
        NEEDS_SET_UP,
        WHOLE
    }

    /** @param person empty when it is over */
    record Found(State state, Optional<Person> person) {
        private static final Found NOBODY = new Found(State.OVER, Optional.empty());
    }

    /** As things are now: who was disabled or signed out everywhere is not signed in any more. */
    Found find(@Nullable Authentication authentication) {
        if (authentication == null || !(authentication.getPrincipal() instanceof SignedPerson signed)) {
            return Found.NOBODY;
        }
        Instant end = signed.since().plus(settings.session().longest());
        return people.find(signed.name())
                .filter(person -> !person.isDisabled())
                .filter(person -> !signed.since().isBefore(person.signedOut()))
                .filter(_ -> clock.instant().isBefore(end))
                .map(person -> new Found(state(authentication, person), Optional.of(person)))
                .orElse(Found.NOBODY);
    }

    private State state(Authentication authentication, Person person) {
        if (grants(both, authentication)) {
            return State.WHOLE;
        }
        if (!grants(password, authentication)) {
            return State.OVER;
        }
        if (person.factors().second()) {
            return State.NEEDS_SECOND;
        }
        return isSecondRequired() ? State.NEEDS_SET_UP : State.WHOLE;
    }

    boolean isSecondRequired() {
        return settings.people().secondFactor() == Settings.People.SecondFactor.REQUIRED;
    }

    boolean isRecent(@Nullable Authentication authentication) {
        return authentication != null && grants(recent, authentication);
    }

    /** Whether somebody has just proven who they are; the result tells such a refusal from all others. */
    @Nullable
    AuthorizationResult recent(Supplier<? extends @Nullable Authentication> authentication) {
        return recent.authorize(authentication, this);
    }

    private boolean grants(AuthorizationManager<Object> manager, Authentication authentication) {
        AuthorizationResult result = manager.authorize(() -> authentication, this);
        return result != null && result.isGranted();
    }
}
