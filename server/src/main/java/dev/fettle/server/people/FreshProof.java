package dev.fettle.server.people;

import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.ProblemKind;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/**
 * For the API what {@link PageAuthorization} is for pages: who changes people or tokens in a session has to have proven a
 * short while ago who they are. Of a token nothing more can be asked: it proves no less today than on its first day.
 */
@Component
final class FreshProof {
    private final SignInRules rules;

    FreshProof(SignInRules rules) {
        this.rules = rules;
    }

    /** @throws ApiFault if it was too long ago */
    void require(Authentication who) {
        if (!(who instanceof TokenAuthentication) && !rules.isRecent(who)) {
            throw new ApiFault(
                    ProblemKind.FORBIDDEN,
                    "It is a while since you signed in. Confirm on the page /confirm who you are, then try again.");
        }
    }
}
