package dev.fettle.server.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.Credentials;
import dev.fettle.link.Enrolment;
import dev.fettle.link.LinkPaths;
import dev.fettle.server.SetClock;
import dev.fettle.server.tls.CertificateAuthority;
import dev.fettle.server.tls.ServerNames;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How hosts get their identity, keep it and lose it: over real TLS, with a real database. */
final class EnrolmentTest {
    @TempDir
    static Path folder;

    /** Begins with the real time, by which clients judge the server's certificate. */
    private static final SetClock CLOCK = new SetClock(Instant.EPOCH);

    private static Door door;

    @BeforeAll
    static void open() throws Exception {
        CLOCK.set(Instant.now());
        door = Door.open(folder, CLOCK, Map.of());
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @Test
    void a_host_is_enrolled_by_a_token_and_checks_in_with_its_certificate() throws Exception {
        TestAgent agent = door.enrolled("web-01");

        CheckInReply reply = agent.checksIn();

        assertThat(reply.standing()).isEqualTo(CheckInReply.Standing.GOOD);
        assertThat(reply.nextSeconds()).isEqualTo(60);
        assertThat(agent.given().trust().keys()).containsExactly(door.orderKey().der());
        X509Certificate certificate = certificate(agent.given());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + agent.id());
        assertThat(Duration.between(CLOCK.instant(), certificate.getNotAfter().toInstant()))
                .isBetween(Duration.ofDays(13), Duration.ofDays(14));
        assertThat(Duration.between(certificate.getNotBefore().toInstant(), CLOCK.instant()))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(Octets.of(
                        door.bean(AgentKeys.class).authority().certificate().getEncoded()))
                .isEqualTo(agent.given().certificates().getLast());
        assertThat(door.deeds("agent.enrolled"))
                .anySatisfy(entry -> assertThat(entry).contains(agent.id().toString(), "web-01", "ida"));
    }

    private static X509Certificate certificate(Credentials of) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(of.certificates().getFirst().bytes()));
    }

    @Test
    void a_token_is_good_for_so_many_hosts_and_so_long() throws Exception {
        String twice = door.token(2, Duration.ofMinutes(5));
        door.machine("one").enrol(twice);
        door.machine("two").enrol(twice);
        assertRefused(door.machine("three"), twice);

        String expires = door.token(5, Duration.ofMinutes(5));
        CLOCK.advance(Duration.ofMinutes(5));
        assertRefused(door.machine("four"), expires);
    }

    private static void assertRefused(TestAgent agent, String token) throws IOException {
        TestAgent.Answer answer =
                agent.post(LinkPaths.ENROL, agent.enrolment(token).bytes());
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).startsWith("{\"error\":\"").contains("token").doesNotContain("\n");
    }

    @Test
    void a_token_that_was_withdrawn_or_never_was_enrols_nobody() throws Exception {
        String token = door.token();
        EnrolmentTokens tokens = door.bean(EnrolmentTokens.class);
        tokens.good()
                .forEach(row ->
                        tokens.withdraw(dev.fettle.core.audit.Actor.person("ida", "operator", "", ""), row.id()));
        assertThat(tokens.good()).isEmpty();
        assertRefused(door.machine("late"), token);
        assertRefused(door.machine("guess"), "fe-" + "ab".repeat(24) + "-" + "cd".repeat(32));
        assertRefused(door.machine("nonsense"), "let me in");
        assertRefused(door.machine("renewal"), "");
    }

    @Test
    void of_two_hosts_at_once_a_token_for_one_enrols_one() throws Exception {
        String token = door.token();
        List<Callable<Integer>> tries = java.util.stream.IntStream.range(0, 8)
                .<Callable<Integer>>mapToObj(each -> {
                    TestAgent agent = door.machine("racing-" + each);
                    return () -> agent.post(
                                    LinkPaths.ENROL, agent.enrolment(token).bytes())
                            .status();
                })
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Integer> answers =
                    threads.invokeAll(tries).stream().map(EnrolmentTest::get).toList();
            assertThat(answers).containsOnly(200, 403);
            assertThat(answers.stream().filter(status -> status == 200)).hasSize(1);
        }
    }

    private static int get(Future<Integer> future) {
        try {
            return future.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobody_enrols_with_the_key_of_another() throws Exception {
        TestAgent victim = door.enrolled("victim");
        TestAgent thief = door.machine("thief");
        String token = door.token(5, Duration.ofHours(1));
        // The victim's public key, and a proof with the thief's own.
        Enrolment forged = Enrolment.sign(
                token, victim.key.getPublic(), thief.key.getPrivate(), thief.machine, "thief", "1.0", thief.run);
        TestAgent.Answer answer = thief.post(LinkPaths.ENROL, forged.bytes());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("does not prove");

        // Another's whole enrolment, with another name: the proof holds, but the key is in use.
        Enrolment sent = victim.enrolment(token);
        TestAgent.Answer again = thief.post(LinkPaths.ENROL, sent.bytes());
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.text()).contains("has this key");
        assertThat(victim.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        assertThat(door.bean(EnrolmentTokens.class).good())
                .anySatisfy(row -> assertThat(row.usesLeft()).isEqualTo(5));
    }

    @Test
    void without_a_certificate_only_enrolment_is_answered() throws Exception {
        TestAgent stranger = door.machine("stranger");
        for (String path : List.of(LinkPaths.CHECK_IN, LinkPaths.RENEW, LinkPaths.INVENTORY, LinkPaths.REPORT)) {
            TestAgent.Answer answer = stranger.post(path, "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.text()).contains("Show the certificate");
        }
    }

    @Test
    void a_certificate_of_another_authority_does_not_get_through_the_handshake(@TempDir Path elsewhere)
            throws Exception {
        CertificateAuthority other = CertificateAuthority.open(elsewhere.resolve("tls"), ServerNames.hostName(), CLOCK);
        TestAgent agent = door.enrolled("crossing");
        X509Certificate forged = other.client(agent.key.getPublic(), agent.id().toString(), Duration.ofDays(14));
        agent.shows(
                agent.key,
                new Credentials(
                        agent.given().trust(),
                        List.of(
                                Octets.of(forged.getEncoded()),
                                agent.given().certificates().getLast())));

        assertThatThrownBy(agent::checksIn).isInstanceOf(IOException.class);
    }

    @Test
    void the_servers_own_certificate_is_none_of_a_host() throws Exception {
        // Whoever reads agents.pem has a key that the authority vouches for; it is for servers.
        TestAgent agent = door.machine("server");
        X509Certificate own = door.bean(AgentKeys.class).identity().chain().getFirst();
        KeyPair pair = new KeyPair(own.getPublicKey(), (java.security.PrivateKey) door.bean(AgentKeys.class)
                .identity()
                .keyStore("x".toCharArray())
                .getKey(dev.fettle.server.tls.ServerIdentity.ALIAS, "x".toCharArray()));
        agent.shows(
                pair,
                new Credentials(
                        new dev.fettle.link.TrustForm(
                                new java.util.UUID(1, 1),
                                List.of(door.orderKey().der())),
                        List.of(Octets.of(own.getEncoded()), Octets.of(own.getEncoded()))));

        assertThatThrownBy(() -> agent.post(LinkPaths.CHECK_IN, new byte[0])).isInstanceOf(IOException.class);
    }

    @Test
    void an_expired_certificate_is_told_so_also_on_a_connection_that_was_there_before() throws Exception {
        TestAgent agent = door.enrolled("sleeper");
        agent.checksIn();
        CLOCK.advance(Duration.ofDays(15));

        TestAgent.Answer answer = agent.post(
                LinkPaths.CHECK_IN,
                agent.checkIn(java.util.Optional.empty(), 0, List.of()).bytes());

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("expired");
    }

    @Test
    void a_certificate_is_renewed_and_the_old_one_stays_good_until_the_new_one_was_used() throws Exception {
        TestAgent agent = door.enrolled("renewing");
        agent.checksIn();
        KeyPair before = agent.key;
        Credentials old = agent.given();
        KeyPair fresh = TestAgent.newKey();
        Enrolment wish =
                Enrolment.sign("", fresh.getPublic(), fresh.getPrivate(), agent.machine, agent.name, "1.0", agent.run);
        TestAgent.Answer answer = agent.post(LinkPaths.RENEW, wish.bytes());
        assertThat(answer.status()).isEqualTo(200);
        Credentials anew = Credentials.of(answer.body());
        assertThat(anew.trust()).isEqualTo(old.trust());

        // The answer got lost: the old one is used on.
        assertThat(agent.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        agent.shows(fresh, anew);
        assertThat(agent.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        agent.shows(before, old);
        assertThat(agent.post(
                                LinkPaths.CHECK_IN,
                                agent.checkIn(java.util.Optional.empty(), 0, List.of())
                                        .bytes())
                        .status())
                .isEqualTo(401);
        assertThat(door.deeds("agent.renewed"))
                .anySatisfy(entry -> assertThat(entry).contains(agent.id().toString()));
    }

    @Test
    void a_revoked_host_is_refused_at_once_and_after_a_restart() throws Exception {
        TestAgent agent = door.enrolled("revoked");
        TestAgent stays = door.enrolled("stays");
        agent.checksIn();
        stays.checksIn();

        assertThat(door.revoke(agent)).isInstanceOf(RevokeAgent.Outcome.Revoked.class);

        assertUnknown(agent);
        door.restart();
        TestAgent later = door.machine(agent.machine, agent.name);
        later.shows(agent.key, agent.given());
        assertUnknown(later);
        TestAgent kept = door.machine(stays.machine, stays.name);
        kept.shows(stays.key, stays.given());
        kept.run = stays.run;
        assertThat(kept.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        assertThat(door.deeds("agent.revoked"))
                .anySatisfy(entry -> assertThat(entry).contains(agent.id().toString(), "It was stolen.", "ida"));
    }

    private static void assertUnknown(TestAgent agent) throws IOException {
        TestAgent.Answer answer = agent.post(
                LinkPaths.CHECK_IN,
                agent.checkIn(java.util.Optional.empty(), 0, List.of()).bytes());
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("enrol it anew");
    }

    @Test
    void a_machine_that_is_enrolled_anew_replaces_its_earlier_agent() throws Exception {
        TestAgent first = door.enrolled("reinstalled");
        first.checksIn();
        CLOCK.advance(Duration.ofMinutes(11));

        TestAgent second = door.machine(first.machine, "reinstalled").enrol(door.token());

        assertThat(second.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        assertUnknown(first);
        assertThat(door.deeds("agent.revoked"))
                .anySatisfy(entry -> assertThat(entry).contains(first.id().toString(), "enrolled anew"));
    }

    @Test
    void two_machines_with_one_machine_id_are_two_hosts_that_name_each_other() throws Exception {
        TestAgent first = door.enrolled("golden-1");
        first.checksIn();
        CLOCK.advance(Duration.ofMinutes(2));

        TestAgent second = door.machine(first.machine, "golden-2").enrol(door.token());

        assertThat(first.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        assertThat(second.checksIn().standing()).isEqualTo(CheckInReply.Standing.GOOD);
        AgentStore store = door.bean(AgentStore.class);
        StoredAgent one = store.find(first.id()).orElseThrow();
        StoredAgent two = store.find(second.id()).orElseThrow();
        assertThat(two.machine().value()).isEqualTo("agent " + second.id());
        assertThat(store.twins(one)).extracting(StoredAgent::id).containsExactly(second.id());
        assertThat(store.twins(two)).extracting(StoredAgent::id).containsExactly(first.id());
        assertThat(door.deeds("agent.enrolled"))
                .anySatisfy(entry -> assertThat(entry)
                        .contains("shares its machine-id with", first.id().toString()));
    }

    @Test
    void enrolments_from_one_network_are_limited() throws Exception {
        EnrolRate rate = new EnrolRate(CLOCK);
        for (int i = 0; i < EnrolRate.MOST; i++) {
            rate.count("192.0.2.1");
        }
        assertThatThrownBy(() -> rate.count("192.0.2.1")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(429);
            assertThat(refusal.retryAfter()).isPresent();
        });
        rate.count("192.0.2.2");
        CLOCK.advance(Duration.ofMinutes(1));
        rate.count("192.0.2.1");
    }

    @Test
    void without_a_key_that_signs_orders_nobody_is_enrolled(@TempDir Path other) throws Exception {
        try (Door without = Door.withoutKeys(other)) {
            String token = without.token();
            TestAgent agent = without.machine("early");
            TestAgent.Answer answer =
                    agent.post(LinkPaths.ENROL, agent.enrolment(token).bytes());
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsKey("Retry-After");
            assertThat(without.bean(EnrolmentTokens.class).good())
                    .singleElement()
                    .satisfies(row -> assertThat(row.usesLeft()).isEqualTo(1));
        }
    }
}
