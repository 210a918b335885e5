package dev.fettle.server.people;

import dev.fettle.core.access.Access;
import dev.fettle.core.audit.Actor;
import dev.fettle.server.access.SignedIn;
import dev.fettle.server.access.WhoIsIt;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Reads what somebody may do at each request: a role that was taken away is gone at once, and so is a session. */
@Component
final class WhoSignedIn implements WhoIsIt {
    private final SignInRules rules;
    private final GrantStore grants;

    WhoSignedIn(SignInRules rules, GrantStore grants) {
        this.rules = rules;
        this.grants = grants;
    }

    @Override
    public Optional<SignedIn> whoIs(Authentication authentication) {
        if (authentication instanceof TokenAuthentication token) {
            Access owner = grants.of(token.person());
            return Optional.of(new SignedIn(
                    Actor.Kind.TOKEN,
                    token.getName(),
                    grants.ofToken(token.token()).within(owner)));
        }
        SignInRules.Found found = rules.find(authentication);
        return found.state() == SignInRules.State.WHOLE
                ? found.person().map(person -> new SignedIn(Actor.Kind.PERSON, person.name(), grants.of(person.id())))
                : Optional.empty();
    }
}
