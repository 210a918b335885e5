package dev.fettle.server.people;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.FactorGrantedAuthority;

/** A program that has shown a good token, for one request. */
final class TokenAuthentication extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1;

    private final long token;
    private final long person;
    private final String name;

    /** @param name of the person and of the token, parted by a slash */
    TokenAuthentication(long token, long person, String name) {
        super(List.of(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.BEARER_AUTHORITY)));
        this.token = token;
        this.person = person;
        this.name = name;
        super.setAuthenticated(true);
    }

    long token() {
        return token;
    }

    long person() {
        return person;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public Object getPrincipal() {
        return name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other) && other instanceof TokenAuthentication that && token == that.token;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Long.hashCode(token);
    }
}
