package dev.fettle.server.agents;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.signing.Octets;
import dev.fettle.link.CheckIn;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.Credentials;
import dev.fettle.link.Enrolment;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import dev.fettle.server.RunningServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A host as the server sees it: a key, a certificate, and requests over real TLS. */
public final class TestAgent {
    private static final char[] PASSWORD = "agent".toCharArray();
    private static final int PATIENCE_MILLIS = 60_000;

    private String url;
    private final X509Certificate authority;
    final String machine;
    final String name;
    KeyPair key = newKey();
    UUID run = UUID.randomUUID();

    @Nullable
    Credentials credentials;

    private @Nullable SSLContext tls;

    TestAgent(String url, X509Certificate authority, String machine, String name) {
        this.url = url;
        this.authority = authority;
        this.machine = machine;
        this.name = name;
    }

    /** What the server answered. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answer(int status, byte[] body, Map<String, List<String>> headers) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Talks to another server from now on. */
    public void at(String other) {
        url = other;
    }

    /** What lets so many machines be enrolled within an hour. */
    public static String token(RunningServer server, int uses) {
        Actor somebody = Actor.person("ida", "operator", "192.0.2.7", "r1");
        return switch (server.bean(EnrolmentTokens.class).make(somebody, "for a test", uses, Duration.ofHours(1))) {
            case EnrolmentTokens.Outcome.Made made -> made.token();
            case EnrolmentTokens.Outcome.Refused(String why) -> throw new AssertionError(why);
        };
    }

    /** Not enrolled yet. */
    public static TestAgent of(RunningServer server, String machine, String name) {
        return new TestAgent(
                server.bean(AgentPort.class).url(),
                server.bean(AgentKeys.class).authority().certificate(),
                machine,
                name);
    }

    static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static String machine(int number) {
        return "machine-id " + "%064x".formatted(number);
    }

    /** Another machine with a copy of this one's disk, while it runs. */
    TestAgent copy() {
        TestAgent copy = new TestAgent(url, authority, machine, name);
        copy.key = key;
        copy.run = run;
        copy.credentials = credentials;
        return copy;
    }

    /** The program is started anew. */
    TestAgent restarted() {
        run = UUID.randomUUID();
        return this;
    }

    public UUID id() {
        return given().trust().host();
    }

    public Credentials given() {
        Credentials all = credentials;
        if (all == null) {
            throw new AssertionError("It is not enrolled.");
        }
        return all;
    }

    void shows(KeyPair pair, Credentials with) {
        key = pair;
        credentials = with;
        tls = null;
    }

    Enrolment enrolment(String token) {
        return Enrolment.sign(token, key.getPublic(), key.getPrivate(), machine, name, "1.0", run);
    }

    public TestAgent enrol(String token) throws IOException, LinkException {
        Answer answer = post(LinkPaths.ENROL, enrolment(token).bytes());
        if (answer.status() != 200) {
            throw new AssertionError("Not enrolled: " + answer.status() + " " + answer.text());
        }
        shows(key, Credentials.of(answer.body()));
        return this;
    }

    public CheckIn checkIn(Optional<Octets> inventory, int wait, List<UUID> taken) {
        return new CheckIn("1.0", run, new UUID(1, 2), inventory, wait, taken);
    }

    CheckInReply checksIn() throws IOException, LinkException {
        return checksIn(checkIn(Optional.empty(), 0, List.of()));
    }

    public CheckInReply checksIn(CheckIn sent) throws IOException, LinkException {
        Answer answer = post(LinkPaths.CHECK_IN, sent.bytes());
        if (answer.status() != 200) {
            throw new AssertionError("Not checked in: " + answer.status() + " " + answer.text());
        }
        return CheckInReply.of(answer.body());
    }

    public Answer post(String path, byte[] body, String... headers) throws IOException {
        return send("POST", path, body, headers);
    }

    Answer send(String method, String path, byte[] body, String... headers) throws IOException {
        URL address = URI.create(url + path).toURL();
        HttpsURLConnection connection = (HttpsURLConnection) address.openConnection();
        connection.setSSLSocketFactory(context().getSocketFactory());
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        connection.setRequestMethod(method);
        for (int i = 0; i < headers.length; i += 2) {
            connection.setRequestProperty(headers[i], headers[i + 1]);
        }
        if (method.equals("POST")) {
            connection.setDoOutput(true);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(body);
            }
        }
        int status = connection.getResponseCode();
        InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
        try (InputStream content = in == null ? InputStream.nullInputStream() : in) {
            return new Answer(status, content.readAllBytes(), new HashMap<>(connection.getHeaderFields()));
        }
    }

    SSLContext context() {
        SSLContext made = tls;
        if (made == null) {
            made = newContext();
            tls = made;
        }
        return made;
    }

    private SSLContext newContext() {
        try {
            KeyStore known = KeyStore.getInstance("PKCS12");
            known.load(null, null);
            known.setCertificateEntry("authority", authority);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            if (credentials != null) {
                keys.setKeyEntry("agent", key.getPrivate(), PASSWORD, chain(credentials));
            }
            own.init(keys, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Certificate[] chain(Credentials with) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        return new Certificate[] {
            factory.generateCertificate(
                    new ByteArrayInputStream(with.certificates().getFirst().bytes()))
        };
    }
}
