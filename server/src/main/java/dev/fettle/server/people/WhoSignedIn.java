package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.server.access.SignedIn;
import dev.fettle.server.access.WhoIsIt;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Reads what somebody may do at each request: a role that was taken away is gone at once. */
@Component
final class WhoSignedIn implements WhoIsIt {
    private final PersonStore people;

    WhoSignedIn(PersonStore people) {
        this.people = people;
    }

    @Override
    public Optional<SignedIn> whoIs(Authentication authentication) {
        String name = authentication.getName();
        return people.access(name).map(access -> new SignedIn(Actor.Kind.PERSON, name, access));
    }
}
