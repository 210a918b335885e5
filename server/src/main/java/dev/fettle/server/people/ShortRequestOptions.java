package dev.fettle.server.people;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.authentication.HttpSessionPublicKeyCredentialRequestOptionsRepository;
import org.springframework.security.web.webauthn.authentication.PublicKeyCredentialRequestOptionsRepository;

/** Keeps what a passkey has to answer in the session, which for a stranger is a short one. */
final class ShortRequestOptions implements PublicKeyCredentialRequestOptionsRepository {
    private final HttpSessionPublicKeyCredentialRequestOptionsRepository usual =
            new HttpSessionPublicKeyCredentialRequestOptionsRepository();

    @Override
    public void save(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable PublicKeyCredentialRequestOptions options) {
        ShortSession.begin(request);
        usual.save(request, response, options);
    }

    @Override
    public @Nullable PublicKeyCredentialRequestOptions load(HttpServletRequest request) {
        return usual.load(request);
    }
}
