package dev.fettle.server.ssh;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.host.HostException;
import dev.fettle.server.agents.Agents;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.hosts.Host;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostTie;
import dev.fettle.server.hosts.Hosts;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.ssh.HostKeys;
import dev.fettle.ssh.SshTarget;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The hosts that are looked at over SSH: which there are, and what people do with them. */
@Component
public final class SshHosts implements HostTie {
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:_-]{0,252}");
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,31}");
    private static final int MOST_KEYS = 8;

    private final SshHostStore store;
    private final Hosts hosts;
    private final Agents agents;
    private final Audit audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    SshHosts(
            SshHostStore store,
            Hosts hosts,
            Agents agents,
            Audit audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.store = store;
        this.hosts = hosts;
        this.agents = agents;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** What came of a wish. */
    public sealed interface Outcome {
        record Done(SshHost host) implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}

        record NotThere() implements Outcome {}
    }

    /** By address. */
    public List<SshHost> all() {
        return store.all();
    }

    public Optional<SshHost> find(long id) {
        return store.find(id);
    }

    /** Whether a text can be the address of a host: a name, or an address of IPv4 or IPv6. */
    static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /**
     * Adds a host, which is looked at soon.
     *
     * @param keys as in known_hosts; only these are accepted from now on
     * @param jump number of the one through which it is reached; null if directly
     */
    public Outcome add(Actor actor, String address, int port, String login, List<String> keys, @Nullable Long jump) {
        if (!isAddress(address)) {
            return new Outcome.Refused("That is no name or address of a host.");
        }
        if (port < 1 || port > 65535) {
            return new Outcome.Refused("A port is a number from 1 to 65535.");
        }
        if (!LOGIN.matcher(login).matches()) {
            return new Outcome.Refused("That is no name of a user on a host.");
        }
        List<String> pinned = new ArrayList<>();
        try {
            for (String key : keys) {
                pinned.add(HostKeys.read(key).line());
            }
        } catch (HostException none) {
            return new Outcome.Refused(none.problem().message());
        }
        if (pinned.isEmpty() || pinned.size() > MOST_KEYS) {
            return new Outcome.Refused(
                    "Name 1 to " + MOST_KEYS + " host keys, by which the host is known from now on.");
        }
        return within(() -> added(actor, address, port, login, pinned, jump));
    }

    private Outcome added(Actor actor, String address, int port, String login, List<String> keys, @Nullable Long jump) {
        if (jump != null && store.find(jump).isEmpty()) {
            return new Outcome.Refused("The host through which it is to be reached is not there any more.");
        }
        if (jumps(jump) > SshTarget.MOST_JUMPS) {
            return new Outcome.Refused("It would be behind more than " + SshTarget.MOST_JUMPS + " other hosts.");
        }
        Optional<Long> id = store.add(address, port, login, jump, keys, clock.instant());
        if (id.isEmpty()) {
            return new Outcome.Refused(address + ", port " + port + ", is looked at over SSH already.");
        }
        SshHost host = store.find(id.get()).orElseThrow();
        audit.append(
                actor,
                Deed.added(
                        "ssh-host.added",
                        subject(host),
                        Map.of("address", host.name(), "user", login, "host keys", String.join("\n", keys))));
        return new Outcome.Done(host);
    }

    @Override
    public Optional<String> keeps(Host host) {
        return store.of(host.id()).stream()
                .filter(each -> store.isJump(each.id()))
                .findFirst()
                .map(each -> "Other hosts are reached over SSH through " + each.name() + ". Remove them first.");
    }

    @Override
    public void end(Actor actor, Host host, String reason) {
        for (SshHost each : store.of(host.id())) {
            store.remove(each.id());
            audit.append(actor, new Deed("ssh-host.removed", subject(each), Map.of(), Map.of(), reason));
        }
    }

    /** Nothing is asked of it any more; what it was found to be stays. */
    public Outcome remove(Actor actor, long id) {
        return within(() -> {
            Optional<SshHost> host = store.find(id);
            if (host.isEmpty()) {
                return new Outcome.NotThere();
            }
            if (store.isJump(id)) {
                return new Outcome.Refused(
                        "Other hosts are reached through " + host.get().name() + ". Remove them first.");
            }
            store.remove(id);
            audit.append(actor, Deed.of("ssh-host.removed", subject(host.get())));
            return new Outcome.Done(host.get());
        });
    }

    /** Makes it due. */
    public Outcome lookSoon(Actor actor, long id) {
        return within(() -> {
            Optional<SshHost> host = store.find(id);
            if (host.isEmpty()) {
                return new Outcome.NotThere();
            }
            store.dueAt(id, clock.instant());
            audit.append(actor, Deed.of("ssh-host.look-asked", subject(host.get())));
            return new Outcome.Done(host.get());
        });
    }

    /** Lets orders be given to it. It has to be set up for that by its own root; {@link SshSetup} tells how. */
    public Outcome allowChanges(Actor actor, long id) {
        return within(() -> {
            Optional<SshHost> host = store.find(id);
            if (host.isEmpty()) {
                return new Outcome.NotThere();
            }
            if (host.get().changes() != null) {
                return new Outcome.Done(host.get());
            }
            if (!SshSetup.canBeNamed(host.get().login())) {
                return new Outcome.Refused(
                        "In sudoers, " + host.get().login() + " would not mean this user alone. Add the"
                                + " host with a user whose name has small letters.");
            }
            HostId known = host.get().host();
            if (known != null && agents.of(known).isPresent()) {
                return new Outcome.Refused(host.get().name() + " has an agent, which takes its orders.");
            }
            UUID ordersAs = UUID.randomUUID();
            store.ordersAs(id, ordersAs);
            audit.append(
                    actor,
                    Deed.added(
                            "ssh-host.changes-allowed",
                            subject(host.get()),
                            Map.of("user", host.get().login(), "orders name it", ordersAs.toString())));
            return new Outcome.Done(store.find(id).orElseThrow());
        });
    }

    /** It gets no orders any more, and reports of those that it has are not fetched. What root has set up there stays. */
    public Outcome endChanges(Actor actor, long id) {
        return within(() -> {
            Optional<SshHost> host = store.find(id);
            if (host.isEmpty()) {
                return new Outcome.NotThere();
            }
            if (host.get().changes() != null) {
                store.ordersAs(id, null);
                audit.append(actor, Deed.of("ssh-host.changes-ended", subject(host.get())));
            }
            return new Outcome.Done(store.find(id).orElseThrow());
        });
    }

    private Outcome within(Supplier<Outcome> work) {
        return Objects.requireNonNull(transaction.execute(_ -> work.get()), "A transaction gives what its work gave.");
    }

    private static AuditSubject subject(SshHost host) {
        return new AuditSubject("ssh-host", Long.toString(host.id()), host.name());
    }

    private int jumps(@Nullable Long jump) {
        int jumps = 0;
        for (Long hop = jump; hop != null && jumps <= SshTarget.MOST_JUMPS; jumps++) {
            hop = store.find(hop).orElseThrow().jump();
        }
        return jumps;
    }

    /**
     * How a host is reached.
     *
     * @throws HostException if the one through which it is reached was removed meanwhile
     */
    SshTarget target(SshHost host) throws HostException {
        Long jump = host.jump();
        SshTarget through = null;
        if (jump != null) {
            Optional<SshHost> before = store.find(jump);
            if (before.isEmpty()) {
                throw new HostException(
                        host.name(), "The host through which " + host.name() + " was reached is not there any more.");
            }
            through = target(before.get());
        }
        return new SshTarget(host.address(), host.port(), host.login(), host.keys(), through);
    }

    /**
     * Makes sure that a host tells of itself alone: which machine it is, is no more than its own word.
     *
     * @throws HostException if somebody else tells of that machine already
     */
    void requireItsOwn(SshHost host, MachineId machine) throws HostException {
        Optional<Host> known = hosts.find(machine);
        if (known.isEmpty()) {
            return;
        }
        HostId id = known.get().id();
        Optional<SshHost> first = store.firstOf(id);
        if (first.isPresent() && first.get().id() != host.id()) {
            throw new HostException(
                    host.name(),
                    host.name() + " has the machine-id of " + first.get().name() + ", so its word is not taken. If one"
                            + " machine is a copy of the other, give it an /etc/machine-id of its own; if they are the"
                            + " same one, remove one of the two here.");
        }
        if (!id.equals(host.host()) && agents.of(id).isPresent()) {
            throw new HostException(
                    host.name(),
                    host.name() + " has the machine-id of " + known.get().name() + ", of which its agent tells, so its"
                            + " word is not taken. Remove it here, or revoke that agent first.");
        }
    }
}
