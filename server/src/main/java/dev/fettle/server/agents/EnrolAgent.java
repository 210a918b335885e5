package dev.fettle.server.agents;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.Credentials;
import dev.fettle.link.Enrolment;
import dev.fettle.link.EnrolmentToken;
import dev.fettle.link.LinkException;
import dev.fettle.link.TrustForm;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.MachineId;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives a host its identity, or renews its certificate. A machine that is known keeps its number and history; its earlier
 * agent is revoked, unless that is alive on another machine: then two machines have one machine-id.
 */
@Component
final class EnrolAgent {
    static final Duration VALID = Duration.ofDays(14);

    private static final Logger LOG = LoggerFactory.getLogger(EnrolAgent.class);
    private static final String IN_USE = "Another agent has this key. Make a new one, and enrol with that.";
    private static final Duration ALIVE = Duration.ofMinutes(10);
    private static final Duration LATER = Duration.ofMinutes(1);
    private static final Pattern MACHINE = Pattern.compile("machine-id [0-9a-f]{64}");
    private static final int LONGEST_PROGRAM = 64;

    private final AgentKeys keys;
    private final ObjectProvider<TrustedKeys> trusted;
    private final EnrolmentTokenStore tokens;
    private final AgentStore store;
    private final Roster roster;
    private final WaitingRoom waiting;
    private final ObjectProvider<OrderDesk> desk;
    private final Hosts hosts;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    EnrolAgent(
            AgentKeys keys,
            ObjectProvider<TrustedKeys> trusted,
            EnrolmentTokenStore tokens,
            AgentStore store,
            Roster roster,
            WaitingRoom waiting,
            ObjectProvider<OrderDesk> desk,
            Hosts hosts,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.keys = keys;
        this.trusted = trusted;
        this.tokens = tokens;
        this.store = store;
        this.roster = roster;
        this.waiting = waiting;
        this.desk = desk;
        this.hosts = hosts;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * @param address from where it comes
     * @throws Refusal if the form, the proof of its key or its token are not good
     */
    Credentials enrol(Enrolment sent, String address) throws Refusal {
        PublicKey key = checked(sent);
        if (!MACHINE.matcher(sent.machine()).matches()) {
            throw new Refusal(
                    Refusal.MALFORMED,
                    "What tells the machine from others is written machine-id and 64 hexadecimal digits.");
        }
        List<VerificationKey> orderKeys = orderKeys();
        Octets secret = secret(sent.token());
        UUID id = UUID.randomUUID();
        X509Certificate certificate = keys.authority().client(key, id.toString(), VALID);
        Newcomer newcomer =
                new Newcomer(sent, id, certificate, Octets.sha256(sent.key().bytes()), address);
        switch (result(newcomer, Octets.sha256(secret.bytes()))) {
            case Result.Refused(String why) -> throw new Refusal(Refusal.FORBIDDEN, why);
            case Result.Enrolled(Optional<UUID> replaced) -> {
                roster.reload(id);
                replaced.ifPresent(this::gone);
            }
        }
        LOG.info("Agent {} was enrolled from {}", id, address);
        return credentials(id, orderKeys, certificate);
    }

    /** One that is being enrolled. */
    private record Newcomer(Enrolment sent, UUID id, X509Certificate certificate, Octets key, String address) {}

    private sealed interface Result {
        /** @param replaced the machine's agent until now */
        record Enrolled(Optional<UUID> replaced) implements Result {}

        /** @param why a sentence */
        record Refused(String why) implements Result {}
    }

    private void gone(UUID earlier) {
        roster.reload(earlier);
        waiting.wake(earlier);
    }

    private Result result(Newcomer newcomer, Octets secret) {
        return AllOrNothing.within(
                transaction,
                Result.Enrolled.class::isInstance,
                () -> enrolled(newcomer, secret),
                () -> new Result.Refused(IN_USE));
    }

    private Result enrolled(Newcomer now, Octets secret) {
        Instant at = clock.instant();
        Optional<EnrolmentTokenStore.Used> token = tokens.use(secret, at);
        if (token.isEmpty()) {
            return new Result.Refused(
                    "The token is not known here, is used up, or has expired. Make a new one on the page"
                            + " Hosts, or with fettle enroll.");
        }
        if (store.byKey(now.key()).isPresent()) {
            return new Result.Refused(IN_USE);
        }
        MachineId claimed = new MachineId(now.sent().machine());
        store.lock(claimed);
        Optional<StoredAgent> earlier = store.onMachine(claimed);
        @Nullable
        UUID twin = earlier.filter(each -> isAlive(each, now.sent().run(), at))
                .map(StoredAgent::id)
                .orElse(null);
        if (twin == null) {
            earlier.ifPresent(each -> replace(each, now));
        }
        MachineId machine = twin == null ? claimed : new MachineId("agent " + now.id());
        Optional<Host> host = hosts.find(machine);
        store.add(new StoredAgent(
                new Agent(
                        now.id(),
                        host.map(Host::id).orElse(null),
                        now.sent().name(),
                        now.sent().program(),
                        Agent.State.ACTIVE,
                        at,
                        now.certificate().getNotAfter().toInstant(),
                        null),
                machine,
                now.key(),
                null,
                null,
                now.address(),
                null,
                List.of(),
                List.of(),
                twin,
                null));
        Map<String, String> after = new TreeMap<>(Map.of(
                "address",
                now.address(),
                "machine",
                machine.value(),
                "token",
                Long.toString(token.get().id()),
                "token made by",
                token.get().madeBy(),
                "version",
                now.sent().program()));
        host.ifPresent(each -> after.put("host", each.id().toString()));
        if (twin != null) {
            after.put("shares its machine-id with", twin.toString());
        }
        audit.append(
                Actor.server("enrolment"),
                Deed.added("agent.enrolled", subject(now.id(), now.sent().name()), after));
        return new Result.Enrolled(twin == null ? earlier.map(StoredAgent::id) : Optional.empty());
    }

    private boolean isAlive(StoredAgent earlier, UUID run, Instant now) {
        Instant stored = earlier.agent().lastSeenAt();
        Instant here = roster.find(earlier.id()).flatMap(Known::seenHere).orElse(Instant.EPOCH);
        Instant last = stored == null || stored.isBefore(here) ? here : stored;
        return last.isAfter(now.minus(ALIVE)) && !run.equals(earlier.run());
    }

    private void replace(StoredAgent earlier, Newcomer by) {
        store.revoke(earlier.id());
        desk.ifAvailable(orders -> orders.gone(earlier.id()));
        audit.append(
                Actor.server("enrolment"),
                new Deed(
                        "agent.revoked",
                        subject(earlier.id(), earlier.agent().name()),
                        Map.of("state", earlier.agent().state().name().toLowerCase(Locale.ROOT)),
                        Map.of("state", "revoked", "replaced by", by.id().toString()),
                        "Its machine was enrolled anew."));
    }

    /**
     * Renews the certificate of an agent, with another key; the old one stays good until the new one was used.
     *
     * @throws Refusal as {@link #enrol}, or if more than one machine uses this identity
     */
    Credentials renew(Known agent, Enrolment sent) throws Refusal {
        PublicKey key = checked(sent);
        if (!sent.token().isEmpty()) {
            throw new Refusal(Refusal.MALFORMED, "A renewal has no token.");
        }
        List<VerificationKey> orderKeys = orderKeys();
        Octets digest = Octets.sha256(sent.key().bytes());
        X509Certificate certificate = keys.authority().client(key, agent.id().toString(), VALID);
        try {
            Boolean renewed = transaction.execute(_ -> {
                Optional<StoredAgent> stored = store.lock(agent.id());
                if (stored.isEmpty() || stored.get().agent().state() != Agent.State.ACTIVE) {
                    return false;
                }
                Instant until = certificate.getNotAfter().toInstant();
                store.renew(agent.id(), digest, until);
                audit.append(
                        Actor.server("check-in"),
                        new Deed(
                                "agent.renewed",
                                subject(agent.id(), stored.get().agent().name()),
                                Map.of(
                                        "certificate until",
                                        stored.get().agent().certificateUntil().toString()),
                                Map.of("certificate until", until.toString()),
                                ""));
                return true;
            });
            if (!Boolean.TRUE.equals(renewed)) {
                throw new Refusal(
                        Refusal.FORBIDDEN,
                        "More than one machine uses this identity, or it was revoked: enrol this host anew.");
            }
        } catch (DuplicateKeyException _) {
            throw inUse();
        }
        roster.reload(agent.id());
        return credentials(agent.id(), orderKeys, certificate);
    }

    /** The renewed key was used: the one before counts no more. What a renewal changes was noted when it was made. */
    void used(Known agent, Octets key) {
        store.promote(agent.id(), key);
        roster.reload(agent.id());
    }

    private static PublicKey checked(Enrolment sent) throws Refusal {
        if (sent.name().isBlank()
                || sent.name().length() > TakeSurvey.LONGEST_NAME
                || sent.program().isBlank()
                || sent.program().length() > LONGEST_PROGRAM) {
            throw new Refusal(
                    Refusal.MALFORMED,
                    "The name of a host has 1 to " + TakeSurvey.LONGEST_NAME + " characters, a version 1 to "
                            + LONGEST_PROGRAM + ".");
        }
        try {
            return sent.provenKey();
        } catch (LinkException e) {
            throw new Refusal(Refusal.MALFORMED, "The enrolment cannot be used: " + e.getMessage());
        }
    }

    private static Octets secret(String token) throws Refusal {
        try {
            return EnrolmentToken.of(token).secret();
        } catch (LinkException e) {
            throw new Refusal(Refusal.FORBIDDEN, "The token cannot be used: " + e.getMessage());
        }
    }

    private List<VerificationKey> orderKeys() throws Refusal {
        TrustedKeys source = trusted.getIfAvailable();
        List<VerificationKey> all = source == null ? List.of() : source.trusted();
        if (all.isEmpty()) {
            LOG.error("Hosts cannot be enrolled: this server has no key that signs orders, so they could trust none.");
            throw new Refusal(
                    Refusal.NOT_NOW,
                    "The server has no key that signs orders, so nobody can be enrolled; its log says more.",
                    LATER);
        }
        return all;
    }

    private static Refusal inUse() {
        return new Refusal(Refusal.FORBIDDEN, IN_USE);
    }

    private Credentials credentials(UUID id, List<VerificationKey> orderKeys, X509Certificate certificate) {
        try {
            return new Credentials(
                    new TrustForm(
                            id, orderKeys.stream().map(VerificationKey::der).toList()),
                    List.of(
                            Octets.of(certificate.getEncoded()),
                            Octets.of(keys.authority().certificate().getEncoded())));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A certificate that was made has bytes.", e);
        }
    }

    private static AuditSubject subject(UUID id, String name) {
        return new AuditSubject("agent", id.toString(), name);
    }
}
