package dev.fettle.server.people;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Knows nobody; it only stops those who have to wait before somebody asks whether their password is right. The try that it
 * lets through is kept with the request.
 */
final class BrakeProvider implements AuthenticationProvider {
    private final SignInBrake brake;

    BrakeProvider(SignInBrake brake) {
        this.brake = brake;
    }

    @Override
    public @Nullable Authentication authenticate(Authentication attempt) {
        if (attempt.getDetails() instanceof SignInDetails details) {
            SignInBrake.Begun begun = brake.begin(details.trying(SignInBrake.What.PASSWORD, attempt.getName()));
            begun.keep(RequestContextHolder.currentRequestAttributes());
        }
        return null;
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
