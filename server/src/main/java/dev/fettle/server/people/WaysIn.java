package dev.fettle.server.people;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/** Everything by which somebody gets in: password, sessions, tokens, programs that wait for one, and second factors. */
@Component
final class WaysIn {
    private final PersonStore people;
    private final FactorStore factors;
    private final PasskeyStore passkeys;
    private final TokenStore tokens;
    private final DeviceStore devices;
    private final Clock clock;

    WaysIn(
            PersonStore people,
            FactorStore factors,
            PasskeyStore passkeys,
            TokenStore tokens,
            DeviceStore devices,
            Clock clock) {
        this.people = people;
        this.factors = factors;
        this.passkeys = passkeys;
        this.tokens = tokens;
        this.devices = devices;
        this.clock = clock;
    }

    /**
     * Closes all of them at once, in the caller's transaction.
     *
     * @param withFactors whether authenticator app, recovery codes and passkeys go too
     * @return how many tokens were revoked
     */
    int close(long person, boolean withFactors) {
        Instant now = clock.instant();
        people.setPassword(person, null);
        people.signedOut(person, now.truncatedTo(ChronoUnit.MILLIS));
        devices.deleteApprovedBy(person);
        if (withFactors) {
            factors.removeTotp(person);
            passkeys.removeAll(person);
        }
        return tokens.revokeAll(person, now);
    }
}
