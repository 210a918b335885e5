package dev.fettle.server.agents;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.EnrolmentToken;
import dev.fettle.server.audit.Audit;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What people carry to hosts to enrol them: good for some hosts and some time, told once, kept as a digest. */
@Component
public final class EnrolmentTokens {
    /** Hosts. */
    public static final int MOST_USES = 10_000;

    public static final Duration LONGEST = Duration.ofDays(30);
    static final Duration SHORTEST = Duration.ofMinutes(1);
    static final int LONGEST_NOTE = 200;

    private final EnrolmentTokenStore store;
    private final AgentKeys keys;
    private final AgentPort port;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;
    private final SecureRandom random = new SecureRandom();

    EnrolmentTokens(
            EnrolmentTokenStore store,
            AgentKeys keys,
            AgentPort port,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.keys = keys;
        this.port = port;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * One that is good.
     *
     * @param note what somebody wrote to it; may be empty
     * @param madeBy who
     */
    public record Row(long id, String note, int uses, int usesLeft, String madeBy, Instant madeAt, Instant expiresAt) {}

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * @param token the whole, to be shown once
         * @param url where hosts reach this server
         */
        record Made(long id, String token, String url, Instant expiresAt) implements Outcome {
            /** What is to be run on a host. */
            public String line() {
                return "sudo fettle-agent enrol " + url + " --token " + token;
            }

            @Override
            public String toString() {
                return "token " + id;
            }
        }

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    public Outcome make(Actor actor, String note, int uses, Duration valid) {
        if (uses < 1 || uses > MOST_USES) {
            return new Outcome.Refused("A token enrols 1 to " + MOST_USES + " hosts.");
        }
        if (valid.compareTo(SHORTEST) < 0 || valid.compareTo(LONGEST) > 0) {
            return new Outcome.Refused("A token is good for 1 minute to 30 days.");
        }
        if (note.length() > LONGEST_NOTE) {
            return new Outcome.Refused("The note has at most " + LONGEST_NOTE + " characters.");
        }
        byte[] bytes = new byte[EnrolmentToken.SECRET_BYTES];
        random.nextBytes(bytes);
        Instant now = clock.instant();
        Instant until = now.plus(valid);
        Long id = transaction.execute(_ -> {
            long added = store.add(Octets.sha256(bytes), note, uses, actor.name(), now, until);
            audit.append(
                    actor,
                    Deed.added(
                            "enrolment-token.made",
                            subject(added, note),
                            Map.of("hosts", Integer.toString(uses), "expires", until.toString())));
            return added;
        });
        if (id == null) {
            throw new IllegalStateException("A token was made without a number.");
        }
        return new Outcome.Made(id, new EnrolmentToken(Octets.of(bytes), fingerprint()).text(), port.url(), until);
    }

    private Octets fingerprint() {
        try {
            return Octets.sha256(keys.authority().certificate().getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was read has bytes.", e);
        }
    }

    /** Those that are good, the newest first. */
    public List<Row> good() {
        return store.good(clock.instant());
    }

    /** Whether there was such a one; hosts that it has enrolled stay so. */
    public boolean withdraw(Actor actor, long id) {
        return Boolean.TRUE.equals(transaction.execute(_ -> store.remove(id)
                .map(row -> {
                    audit.append(
                            actor,
                            new Deed(
                                    "enrolment-token.withdrawn",
                                    subject(id, row.note()),
                                    Map.of("hosts left", Integer.toString(row.usesLeft())),
                                    Map.of(),
                                    ""));
                    return true;
                })
                .orElse(false)));
    }

    private static AuditSubject subject(long id, String note) {
        return new AuditSubject("enrolment-token", Long.toString(id), note);
    }
}
