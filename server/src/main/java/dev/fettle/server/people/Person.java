package dev.fettle.server.people;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who may sign in.
 *
 * @param name what others call the person; never changes, never becomes another's
 * @param passwordHash empty until a password is set, and for whoever signs in at a provider
 * @param provider at which the person signs in; empty for an account of this server
 * @param disabled since when the person may not sign in
 * @param signedOut sessions that began before are over
 * @param version counts the changes that administrators make
 */
public record Person(
        long id,
        String name,
        Optional<String> passwordHash,
        Optional<String> provider,
        Optional<Instant> disabled,
        Optional<Instant> lastSignIn,
        Instant signedOut,
        long version,
        Factors factors) {
    /**
     * What the person proves who they are with, beside a password.
     *
     * @param recoveryCodes that are left
     */
    public record Factors(boolean totp, int passkeys, int recoveryCodes) {
        public boolean second() {
            return totp || passkeys > 0;
        }
    }

    public boolean isLocal() {
        return provider.isEmpty();
    }

    public boolean isDisabled() {
        return disabled.isPresent();
    }

    @Override
    public String toString() {
        return name;
    }
}
