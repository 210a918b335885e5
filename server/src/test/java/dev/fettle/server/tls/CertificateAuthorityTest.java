package dev.fettle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CertificateAuthorityTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
    private static final ServerNames NAMES =
            ServerNames.of(List.of("web-07", "web-07.example.org"), List.of(InetAddress.ofLiteral("192.0.2.7")));

    @TempDir
    private Path folder;

    private final SetClock clock = new SetClock(START);

    private Path tls() {
        return folder.resolve("tls");
    }

    private CertificateAuthority open() throws TlsException {
        return CertificateAuthority.open(tls(), "web-07", clock);
    }

    @Test
    void a_new_authority_is_what_browsers_ask_for() throws TlsException, IOException {
        Provider[] providers = Security.getProviders();
        X509Certificate root = open().certificate();
        assertThat(root.getSubjectX500Principal().getName()).isEqualTo("CN=Fettle CA of web-07");
        assertThat(root.getBasicConstraints()).isZero();
        assertThat(root.getKeyUsage()).containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(root.getNotBefore().toInstant()).isEqualTo(START.minus(Duration.ofHours(1)));
        assertThat(root.getNotAfter().toInstant()).isEqualTo("2036-11-19T12:00:00Z");
        assertThat(root.getSerialNumber().bitLength()).isEqualTo(128);

        X509Certificate server = open().identity(NAMES).chain().getFirst();
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(server.getNotAfter().toInstant()).isEqualTo(START.plus(Duration.ofDays(397)));
        assertThat(server.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(Security.getProviders()).isEqualTo(providers);
    }

    @Test
    void only_this_user_can_look_into_the_folder() throws TlsException, IOException {
        open().identity(NAMES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tls())))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(tls())) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    @Test
    void openssl_accepts_the_chain_and_shows_the_same_fingerprint()
            throws TlsException, IOException, InterruptedException {
        CertificateAuthority authority = open();
        authority.identity(NAMES);
        String at = String.valueOf(START.getEpochSecond());
        for (String name : NAMES.dns()) {
            Openssl.run(
                    tls(),
                    "verify",
                    "-x509_strict",
                    "-purpose",
                    "sslserver",
                    "-attime",
                    at,
                    "-CAfile",
                    "ca.pem",
                    "-verify_hostname",
                    name,
                    "server.pem");
        }
        for (String address : NAMES.addresses()) {
            Openssl.run(
                    tls(),
                    "verify",
                    "-x509_strict",
                    "-attime",
                    at,
                    "-CAfile",
                    "ca.pem",
                    "-verify_ip",
                    address,
                    "server.pem");
        }
        String shown = Openssl.run(tls(), "x509", "-in", "ca.pem", "-noout", "-fingerprint", "-sha256");
        assertThat(shown.strip()).isEqualToIgnoringCase("sha256 Fingerprint=" + authority.fingerprint());
        assertThat(authority.fingerprint()).matches("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
        Openssl.run(tls(), "pkey", "-in", "ca-key.pem", "-check", "-noout");
    }

    @Test
    void everything_stays_as_it_is_until_it_has_to_change() throws TlsException, IOException {
        ServerIdentity first = open().identity(NAMES);
        String root = open().fingerprint();
        clock.pass(Duration.ofDays(366));
        assertThat(open().identity(NAMES).chain()).isEqualTo(first.chain());
        clock.pass(Duration.ofDays(2));
        ServerIdentity second = open().identity(NAMES);
        assertThat(second.chain().getFirst()).isNotEqualTo(first.chain().getFirst());
        assertThat(second.chain().getFirst().getNotAfter().toInstant())
                .isEqualTo(clock.instant().plus(Duration.ofDays(397)));
        assertThat(open().fingerprint()).isEqualTo(root);
    }

    @Test
    void another_name_needs_another_certificate_and_a_name_less_does_not() throws TlsException {
        ServerIdentity first = open().identity(NAMES);
        assertThat(open().identity(ServerNames.of(List.of("web-07"), List.of())).chain())
                .isEqualTo(first.chain());
        ServerNames more = ServerNames.of(List.of("web-07"), List.of(InetAddress.ofLiteral("2001:db8::7")));
        ServerIdentity second = open().identity(more);
        assertThat(second.chain().getFirst()).isNotEqualTo(first.chain().getFirst());
        assertThat(open().identity(more).chain()).isEqualTo(second.chain());
    }

    @Test
    void a_certificate_never_outlives_its_authority() throws TlsException {
        CertificateAuthority authority = open();
        clock.pass(Duration.ofDays(3600));
        ServerIdentity late = authority.identity(NAMES);
        assertThat(late.chain().getFirst().getNotAfter())
                .isEqualTo(authority.certificate().getNotAfter());
        assertThat(late.warnings()).singleElement().asString().contains("ends on 2036-11-19T12:00:00Z");
        clock.pass(Duration.ofDays(40));
        assertThat(open().identity(NAMES).chain()).isEqualTo(late.chain());
        clock.pass(Duration.ofDays(12));
        assertThatThrownBy(this::open).isInstanceOf(TlsException.class).hasMessageContaining("has expired on");
    }

    @Test
    void a_clock_that_fell_back_to_1970_spoils_nothing() throws TlsException {
        ServerIdentity first = open().identity(NAMES);
        assertThat(first.warnings()).isEmpty();
        clock.pass(Duration.between(START, Instant.EPOCH));
        ServerIdentity second = open().identity(NAMES);
        assertThat(second.chain()).isEqualTo(first.chain());
        assertThat(second.warnings()).singleElement().asString().contains("is the clock right?");
    }

    @Test
    void a_start_killed_between_key_and_certificate_is_finished_by_the_next() throws TlsException, IOException {
        open();
        byte[] key = Files.readAllBytes(tls().resolve("ca-key.pem"));
        Files.delete(tls().resolve("ca.pem"));
        Files.writeString(tls().resolve("ca.pem123.part"), "-----BEGIN CERT");
        Files.writeString(tls().resolve("server.pem456.part"), "");
        CertificateAuthority again = open();
        assertThat(again.identity(NAMES).chain()).hasSize(2).last().isEqualTo(again.certificate());
        assertThat(tls().resolve("ca-key.pem")).hasBinaryContent(key);
        try (Stream<Path> files = Files.list(tls())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("ca-key.pem", "ca.pem", "server.pem");
        }
    }

    @Test
    void clients_that_trusted_a_lost_certificate_still_trust_its_key() throws TlsException, IOException {
        X509Certificate first = open().certificate();
        Files.delete(tls().resolve("ca.pem"));
        assertThat(CertificateAuthority.isSignedBy(
                        open().identity(NAMES).chain().getFirst(), first))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca-key.pem", "ca.pem", "server.pem"})
    void a_damaged_or_foreign_file_is_told_and_never_written_over(String name) throws TlsException, IOException {
        open().identity(NAMES);
        Path other = folder.resolve("other");
        CertificateAuthority.open(other, "other", clock).identity(NAMES);
        Path file = tls().resolve(name);
        String whole = Files.readString(file);
        for (String content : List.of(
                "",
                "rubbish",
                whole.substring(0, whole.length() / 2),
                whole.replace('A', '*'),
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                Files.readString(other.resolve(name)))) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> open().identity(NAMES))
                    .isInstanceOf(TlsException.class)
                    .hasMessageContaining(tls().toString())
                    .hasMessageEndingWith(".");
            assertThat(file).hasContent(content);
        }
        Files.writeString(file, whole);
        open().identity(NAMES);
    }

    @Test
    void a_certificate_without_its_key_is_told() throws TlsException, IOException {
        open();
        Files.delete(tls().resolve("ca-key.pem"));
        assertThatThrownBy(this::open).isInstanceOf(TlsException.class).hasMessageContaining("from a backup");
        assertThat(tls().resolve("ca-key.pem")).doesNotExist();
    }

    @Test
    void what_others_could_read_is_not_used() throws TlsException, IOException {
        open().identity(NAMES);
        for (String name : List.of("ca-key.pem", "server.pem")) {
            Files.setPosixFilePermissions(tls().resolve(name), PosixFilePermissions.fromString("rw-r--r--"));
            assertThatThrownBy(() -> open().identity(NAMES)).hasMessageContaining("open to other users");
            Files.setPosixFilePermissions(tls().resolve(name), PosixFilePermissions.fromString("rw-------"));
        }
        Files.setPosixFilePermissions(tls(), PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(this::open).hasMessageContaining("chmod 700");
    }

    @Test
    void names_that_no_certificate_can_have_are_left_out() throws TlsException {
        ServerNames names = ServerNames.of(
                List.of("Web_07", "a b", "*", "é", "", "-x", "x..y", "y".repeat(64), "[2001:db8::1]", "192.0.2.1"),
                List.of(InetAddress.ofLiteral("0.0.0.0"), InetAddress.ofLiteral("192.0.2.1")));
        assertThat(names.dns()).containsExactly("localhost", "web_07");
        assertThat(names.addresses())
                .isEqualTo(new TreeSet<>(List.of("0:0:0:0:0:0:0:1", "127.0.0.1", "192.0.2.1", "2001:db8:0:0:0:0:0:1")));
        CertificateAuthority odd = CertificateAuthority.open(
                folder.resolve("odd"), "a,b=c+\u202e\ud800" + "\ud83d\ude00".repeat(90), clock);
        assertThat(odd.identity(names).chain()).hasSize(2);
    }
}
