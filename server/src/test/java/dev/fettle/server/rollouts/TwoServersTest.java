package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.ChainVerdict;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.OrderKind;
import dev.fettle.core.order.Report;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.signing.VerificationKey;
import dev.fettle.link.CheckInReply;
import dev.fettle.link.LinkException;
import dev.fettle.link.LinkPaths;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import dev.fettle.server.RunningServer;
import dev.fettle.server.ServerChild;
import dev.fettle.server.StandbyMain;
import dev.fettle.server.TestDatabase;
import dev.fettle.server.Until;
import dev.fettle.server.agents.TestAgent;
import dev.fettle.server.audit.TestTrail;
import dev.fettle.server.changes.Change;
import dev.fettle.server.folder.KeyFiles;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Two servers on one database, one of which stands by, each killed again and again while agents over TLS carry out a
 * roll-out: it ends right, and no host does anything twice.
 */
@Timeout(3600)
final class TwoServersTest {
    private static final int HOSTS = Integer.getInteger("fettle.rollout-hosts", 24);
    private static final int KILLS = Integer.getInteger("fettle.server-kills", 4);
    private static final long SEED = Long.getLong("fettle.server-kills.seed", 20261122);

    /** Installation, restart, verification. */
    private static final int ORDERS_OF_A_HOST = 3;

    private static final int WAIT_SECONDS = 20;

    @TempDir
    Path folder;

    private final TestDatabase database = TestDatabase.fresh();
    private final Random random = new Random(SEED);
    private final List<Agent> agents = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final AtomicInteger kills = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean over;

    /** Where one of the two servers is. */
    private final class Node {
        private final Path data;
        private final int port;
        private ServerChild child;

        Node(String name, RunningServer first) throws IOException {
            data = Files.createDirectory(folder.resolve(name));
            port = FreePort.local();
            for (String key : KeyFiles.NAMES) {
                Path file = data.resolve(key);
                if (!file.getParent().equals(data)) {
                    Files.createDirectories(
                            file.getParent(),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                Files.copy(first.data().resolve(key), file, StandardCopyOption.COPY_ATTRIBUTES);
            }
            Files.copy(first.data().resolve("tls/ca.pem"), data.resolve("tls/ca.pem"));
            child = start();
        }

        private ServerChild start() throws IOException {
            return ServerChild.start(
                    List.of(),
                    Map.of("FETTLE_DATABASE_URL", database.setting()),
                    StandbyMain.class,
                    data.toString(),
                    folder.resolve("feeds").toString(),
                    Integer.toString(port));
        }

        boolean isUp() {
            return child.said().contains("up");
        }

        void killAndStartAnew() throws Exception {
            child.kill();
            child.awaitEnd();
            requireWell();
            child = start();
        }

        void requireWell() {
            assertThat(child.said()).noneMatch(line -> line.startsWith("failed") || line.startsWith("ended"));
        }

        String agents() {
            return "https://127.0.0.1:" + (port + 1);
        }
    }

    /** A host whose agent talks to whichever server answers. */
    private final class Agent {
        final PlayedHost host;
        private final TestAgent link;
        private final List<VerificationKey> keys;
        private int at;

        Agent(PlayedHost host, TestAgent link) {
            this.host = host;
            this.link = link;
            this.keys = link.given().trust().keys().stream()
                    .map(VerificationKey::ofDer)
                    .toList();
        }

        void live() {
            while (!over) {
                try {
                    for (Report report : host.untold()) {
                        if (link.post(LinkPaths.REPORT, ReportForm.write(report))
                                        .status()
                                == 204) {
                            host.heard(report);
                        }
                    }
                    CheckInReply reply = link.checksIn(link.checkIn(Optional.empty(), WAIT_SECONDS, underWay()));
                    for (SignedOrder order : reply.orders()) {
                        carryOut(order.open(keys));
                    }
                } catch (IOException | AssertionError _) {
                    at = (at + 1) % nodes.size(); // that server is gone or just going
                    link.at(nodes.get(at).agents());
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                } catch (LinkException e) {
                    throw new IllegalStateException("The server says what no agent understands.", e);
                }
            }
        }

        private List<UUID> underWay() {
            return host.untold().stream().map(Report::order).toList();
        }

        /** Not before its turn: after each kill a part of all orders is carried out, so that there is something to kill. */
        private void carryOut(Envelope envelope) {
            if (!host.knows(envelope.id())) {
                int turn = done.getAndIncrement();
                while (!over && turn > HOSTS * ORDERS_OF_A_HOST * (kills.get() + 1) / (KILLS + 1)) {
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
                host.take(envelope, null);
            }
        }
    }

    @Test
    void whichever_is_killed_whenever_the_roll_out_ends_right() throws Exception {
        System.out.println("Two servers: seed " + SEED + ", " + KILLS + " kills, " + HOSTS + " hosts");
        long number;
        try (RunningServer first =
                RunningServer.start(folder, Map.of(), Map.of("FETTLE_DATABASE_URL", database.setting()))) {
            number = begin(first);
            nodes.add(new Node("a", first));
            nodes.add(new Node("b", first));
        }
        List<Thread> threads = agents.stream()
                .map(agent -> Thread.startVirtualThread(agent::live))
                .toList();
        SingleConnectionDataSource source = new SingleConnectionDataSource(
                database.url() + "?currentSchema=fettle", database.user(), database.password(), true);
        try {
            JdbcClient jdbc = JdbcClient.create(source);
            List<Long> gaps = kill().stream().sorted().toList();
            assertThat(Until.holds(() -> ended(jdbc, number), Duration.ofMinutes(5)))
                    .as("the roll-out ends; it is %s", stage(jdbc, number))
                    .isTrue();
            System.out.printf(
                    "killed %d times; taken over within ms, sorted: %s; %d orders carried out%n",
                    kills.get(), gaps, done.get());
            check(jdbc);
            ChainVerdict chain = TestTrail.verify(jdbc, new JdbcTransactionManager(source), nodes.getFirst().data);
            assertThat(chain.tampering()).isEmpty();
        } finally {
            over = true;
            for (Node node : nodes) {
                node.child.kill();
                node.child.awaitEnd();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            source.destroy();
            database.drop();
        }
    }

    private long begin(RunningServer server) throws Exception {
        String token = TestAgent.token(server, HOSTS);
        List<HostId> hosts = new ArrayList<>();
        for (int i = 0; i < HOSTS; i++) {
            String machine = TestAgent.machine(i + 1);
            HostId host = OrderedHosts.look(server, machine, "h" + i);
            TestAgent link = TestAgent.of(server, machine, "h" + i).enrol(token);
            hosts.add(host);
            agents.add(new Agent(new PlayedHost(host), link));
        }
        OrderedHosts.settleManaged(server, hosts);
        Change change = ApprovedChanges.approved(
                server,
                ApprovedChanges.wish(hosts, List.of("pilot 10% soak=0h", "broad rest soak=0h"), 8, OnBreach.PAUSE));
        RolloutOutcome started = server.bean(StartRollout.class)
                .start(
                        ApprovedChanges.OLGA,
                        Scope.everything(),
                        Optional.empty(),
                        new StartRollout.Wish(change.number(), null, null));
        return ((RolloutOutcome.Done) started).rollout().number();
    }

    /** @return how long it took after the death of the one that worked until the other one was up, in ms */
    private List<Long> kill() throws Exception {
        List<Long> gaps = new ArrayList<>();
        long since = 0;
        while (kills.get() < KILLS) {
            if (random.nextInt(4) > 0) { // else in the middle of a start
                assertThat(Until.holds(
                                () -> {
                                    nodes.forEach(Node::requireWell);
                                    return nodes.stream().anyMatch(Node::isUp);
                                },
                                Duration.ofMinutes(2)))
                        .as("one of the two is up; they say %s", said())
                        .isTrue();
                if (since > 0) {
                    gaps.add((System.nanoTime() - since) / 1_000_000);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(random.nextInt(3_000)).toNanos());
            boolean wanted = random.nextInt(4) > 0;
            Node victim = nodes.stream()
                    .filter(node -> node.isUp() == wanted)
                    .findFirst()
                    .orElse(nodes.getFirst());
            since = victim.isUp() ? System.nanoTime() : 0;
            victim.killAndStartAnew();
            kills.incrementAndGet();
        }
        return gaps;
    }

    private List<List<String>> said() {
        return nodes.stream().map(node -> node.child.said()).toList();
    }

    private static boolean ended(JdbcClient jdbc, long number) {
        return jdbc.sql("select ended_at is not null as ended from rollout where number = ?")
                .param(number)
                .query(Boolean.class)
                .single();
    }

    private static String stage(JdbcClient jdbc, long number) {
        return jdbc.sql("select concat_ws(' ', stage_form, counts) from rollout where number = ?")
                .param(number)
                .query(String.class)
                .single();
    }

    private void check(JdbcClient jdbc) {
        for (Agent agent : agents) {
            assertThat(agent.host.done().stream().map(OrderKind::of))
                    .as("%s", agent.host.host())
                    .containsExactly(OrderKind.INSTALL, OrderKind.RESTART_SERVICES, OrderKind.VERIFY);
        }
        assertThat(jdbc.sql("select state from rollout_host")
                        .query(String.class)
                        .list())
                .hasSize(HOSTS)
                .containsOnly("done");
        assertThat(jdbc.sql("select count(*) from host_order").query(Long.class).single())
                .isEqualTo((long) HOSTS * ORDERS_OF_A_HOST);
        assertThat(jdbc.sql("select count(*) from audit_entry where kind = 'order.given'")
                        .query(Long.class)
                        .single())
                .isEqualTo((long) HOSTS * ORDERS_OF_A_HOST);
    }
}
