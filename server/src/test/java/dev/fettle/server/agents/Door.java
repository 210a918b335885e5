package dev.fettle.server.agents;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.signing.Octets;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.LinkException;
import dev.fettle.server.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A whole server with its port for hosts, and a desk that a test fills. */
final class Door implements AutoCloseable {
    private static final AtomicInteger MACHINES = new AtomicInteger(1);
    private static final Actor SOMEBODY = Actor.person("ida", "operator", "192.0.2.7", "r1");

    final TestDesk desk = new TestDesk();
    private final Path folder;
    private final Clock clock;
    private final Map<String, String> options;
    private final VerificationKey orders = newKey();
    private RunningServer server;

    private Door(Path folder, Clock clock, Map<String, String> options, boolean keys) throws Exception {
        this.folder = folder;
        this.clock = clock;
        this.options = options;
        this.server = start(keys);
    }

    static Door open(Path folder, Clock clock, Map<String, String> options) throws Exception {
        return new Door(folder, clock, options, true);
    }

    static Door withoutKeys(Path folder) throws Exception {
        return new Door(folder, Clock.systemUTC(), Map.of(), false);
    }

    private RunningServer start(boolean keys) throws Exception {
        return RunningServer.start(folder, options, clock, beans -> more(beans, keys));
    }

    private void more(GenericApplicationContext beans, boolean keys) {
        beans.registerBean("desk-of-tests", OrderDesk.class, () -> desk, bean -> bean.setPrimary(true));
        TrustedKeys trusted = () -> keys ? List.of(orders) : List.of();
        beans.registerBean("keys-of-tests", TrustedKeys.class, () -> trusted, bean -> bean.setPrimary(true));
    }

    private static VerificationKey newKey() {
        try {
            return VerificationKey.ofDer(Octets.of(KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    VerificationKey orderKey() {
        return orders;
    }

    void restart() throws Exception {
        server.close();
        server = start(true);
    }

    RunningServer server() {
        return server;
    }

    <T> T bean(Class<T> kind) {
        return server.bean(kind);
    }

    JdbcClient jdbc() {
        return server.jdbc();
    }

    String url() {
        return bean(AgentPort.class).url();
    }

    String token(int uses, Duration valid) {
        return switch (bean(EnrolmentTokens.class).make(SOMEBODY, "for a test", uses, valid)) {
            case EnrolmentTokens.Outcome.Made made -> made.token();
            case EnrolmentTokens.Outcome.Refused(String why) -> throw new AssertionError(why);
        };
    }

    String token() {
        return token(1, Duration.ofHours(1));
    }

    /** Not enrolled yet. */
    TestAgent machine(String name) {
        return machine(TestAgent.machine(MACHINES.getAndIncrement()), name);
    }

    TestAgent machine(String machine, String name) {
        return new TestAgent(url(), bean(AgentKeys.class).authority().certificate(), machine, name);
    }

    TestAgent enrolled(String name) throws IOException, LinkException {
        return machine(name).enrol(token());
    }

    RevokeAgent.Outcome revoke(TestAgent agent) {
        return bean(RevokeAgent.class).revoke(SOMEBODY, agent.id(), "It was stolen.");
    }

    List<String> deeds(String kind) {
        return jdbc().sql("select row_to_json(e)::text as entry from audit_entry e where kind = ? order by 1")
                .param(kind)
                .query((row, _) -> row.getString("entry"))
                .list();
    }

    @Override
    public void close() {
        server.close();
    }
}
