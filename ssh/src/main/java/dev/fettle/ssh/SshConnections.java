package dev.fettle.ssh;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.forward.PortForwardingTracker;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * The connections to hosts over SSH. Each is made when it is first needed, used for all commands to that host and made
 * anew when it was lost. In one network only so many commands run at a time; the others wait for their turn.
 */
public final class SshConnections implements AutoCloseable {
    /** In the connection's context: what is kept with a session is gone as soon as that is closed. */
    private static final AttributeKey<Pins> PINS = new AttributeKey<>();

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);
    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final int BEATS_MISSED = 3;
    private static final int IPV4_BYTES = 4;

    static {
        OwnProvider.use();
    }

    private final SshIdentity identity;
    private final int perNetwork;
    private final SshClient client;
    private final Map<SshTarget, Connection> connections = new ConcurrentHashMap<>();
    private final Map<String, Semaphore> networks = new ConcurrentHashMap<>();

    /**
     * @param identity with which every host is signed in to
     * @param perNetwork how many commands run at a time in one network: a /24, or a /64 of IPv6
     */
    public SshConnections(SshIdentity identity, int perNetwork) {
        this.identity = identity;
        this.perNetwork = perNetwork;
        this.client = SshClient.setUpDefaultClient();
        // The files of this machine are none of its business.
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setServerKeyVerifier(SshConnections::isPinned);
        client.addSessionListener(new PinnedTypesOnly());
        // All signatures for our own key, whatever type the key of the host has; and no passwords.
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(client.getSignatureFactories())));
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, BEAT);
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, BEATS_MISSED);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ofMinutes(10));
        client.start();
    }

    /** The shell of a host, which connects when it first runs a command; its connection stays until all of them are closed. */
    public Shell shell(SshTarget target) {
        return visit(target).shell();
    }

    /**
     * Begins a visit to a host. Its connection is made when the first command runs, and so are those to the hosts through which
     * it is reached; each is ended with the last visit that needs it.
     */
    public Visit visit(SshTarget target) {
        for (SshTarget hop = target; hop != null; hop = hop.jump()) {
            connections.compute(hop, (_, there) -> (there == null ? new Connection() : there).visited());
        }
        return new Visit(this, target);
    }

    /** Some commands on one host. What still runs when it is closed may be lost. */
    public static final class Visit implements AutoCloseable {
        private final SshConnections connections;
        private final SshTarget target;
        private final AtomicBoolean over = new AtomicBoolean();

        private Visit(SshConnections connections, SshTarget target) {
            this.connections = connections;
            this.target = target;
        }

        /** Good as long as the visit is not closed. */
        public Shell shell() {
            return new SshShell(connections, target);
        }

        /** As {@link Shell#run(Command)}, with bytes as its standard input, which may be many. */
        public Result run(Command command, InputStream stdin) throws HostException {
            AtomicReference<String> stdout = new AtomicReference<>("");
            Result result = new SshShell(connections, target)
                    .run(
                            command,
                            stdin,
                            stream -> stdout.set(new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
            return new Result(result.status(), stdout.get(), result.stderr(), result.stoppedEarly());
        }

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                for (SshTarget hop = target; hop != null; hop = hop.jump()) {
                    connections.connections.computeIfPresent(hop, (_, connection) -> connection.left());
                }
            }
        }
    }

    /** Waits for a turn in the target's network, and for a session. */
    Turn turn(SshTarget target) throws HostException, InterruptedException {
        Semaphore network = networks.computeIfAbsent(network(target.address()), _ -> new Semaphore(perNetwork, true));
        network.acquire();
        boolean given = false;
        try {
            Turn turn = new Turn(network, session(target));
            given = true;
            return turn;
        } finally {
            if (!given) {
                network.release();
            }
        }
    }

    /** An open session, and a place among those that may use one. */
    record Turn(Semaphore network, ClientSession session) implements AutoCloseable {
        @Override
        public void close() {
            network.release();
        }
    }

    private ClientSession session(SshTarget target) throws HostException, InterruptedException {
        Connection connection = connections.get(target);
        if (connection == null) {
            throw new IllegalStateException("The visit to " + target.name() + " is over.");
        }
        connection.lock.lockInterruptibly();
        try {
            ClientSession session = connection.session;
            if (session == null || !session.isOpen()) {
                session = connect(target);
                connection.session = session;
            }
            return session;
        } finally {
            connection.lock.unlock();
        }
    }

    private ClientSession connect(SshTarget target) throws HostException, InterruptedException {
        SshTarget jump = target.jump();
        if (jump == null) {
            return connect(target, target.address(), target.port());
        }
        ClientSession through = session(jump);
        try {
            PortForwardingTracker way = through.createLocalPortForwardingTracker(
                    new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(target.address(), target.port()));
            boolean connected = false;
            try {
                ClientSession session =
                        connect(target, "127.0.0.1", way.getBoundAddress().getPort());
                session.addCloseFutureListener(_ -> closeQuietly(way));
                connected = true;
                return session;
            } finally {
                if (!connected) {
                    closeQuietly(way);
                }
            }
        } catch (IOException refused) {
            throw cannot(target, "The jump host " + jump.name() + " does not lead to " + target.name() + ".", refused);
        }
    }

    private static void closeQuietly(PortForwardingTracker way) {
        try {
            way.close();
        } catch (IOException gone) {
            // It went with the jump host's own connection.
            return;
        }
    }

    private ClientSession connect(SshTarget target, String address, int port) throws HostException {
        Pins pins = new Pins(keys(target));
        ClientSession session;
        try {
            session = client.connect(target.user(), address, port, AttributeRepository.ofKeyValuePair(PINS, pins), null)
                    .verify(CONNECT_LIMIT)
                    .getClientSession();
        } catch (IOException silent) {
            throw cannot(
                    target,
                    "Could not connect to " + target.name() + " over SSH. Is it up, and may this machine reach it?",
                    silent);
        }
        boolean signedIn = false;
        try {
            session.addPublicKeyIdentity(identity.key());
            session.auth().verify(CONNECT_LIMIT);
            signedIn = true;
            return session;
        } catch (IOException refused) {
            PublicKey shown = pins.refused;
            throw shown != null
                    ? otherKey(target, shown)
                    : cannot(
                            target,
                            target.name() + " did not let " + target.user() + " in over SSH. Is Fettle's key among the"
                                    + " authorised ones there?",
                            refused);
        } finally {
            if (!signedIn) {
                session.close(true);
            }
        }
    }

    private static HostException otherKey(SshTarget target, PublicKey shown) {
        return new HostException(
                target.name(),
                target.name() + " shows the host key " + KeyUtils.getFingerPrint(shown)
                        + ", which is not the one it was enrolled with. Nothing was sent to it. If the host was installed"
                        + " anew, enrol it again; otherwise somebody may stand between.");
    }

    private static HostException cannot(SshTarget target, String message, @Nullable Throwable cause) {
        String words = cause == null ? "" : String.valueOf(cause.getMessage());
        return new HostException(new Problem(target.name(), message, words), cause);
    }

    private static boolean isPinned(ClientSession session, SocketAddress address, PublicKey shown) {
        return pins(session).hold(shown);
    }

    private static List<PublicKey> keys(SshTarget target) throws HostException {
        List<PublicKey> keys = new ArrayList<>();
        for (String line : target.hostKeys()) {
            try {
                keys.add(PublicKeyEntry.parsePublicKeyEntry(line).resolvePublicKey(null, Map.of(), null));
            } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
                throw cannot(
                        target,
                        "A host key pinned for " + target.name() + " cannot be read, so no key can be held against it."
                                + " Enrol the host again.",
                        unreadable);
            }
        }
        return keys;
    }

    private static Pins pins(ClientSession session) {
        AttributeRepository context = session.getConnectionContext();
        Pins pins = context == null ? null : context.getAttribute(PINS);
        // None is pinned, so none is accepted.
        return pins == null ? new Pins(List.of()) : pins;
    }

    /** The keys that one connection accepts, and the one that it was shown instead. */
    private static final class Pins {
        private final List<PublicKey> keys;
        private volatile @Nullable PublicKey refused;

        Pins(List<PublicKey> keys) {
            this.keys = keys;
        }

        boolean hold(PublicKey shown) {
            boolean pinned = keys.stream().anyMatch(key -> KeyUtils.compareKeys(key, shown));
            if (!pinned) {
                refused = shown;
            }
            return pinned;
        }

        List<String> types() {
            return keys.stream().map(KeyUtils::getKeyType).toList();
        }
    }

    /** Asks a host with keys of several types for one that is pinned. */
    private static final class PinnedTypesOnly implements SessionListener {
        @Override
        public void sessionCreated(Session session) {
            if (session instanceof ClientSession ours) {
                List<String> types = pins(ours).types();
                List<NamedFactory<Signature>> fitting = new ArrayList<>(ours.getSignatureFactories());
                fitting.removeIf(factory -> !types.contains(KeyUtils.getCanonicalKeyType(factory.getName())));
                ours.setSignatureFactories(fitting);
            }
        }
    }

    /** The first three of four bytes of an IPv4 address, the first half of one of IPv6; a name is its own network. */
    static String network(String address) {
        try {
            byte[] bytes = InetAddress.ofLiteral(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, bytes.length == IPV4_BYTES ? IPV4_BYTES - 1 : bytes.length / 2);
        } catch (IllegalArgumentException name) {
            return address;
        }
    }

    /** Ends all connections, and with them what still runs over them. */
    @Override
    public void close() {
        client.stop();
    }

    /** The session to one target, made by whoever needs it first. Who comes and goes is counted within the map of all. */
    private static final class Connection {
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable ClientSession session;
        private int visits;

        Connection visited() {
            visits++;
            return this;
        }

        /** Null, and its session ended, if nobody is left; so nobody waits for the lock. */
        @Nullable
        Connection left() {
            visits--;
            if (visits > 0) {
                return this;
            }
            lock.lock();
            try {
                if (session != null) {
                    session.close(true);
                }
            } finally {
                lock.unlock();
            }
            return null;
        }
    }
}
