package dev.fettle.server.people;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Authenticator apps and recovery codes: setting them up, checking what they say, taking them away. */
@Component
public final class SecondFactors {
    /** The attribute of a session with the sealed secret that is being set up. */
    static final String PENDING = "fettle.totp";

    private final FactorStore store;
    private final SealedSecrets seals;
    private final PasskeySite site;
    private final SignInRules rules;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    SecondFactors(
            FactorStore store,
            SealedSecrets seals,
            PasskeySite site,
            SignInRules rules,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.seals = seals;
        this.site = site;
        this.rules = rules;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What a person enters into an app.
     *
     * @param secret in groups of four letters and digits
     */
    public record Setup(String secret, QrPicture picture) {}

    private static String purpose(Person person) {
        return "totp of " + person.id();
    }

    /** A new secret, sealed, to be kept until it is confirmed. */
    byte[] fresh(Person person) {
        return seals.seal(TotpCodes.newSecret(random), purpose(person));
    }

    /** Empty if it was sealed for somebody else. */
    Optional<Setup> setup(Person person, byte[] sealed) {
        return seals.open(sealed, purpose(person))
                .map(secret -> new Setup(
                        TotpCodes.text(secret).replaceAll("(.{4})(?!$)", "$1 "),
                        QrPicture.of(TotpCodes.uri(secret, person.name(), site.host()))));
    }

    /** What came of it. */
    sealed interface Outcome {
        /** @param recoveryCodes to be shown this once */
        record Done(List<String> recoveryCodes) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /** Makes the app a factor, if it shows the right code. */
    Outcome confirm(Actor actor, Person person, byte[] sealed, String code) {
        Optional<byte[]> secret = seals.open(sealed, purpose(person));
        OptionalLong step = secret.map(each -> TotpCodes.step(each, code, clock.instant(), -1))
                .orElseGet(OptionalLong::empty);
        if (step.isEmpty()) {
            return new Outcome.Refused(
                    "This is not the code that the app shows now. Type the newest one; if it is refused"
                            + " again, set the clock of the phone right.");
        }
        List<String> codes = RecoveryCodes.fresh(random);
        Instant now = clock.instant();
        Boolean added = transaction.execute(_ -> {
            if (!store.addTotp(person.id(), new FactorStore.Totp(sealed, now, step.getAsLong()))) {
                return false;
            }
            store.replaceRecoveryCodes(
                    person.id(), codes.stream().map(RecoveryCodes::digest).toList());
            audit.append(
                    actor,
                    Deed.added("factor.added", SignInTrail.subject(person), Map.of("kind", "authenticator app")));
            return true;
        });
        return Boolean.TRUE.equals(added)
                ? new Outcome.Done(codes)
                : new Outcome.Refused("There is an app already. Remove it first.");
    }

    /** Ten other codes in the place of those before. */
    Outcome renewRecoveryCodes(Actor actor, Person person) {
        List<String> codes = RecoveryCodes.fresh(random);
        Boolean done = transaction.execute(_ -> {
            if (store.totp(person.id()).isEmpty()) {
                return false;
            }
            store.replaceRecoveryCodes(
                    person.id(), codes.stream().map(RecoveryCodes::digest).toList());
            audit.append(actor, Deed.of("factor.recovery-codes-renewed", SignInTrail.subject(person)));
            return true;
        });
        return Boolean.TRUE.equals(done)
                ? new Outcome.Done(codes)
                : new Outcome.Refused("Recovery codes stand in for an authenticator app. Set one up first.");
    }

    /** Takes the app away, and the recovery codes with it. */
    Outcome removeTotp(Actor actor, Person person) {
        if (rules.isSecondRequired() && person.factors().passkeys() == 0) {
            return new Outcome.Refused(
                    "This server asks everybody for a second factor. Add a passkey before you remove" + " the app.");
        }
        transaction.executeWithoutResult(_ -> {
            if (store.removeTotp(person.id())) {
                audit.append(
                        actor,
                        new Deed(
                                "factor.removed",
                                SignInTrail.subject(person),
                                Map.of("kind", "authenticator app"),
                                Map.of(),
                                ""));
            }
        });
        return new Outcome.Done(List.of());
    }

    /** How a code was. */
    enum Check {
        RIGHT,
        /** Wrong, or used before. */
        WRONG,
        /** The key of the data folder is not the one that sealed the secret. */
        UNREADABLE
    }

    /** Whether a code of the app, or a recovery code, is right; it is not any more. */
    Check use(Actor actor, Person person, String given) {
        if (RecoveryCodes.isOne(given)) {
            return useRecoveryCode(actor, person, given);
        }
        Optional<FactorStore.Totp> totp = store.totp(person.id());
        if (totp.isEmpty()) {
            return Check.WRONG;
        }
        Optional<byte[]> secret = seals.open(totp.get().secret(), purpose(person));
        if (secret.isEmpty()) {
            return Check.UNREADABLE;
        }
        OptionalLong step =
                TotpCodes.step(secret.get(), given, clock.instant(), totp.get().lastStep());
        return step.isPresent() && store.useStep(person.id(), step.getAsLong()) ? Check.RIGHT : Check.WRONG;
    }

    private Check useRecoveryCode(Actor actor, Person person, String given) {
        Boolean used = transaction.execute(_ -> {
            if (!store.useRecoveryCode(person.id(), RecoveryCodes.digest(given))) {
                return false;
            }
            int left = store.recoveryCodes(person.id());
            audit.append(
                    actor,
                    new Deed(
                            "factor.recovery-code-used",
                            SignInTrail.subject(person),
                            Map.of("left", Integer.toString(left + 1)),
                            Map.of("left", Integer.toString(left)),
                            ""));
            return true;
        });
        return Boolean.TRUE.equals(used) ? Check.RIGHT : Check.WRONG;
    }
}
