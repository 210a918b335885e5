package dev.fettle.agent;

import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.LinkException;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import dev.fettle.link.TrustForm;
import dev.fettle.testing.Ran;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A real host with the agent, and the key whose orders it obeys. */
final class OrderedHost {
    private static final String STATE = "/var/lib/fettle-agent";

    private final TestHost host;
    private final UUID id = UUID.randomUUID();
    private final KeyPair pair = pair();

    OrderedHost(TestHost host) {
        this.host = host;
        AgentImage.putOn(host);
        host.run("install", "-d", "-m", "700", STATE).text();
        host.write(
                STATE + "/trust.json",
                new TrustForm(id, List.of(Octets.of(pair.getPublic().getEncoded()))).bytes());
        host.run("apt-get", "-q", "update").text();
    }

    static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static ExactBuild build(String name, String version) {
        return new ExactBuild(name, "amd64", new DebVersion(version));
    }

    static Order.Install install(String name, String version) {
        return new Order.Install(List.of(build(name, version)));
    }

    TestHost host() {
        return host;
    }

    UUID id() {
        return id;
    }

    Envelope envelope(Order order, Duration limit) {
        Instant now = Clock.systemUTC().instant();
        return new Envelope(UUID.randomUUID(), id, now, now.plusSeconds(600), limit, 1 << 16, order);
    }

    SignedOrder signed(Envelope envelope) {
        return signed(envelope, pair);
    }

    static SignedOrder signed(Envelope envelope, KeyPair by) {
        return SignedOrder.sign(
                envelope, VerificationKey.ofDer(Octets.of(by.getPublic().getEncoded())), by.getPrivate());
    }

    Ran offered(SignedOrder order) {
        return host.runWith(order.bytes(), AgentImage.command("take").toArray(String[]::new));
    }

    /** Takes an order that must be accepted. */
    UUID taken(Order order) {
        return UUID.fromString(
                offered(signed(envelope(order, Duration.ofMinutes(2)))).text());
    }

    /** Begins to carry out an order and comes back at once; the process is of this machine. */
    Process begun(UUID order) {
        try {
            return new ProcessBuilder(host.inHost(
                            AgentImage.command("run", order.toString()).toArray(String[]::new)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    /** Carries out an order, or goes on with it. */
    Report carriedOut(UUID order) {
        Ran ran = host.run(AgentImage.command("run", order.toString()).toArray(String[]::new));
        try {
            return ReportForm.read(ran.stdout().strip().getBytes(StandardCharsets.UTF_8));
        } catch (LinkException none) {
            throw new AssertionError("The agent ended with " + ran.status() + ":\n" + ran.output(), none);
        }
    }

    Report done(Order order) {
        return carriedOut(taken(order));
    }

    String version(String name) {
        return host.run("dpkg-query", "-W", "-f=${db:Status-Abbrev}${Version}", name)
                .text();
    }
}
