package dev.fettle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A generated certificate in a real handshake with a client that trusts only the authority. */
final class HandshakeTest {
    @TempDir
    private Path folder;

    private CertificateAuthority authority;
    private final SetClock clock = new SetClock(Instant.now()); // the client's TLS knows no other clock

    @BeforeEach
    void open() throws TlsException {
        authority = CertificateAuthority.open(folder.resolve("tls"), "web-07", clock);
    }

    private ServerIdentity identity() throws TlsException {
        return authority.identity(
                ServerNames.of(List.of("web-07.example.org"), List.of(InetAddress.ofLiteral("192.0.2.7"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-07.example.org", "WEB-07.example.org", "localhost", "127.0.0.1", "192.0.2.7", "::1"})
    void a_client_that_trusts_the_authority_connects_by_any_of_the_names(String name)
            throws TlsException, IOException, GeneralSecurityException, InterruptedException {
        assertThat(Handshake.with(identity(), authority.certificate(), name)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-08.example.org", "example.org", "127.0.0.2", "x.web-07.example.org"})
    void a_wrong_name_is_refused(String name) throws TlsException {
        ServerIdentity identity = identity();
        assertThatThrownBy(() -> Handshake.with(identity, authority.certificate(), name))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void another_authority_is_refused() throws TlsException {
        CertificateAuthority other = CertificateAuthority.open(folder.resolve("other"), "web-07", clock);
        ServerIdentity identity = identity();
        assertThatThrownBy(() -> Handshake.with(identity, other.certificate(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void an_expired_certificate_is_refused_and_its_renewal_is_not()
            throws TlsException, IOException, GeneralSecurityException, InterruptedException {
        clock.pass(Duration.ofDays(-500));
        CertificateAuthority old = CertificateAuthority.open(folder.resolve("old"), "web-07", clock);
        ServerNames names = ServerNames.of(List.of(), List.of());
        ServerIdentity expired = old.identity(names);
        assertThatThrownBy(() -> Handshake.with(expired, old.certificate(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class);
        clock.pass(Duration.ofDays(500));
        assertThat(Handshake.with(old.identity(names), old.certificate(), "localhost"))
                .isEqualTo("hello");
    }

    @Test
    void this_machine_has_names_that_fit_a_certificate()
            throws TlsException, IOException, GeneralSecurityException, InterruptedException {
        ServerNames names = ServerNames.ofThisMachine(
                InetAddress.ofLiteral("0.0.0.0"), Optional.of(URI.create("https://fettle.example.org/")));
        assertThat(names.dns()).contains("localhost", "fettle.example.org");
        assertThat(Handshake.with(authority.identity(names), authority.certificate(), "fettle.example.org"))
                .isEqualTo("hello");
    }
}
