package dev.fettle.agent;

import dev.fettle.agent.connection.ConnectionException;
import dev.fettle.agent.connection.ServerAddress;
import dev.fettle.agent.connection.Tls;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.LinkException;
import dev.fettle.link.TrustForm;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a host keeps of its enrolment: where the server is, who the host is there and by what each knows the other. All of it
 * is one file, so that a host is enrolled or is not, whenever its power goes.
 *
 * @param authority by which the host knows the server
 * @param trust who the host is and whose orders it obeys
 * @param pass what it shows of itself
 * @param former the one before, until the new one has been of use
 */
record Identity(ServerAddress server, X509Certificate authority, TrustForm trust, Pass pass, Optional<Pass> former) {
    private static final int MAX_BYTES = 256 << 10;

    /** A key and the certificate for it. */
    record Pass(PrivateKey key, X509Certificate certificate) {
        /** After two thirds of its life there is time enough left for a server that is away for days. */
        Instant renewAt() {
            Instant from = certificate.getNotBefore().toInstant();
            return from.plus(Duration.between(from, endsAt()).multipliedBy(2).dividedBy(3));
        }

        Instant endsAt() {
            return certificate.getNotAfter().toInstant();
        }

        static Pass of(Octets key, Octets certificate) throws AgentException {
            try {
                return new Pass(
                        KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.bytes())),
                        Tls.certificate(certificate));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("Every JDK knows keys on P-256, but this one.", e);
            } catch (InvalidKeySpecException | ConnectionException broken) {
                throw new AgentException(
                        "The key or the certificate of this host cannot be read. Enrol it again.", broken);
            }
        }
    }

    static Path file(Path state) {
        return state.resolve("identity");
    }

    static boolean isThere(Path state) {
        return Files.exists(file(state));
    }

    Identity with(Pass another, Optional<Pass> before) {
        return new Identity(server, authority, trust, another, before);
    }

    Tls tls() throws AgentException {
        try {
            return Tls.enrolled(pass.key, pass.certificate, authority);
        } catch (ConnectionException broken) {
            throw new AgentException(String.valueOf(broken.getMessage()), broken);
        }
    }

    /** Takes the place of the one before, at once and for good. */
    void write(Path state) throws AgentException {
        put(state, Optional.empty());
    }

    /**
     * Takes the place of the one that was read, unless somebody has enrolled this host anew meanwhile.
     *
     * @param before the bytes of that one
     * @return the bytes of this one; empty if another is there by now, which stays
     */
    Optional<byte[]> replace(Path state, byte[] before) throws AgentException {
        return put(state, Optional.of(before));
    }

    private Optional<byte[]> put(Path state, Optional<byte[]> before) throws AgentException {
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        try {
            Durable.folder(state);
            try (FileChannel lock = FileChannel.open(
                            state.resolve("identity.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = lock.lock()) {
                if (before.isPresent() && !isStill(state, before.get())) {
                    return Optional.empty();
                }
                Durable.write(file(state), bytes);
                return Optional.of(bytes);
            }
        } catch (IOException cannot) {
            throw AgentException.cannot("written", file(state), cannot);
        }
    }

    /** Whether the file has just these bytes. */
    static boolean isStill(Path state, byte[] bytes) {
        try {
            return Arrays.equals(Files.readAllBytes(file(state)), bytes);
        } catch (IOException gone) {
            return false;
        }
    }

    private String text() {
        StringBuilder lines = new StringBuilder();
        line(lines, "server", server.url());
        server.proxy().ifPresent(proxy -> line(lines, "proxy", proxy));
        line(lines, "trust", new String(trust.bytes(), StandardCharsets.US_ASCII));
        line(lines, "authority", hex(authority));
        line(lines, "key", Octets.of(pass.key.getEncoded()).hex());
        line(lines, "certificate", hex(pass.certificate));
        if (former.isPresent()) {
            line(lines, "former-key", Octets.of(former.get().key.getEncoded()).hex());
            line(lines, "former-certificate", hex(former.get().certificate));
        }
        return lines.toString();
    }

    private static void line(StringBuilder lines, String name, String value) {
        lines.append(name).append(' ').append(value).append('\n');
    }

    private static String hex(X509Certificate certificate) {
        try {
            return Octets.of(certificate.getEncoded()).hex();
        } catch (java.security.cert.CertificateEncodingException impossible) {
            throw new IllegalStateException("A certificate that was read can be written.", impossible);
        }
    }

    static Identity read(Path state) throws AgentException {
        return read(state, bytes(state));
    }

    /** What the file of a host holds that is enrolled. */
    static byte[] bytes(Path state) throws AgentException {
        Path file = file(state);
        try {
            if (!Files.exists(file)) {
                throw new AgentException("This host is not enrolled: " + file + " is not there.");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new AgentException(file + " is larger than it can be. Enrol this host again.");
            }
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new AgentException(file + " cannot be read. Run this as root.", unreadable);
        }
    }

    /** @param bytes of the file */
    static Identity read(Path state, byte[] bytes) throws AgentException {
        Path file = file(state);
        Map<String, String> values = new HashMap<>();
        try {
            for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
                int blank = line.indexOf(' ');
                values.put(blank < 0 ? line : line.substring(0, blank), line.substring(blank + 1));
            }
            ServerAddress server = ServerAddress.of(need(values, "server"), Optional.ofNullable(values.get("proxy")));
            Optional<Pass> former = values.containsKey("former-key")
                    ? Optional.of(pass(values, "former-key", "former-certificate"))
                    : Optional.empty();
            return new Identity(
                    server,
                    Tls.certificate(new Octets(need(values, "authority"))),
                    TrustForm.read(need(values, "trust").getBytes(StandardCharsets.UTF_8)),
                    pass(values, "key", "certificate"),
                    former);
        } catch (LinkException | ConnectionException | IllegalArgumentException broken) {
            throw new AgentException(
                    file + " cannot be used: " + broken.getMessage() + " Enrol this host again.", broken);
        }
    }

    private static Pass pass(Map<String, String> values, String key, String certificate) throws AgentException {
        return Pass.of(new Octets(need(values, key)), new Octets(need(values, certificate)));
    }

    private static String need(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the line \"" + name + "\" is missing.");
        }
        return value;
    }

    @Override
    public String toString() {
        return "host " + trust.host() + " at " + server.url();
    }
}
