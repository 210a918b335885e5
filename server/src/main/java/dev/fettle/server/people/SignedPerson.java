package dev.fettle.server.people;

import java.io.Serializable;
import java.time.Instant;
import org.springframework.security.core.AuthenticatedPrincipal;

/**
 * Who a session belongs to.
 *
 * @param since when the sign-in began that the session lives on
 */
record SignedPerson(String name, Instant since) implements AuthenticatedPrincipal, Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public String getName() {
        return name;
    }
}
