package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.agent.connection.ServerAddress;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.EnrolmentToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EnrolTest {
    private static final Enrol.Machine MACHINE =
            new Enrol.Machine("machine-id " + "0".repeat(64), "web-01", "1.0", new UUID(1, 2));

    private final MadeUpAuthority authority = new MadeUpAuthority();
    private final MadeUpServer server = MadeUpServer.at(authority, "127.0.0.1");

    @TempDir
    Path state;

    @AfterEach
    void end() {
        server.close();
    }

    private Enrol.Outcome enrol(String url, EnrolmentToken token, boolean again) throws Exception {
        return new Enrol(state, MACHINE, InstantSource.system())
                .enrol(ServerAddress.of(url, Optional.empty()), token, again);
    }

    private String refused(String url, EnrolmentToken token) throws Exception {
        Enrol.Outcome outcome = enrol(url, token, false);
        assertThat(outcome).isInstanceOf(Enrol.Outcome.Refused.class);
        assertThat(state).isEmptyDirectory();
        return ((Enrol.Outcome.Refused) outcome).why();
    }

    @Test
    void a_host_is_enrolled_and_everything_is_in_one_file_for_its_owner() throws Exception {
        assertThat(enrol(server.url(), server.token(), false)).isInstanceOf(Enrol.Outcome.Enrolled.class);

        Identity identity = Identity.read(state);
        assertThat(identity.trust().host()).isEqualTo(server.host());
        assertThat(identity.server().url()).isEqualTo(server.url());
        assertThat(Trust.of(state).host()).isEqualTo(server.host());
        assertThat(state).isDirectoryContaining(file -> file.endsWith("identity"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Identity.file(state))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_token_of_another_authority_is_not_shown_to_the_server() throws Exception {
        EnrolmentToken foreign = new EnrolmentToken(server.token().secret(), new MadeUpAuthority().fingerprint());

        assertThat(refused(server.url(), foreign)).contains("does not show the authority that the token names");
        assertThat(server.asked).isEmpty();
    }

    @Test
    void a_server_that_shows_the_right_authority_without_being_of_it_gets_nothing() throws Exception {
        MadeUpAuthority impostor = new MadeUpAuthority();
        KeyPair key = Enrol.pair();
        Instant now = Instant.now();
        X509Certificate its = impostor.issue(key.getPublic(), now.minusSeconds(60), now.plusSeconds(60), "127.0.0.1");
        try (MadeUpServer false_ =
                new MadeUpServer(authority, impostor.server(key, its, authority.certificate()), "127.0.0.1")) {
            assertThat(refused(false_.url(), false_.token())).contains("TLS");
            assertThat(false_.asked).isEmpty();
        }
    }

    @Test
    void the_digest_of_a_servers_own_certificate_is_no_authority() throws Exception {
        KeyPair key = Enrol.pair();
        Instant now = Instant.now();
        X509Certificate its = authority.issue(key.getPublic(), now.minusSeconds(60), now.plusSeconds(60), "127.0.0.1");
        EnrolmentToken leaf = new EnrolmentToken(server.token().secret(), Octets.sha256(MadeUpAuthority.der(its)));
        try (MadeUpServer other =
                new MadeUpServer(authority, authority.server(key, its, authority.certificate()), "127.0.0.1")) {
            assertThat(refused(other.url(), leaf)).contains("does not show the authority");
        }
    }

    @Test
    void a_certificate_for_another_name_is_refused() throws Exception {
        Instant now = Instant.now();
        try (MadeUpServer other = new MadeUpServer(
                authority, authority.server(now.minusSeconds(60), now.plusSeconds(60), "10.1.1.1"), "127.0.0.1")) {
            assertThat(refused(other.url(), other.token())).contains("127.0.0.1");
            assertThat(other.asked).isEmpty();
        }
    }

    @Test
    void a_certificate_out_of_its_time_is_told_with_both_clocks() throws Exception {
        Instant now = Instant.now();
        try (MadeUpServer old = new MadeUpServer(
                authority, authority.server(now.minusSeconds(120), now.minusSeconds(60), "127.0.0.1"), "127.0.0.1")) {
            assertThat(refused(old.url(), old.token()))
                    .contains("is no longer valid by the clock of this host, which says", "NotAfter");
        }
        try (MadeUpServer young = new MadeUpServer(
                authority,
                authority.server(now.plusSeconds(86_400), now.plusSeconds(90_000), "127.0.0.1"),
                "127.0.0.1")) {
            assertThat(refused(young.url(), young.token())).contains("is not valid yet", "NotBefore");
        }
    }

    @Test
    void a_token_that_is_used_up_is_refused_with_what_the_server_says() throws Exception {
        EnrolmentToken used = server.token();
        server.newToken();

        assertThat(refused(server.url(), used)).contains("403", "The token is used up.", "ask for another one");
    }

    @Test
    void answers_that_are_no_enrolment_leave_the_host_as_it_was() throws Exception {
        server.faults.add(exchange -> MadeUpServer.send(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8)));
        assertThat(refused(server.url(), server.token())).contains("no enrolment for this host");
        server.faults.add(exchange -> MadeUpServer.send(
                exchange,
                200,
                server.credentials(authority.issue(
                                Enrol.pair().getPublic(),
                                Instant.now(),
                                Instant.now().plusSeconds(60)))
                        .bytes()));
        assertThat(refused(server.url(), server.token())).contains("no enrolment for this host");
        MadeUpAuthority other = new MadeUpAuthority();
        try (MadeUpServer turncoat = MadeUpServer.at(other, "127.0.0.1")) {
            server.faults.add(exchange -> MadeUpServer.send(
                    exchange,
                    200,
                    turncoat.credentials(other.issue(
                                    Enrol.pair().getPublic(),
                                    Instant.now(),
                                    Instant.now().plusSeconds(60)))
                            .bytes()));
            assertThat(refused(server.url(), server.token())).contains("no enrolment for this host");
        }
    }

    @Test
    void an_enrolment_is_replaced_only_when_that_is_asked_for_and_the_new_server_says_yes() throws Exception {
        enrol(server.url(), server.token(), false);
        byte[] before = Files.readAllBytes(Identity.file(state));
        MadeUpAuthority others = new MadeUpAuthority();
        try (MadeUpServer other = MadeUpServer.at(others, "127.0.0.1")) {
            assertThat(enrol(other.url(), other.token(), false)).isInstanceOf(Enrol.Outcome.AlreadyEnrolled.class);
            assertThat(other.asked).isEmpty();
            EnrolmentToken used = other.token();
            other.newToken();
            assertThat(enrol(other.url(), used, true)).isInstanceOf(Enrol.Outcome.Refused.class);
            assertThat(Files.readAllBytes(Identity.file(state))).isEqualTo(before);

            assertThat(enrol(other.url(), other.token(), true)).isInstanceOf(Enrol.Outcome.Enrolled.class);
            assertThat(Identity.read(state).trust().host()).isEqualTo(other.host());
        }
    }

    @Test
    void addresses_that_are_none_are_refused() {
        for (String url :
                List.of("http://a", "https://", "a", "https://u@a", "https://a/x", "https://a?b", "https://a:99999")) {
            assertThatThrownBy(() -> ServerAddress.of(url, Optional.empty()))
                    .as(url)
                    .hasMessageContaining("no address");
        }
        assertThatThrownBy(() -> ServerAddress.of("https://a", Optional.of("proxy")))
                .hasMessageContaining("proxy");
    }

    @Test
    void words_that_enrol_does_not_know_are_refused() throws Exception {
        assertThat(EnrolArguments.of("enrol", "https://a", "--token", "t", "--proxy", "p:1", "--again"))
                .isEqualTo(new EnrolArguments("https://a", "t", Optional.of("p:1"), true));
        assertThat(EnrolArguments.of("enrol", "https://a", "--token", "secret").toString())
                .doesNotContain("secret");
        for (String[] wrong : List.of(
                new String[] {"enrol"},
                new String[] {"enrol", "https://a"},
                new String[] {"enrol", "https://a", "--token"},
                new String[] {"enrol", "https://a", "https://b", "--token", "t"},
                new String[] {"enrol", "--tokn", "t"})) {
            assertThatThrownBy(() -> EnrolArguments.of(wrong)).hasMessageContaining("fettle-agent enrol URL");
        }
    }
}
