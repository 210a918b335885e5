package dev.fettle.server.people;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Knows nobody; it only stops those who have to wait before somebody asks whether their password is right. */
final class BrakeProvider implements AuthenticationProvider {
    private final SignInBrake brake;

    BrakeProvider(SignInBrake brake) {
        this.brake = brake;
    }

    @Override
    public @Nullable Authentication authenticate(Authentication attempt) {
        if (attempt.getDetails() instanceof SignInDetails details) {
            brake.begin(details.trying(SignInBrake.What.PASSWORD, attempt.getName()));
        }
        return null;
    }

    @Override
    public boolean supports(Class<?> kind) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(kind);
    }
}
