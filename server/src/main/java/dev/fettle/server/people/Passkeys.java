package dev.fettle.server.people;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.webauthn.api.AuthenticatorSelectionCriteria;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRpEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.ResidentKeyRequirement;
import org.springframework.security.web.webauthn.api.UserVerificationRequirement;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialCreationOptionsRequest;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialRequestOptionsRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyAuthenticationRequest;
import org.springframework.security.web.webauthn.management.RelyingPartyRegistrationRequest;
import org.springframework.security.web.webauthn.management.WebAuthnRelyingPartyOperations;
import org.springframework.security.web.webauthn.management.Webauthn4JRelyingPartyOperations;
import org.springframework.stereotype.Component;

/**
 * Spring Security's passkeys, for this site, and stricter: the passkey names its person by itself, and it asks for the
 * person's finger, face or PIN, so that it counts as both factors.
 */
@Component
final class Passkeys implements WebAuthnRelyingPartyOperations {
    private static final String NAME = "Fettle";

    private final PasskeyStore store;
    private final PasskeySite site;
    private final PasskeyNotes notes;
    private @Nullable Webauthn4JRelyingPartyOperations operations;

    Passkeys(PasskeyStore store, PasskeySite site, PasskeyNotes notes) {
        this.store = store;
        this.site = site;
        this.notes = notes;
    }

    /** At first need: the port is not known before the server listens. */
    private synchronized Webauthn4JRelyingPartyOperations operations() {
        if (operations == null) {
            Webauthn4JRelyingPartyOperations made = new Webauthn4JRelyingPartyOperations(
                    store,
                    store,
                    PublicKeyCredentialRpEntity.builder()
                            .id(site.host())
                            .name(NAME)
                            .build(),
                    Set.of(site.origin()));
            made.setCustomizeRequestOptions(options -> options.userVerification(UserVerificationRequirement.REQUIRED));
            made.setCustomizeCreationOptions(
                    options -> options.authenticatorSelection(AuthenticatorSelectionCriteria.builder()
                            .residentKey(ResidentKeyRequirement.REQUIRED)
                            .userVerification(UserVerificationRequirement.REQUIRED)
                            .build()));
            operations = made;
        }
        return operations;
    }

    @Override
    public PublicKeyCredentialCreationOptions createPublicKeyCredentialCreationOptions(
            PublicKeyCredentialCreationOptionsRequest request) {
        return operations().createPublicKeyCredentialCreationOptions(request);
    }

    @Override
    public CredentialRecord registerCredential(RelyingPartyRegistrationRequest request) {
        return notes.added(() -> operations().registerCredential(request));
    }

    @Override
    public PublicKeyCredentialRequestOptions createCredentialRequestOptions(
            PublicKeyCredentialRequestOptionsRequest request) {
        return operations().createCredentialRequestOptions(request);
    }

    @Override
    public PublicKeyCredentialUserEntity authenticate(RelyingPartyAuthenticationRequest request) {
        return operations().authenticate(request);
    }
}
