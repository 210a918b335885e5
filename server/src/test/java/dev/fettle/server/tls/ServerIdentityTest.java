package dev.fettle.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.server.settings.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and certificates that openssl made. */
final class ServerIdentityTest {
    private static final ServerNames NAMES = ServerNames.of(List.of(), List.of());

    @TempDir
    private Path folder;

    /** openssl takes its time from the machine, a second later than this test. */
    private final SetClock clock = new SetClock(Instant.now().plusSeconds(3600));

    private ServerIdentity of(String certificate, String key) throws TlsException {
        Tls files = new Tls.Files(folder.resolve(certificate), folder.resolve(key));
        return ServerIdentity.of(files, folder, NAMES, clock).orElseThrow();
    }

    private void openssl(String command) throws IOException, InterruptedException {
        Openssl.run(folder, command.split(" ", -1));
        Path key = folder.resolve("key.pem");
        if (Files.exists(key)) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private void selfSigned(String kind) throws IOException, InterruptedException {
        openssl(
                "req -x509 -nodes -days 20 -subj /CN=own -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem "
                        + kind);
    }

    @ParameterizedTest
    @CsvSource({
        "-newkey rsa:2048, pkey -in key.pem -out new.pem",
        "-newkey rsa:2048, rsa -in key.pem -traditional -out new.pem",
        "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1, pkey -in key.pem -out new.pem",
        "-newkey ec -pkeyopt ec_paramgen_curve:secp384r1, ec -in key.pem -out new.pem",
        "-newkey ec -pkeyopt ec_paramgen_curve:secp521r1, pkey -in key.pem -traditional -out new.pem",
    })
    void keys_of_both_forms_answer_a_client(String kind, String form)
            throws IOException, InterruptedException, TlsException, GeneralSecurityException {
        selfSigned(kind);
        openssl(form);
        Files.move(folder.resolve("new.pem"), folder.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
        ServerIdentity identity = of("cert.pem", "key.pem");
        assertThat(identity.warnings()).isEmpty();
        assertThat(Handshake.with(identity, identity.chain().getFirst(), "localhost"))
                .isEqualTo("hello");
        assertThat(identity.toString()).contains("CN=own").doesNotContain("PRIVATE");
    }

    @Test
    void key_parameters_and_certificates_may_stand_in_one_file()
            throws IOException, InterruptedException, TlsException, GeneralSecurityException {
        openssl("ecparam -name prime256v1 -genkey -out key.pem");
        assertThat(folder.resolve("key.pem")).content().contains("EC PARAMETERS");
        openssl("req -x509 -key key.pem -days 20 -subj /CN=own -out cert.pem");
        String both = Files.readString(folder.resolve("key.pem")) + "a remark\n"
                + Files.readString(folder.resolve("cert.pem"));
        Files.writeString(folder.resolve("key.pem"), both.replace("\n", "\r\n"));
        assertThat(of("key.pem", "key.pem").keyStore("x".toCharArray()).getCertificateChain(ServerIdentity.ALIAS))
                .hasSize(1);
    }

    @Test
    void the_chain_is_put_in_order_and_strangers_are_left_out() throws TlsException, IOException {
        Path data = folder.resolve("data");
        ServerIdentity made =
                ServerIdentity.of(new Tls.Generated(), data, NAMES, clock).orElseThrow();
        CertificateAuthority.open(folder.resolve("other"), "other", clock);
        String server = Files.readString(data.resolve("tls/server.pem"));
        String leaf = server.substring(server.indexOf("-----BEGIN CERT"), server.lastIndexOf("-----BEGIN CERT"));
        Files.writeString(
                folder.resolve("chain.pem"),
                Files.readString(folder.resolve("other/ca.pem")) + Files.readString(data.resolve("tls/ca.pem")) + leaf);
        assertThat(of("chain.pem", "data/tls/server.pem").chain()).isEqualTo(made.chain());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs8 -topk8 -in key.pem -passout pass:hunter2 -out locked.pem",
                "rsa -traditional -aes128 -in key.pem -passout pass:hunter2 -out locked.pem",
            })
    void a_key_with_a_password_is_refused(String locking) throws IOException, InterruptedException {
        selfSigned("-newkey rsa:2048");
        openssl(locking);
        assertThatThrownBy(() -> of("cert.pem", "locked.pem"))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("locked.pem cannot be used: its key needs a password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ec -pkeyopt ec_paramgen_curve:prime256v1", "ec -pkeyopt ec_paramgen_curve:secp384r1", "rsa:2048"
            })
    void a_key_of_another_certificate_is_refused(String kind) throws IOException, InterruptedException {
        selfSigned("-newkey ec -pkeyopt ec_paramgen_curve:prime256v1");
        Files.move(folder.resolve("key.pem"), folder.resolve("first.pem"));
        openssl("req -x509 -nodes -days 20 -subj /CN=x -keyout key.pem -out other.pem -newkey " + kind);
        assertThatThrownBy(() -> of("cert.pem", "key.pem"))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("does not fit the certificate");
    }

    @Test
    void an_ed25519_key_is_refused_with_the_reason() throws IOException, InterruptedException {
        openssl("genpkey -algorithm ed25519 -out key.pem");
        openssl("req -x509 -key key.pem -days 20 -subj /CN=own -out cert.pem");
        assertThatThrownBy(() -> of("cert.pem", "key.pem")).hasMessageContaining("browsers do not take");
    }

    @Test
    void an_expired_certificate_and_an_open_key_are_warnings() throws IOException, InterruptedException, TlsException {
        selfSigned("-newkey rsa:2048");
        clock.pass(Duration.ofDays(21));
        assertThat(of("cert.pem", "key.pem").warnings())
                .singleElement()
                .asString()
                .contains("has expired on");
        clock.pass(Duration.ofDays(-31));
        Files.setPosixFilePermissions(folder.resolve("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(of("cert.pem", "key.pem").warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("is not valid before"))
                .anyMatch(warning -> warning.contains("Every user of this machine can read the key"));
    }

    @Test
    void files_without_key_or_certificate_are_told() throws IOException {
        assertThatThrownBy(() -> of("absent.pem", "absent.pem")).hasMessageEndingWith("absent.pem does not exist.");
        Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> of("empty.pem", "empty.pem"))
                .hasMessageEndingWith("empty.pem (tls.key) must hold one private key in PEM and holds none.");
        assertThatThrownBy(() -> of("/", "/")).isInstanceOf(TlsException.class).hasMessageContaining("cannot be read");
    }

    @Test
    void without_tls_there_is_no_identity() throws TlsException {
        assertThat(ServerIdentity.of(new Tls.None(), folder, NAMES, clock)).isEqualTo(Optional.empty());
        assertThat(folder).isEmptyDirectory();
    }
}
