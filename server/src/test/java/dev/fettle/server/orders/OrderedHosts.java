package dev.fettle.server.orders;

import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.Platform;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.fleet.Fleet;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.PendingLook;
import dev.fettle.server.hosts.Presence;
import dev.fettle.server.hosts.RecordLook;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Hosts with an agent and three pending patches of two sources. */
public final class OrderedHosts {
    public static final DebVersion OLD = new DebVersion("1.0-1");
    public static final DebVersion NEW = new DebVersion("1.0-2");

    /** When they were looked at. */
    private static final Instant TAKEN = Instant.parse("2026-11-20T12:00:00Z");

    private OrderedHosts() {}

    /** A host and the program on it, which tests play. */
    public record Managed(HostId host, UUID agent) {}

    public static Managed add(RunningServer server, String name, String... tags) {
        HostId host = look(server, name, name);
        server.jdbc()
                .sql("update host set tags = string_to_array(?, ',') where id = ?")
                .params(String.join(",", tags), host.value())
                .update();
        return new Managed(host, agent(server.jdbc(), host, name));
    }

    /** Waits until the fleet and the presence know these hosts: what was written past the server is known to it soon. */
    public static void settle(RunningServer server, List<HostId> hosts) {
        Fleet fleet = server.bean(Fleet.class);
        boolean known = Until.holds(() -> fleet.ready()
                && fleet.<Boolean>ask(
                        Scope.everything(),
                        sight ->
                                hosts.stream().allMatch(each -> sight.host(each).isPresent())));
        if (!known) {
            throw new AssertionError("The fleet does not come to know " + hosts + ".");
        }
    }

    /** The same, and their agents are there. */
    public static void settleManaged(RunningServer server, List<HostId> hosts) {
        settle(server, hosts);
        Presence presence = server.bean(Presence.class);
        if (!Until.holds(() -> hosts.stream()
                .allMatch(each -> presence.silentSince(each, TAKEN).isEmpty()))) {
            throw new AssertionError("The agents of " + hosts + " do not come to be there.");
        }
    }

    public static HostId look(RunningServer server, String name) {
        return look(server, name, name);
    }

    /** @param machine what tells it from others */
    public static HostId look(RunningServer server, String machine, String name) {
        List<InstalledPackage> packages =
                List.of(installed("libssl3", "openssl"), installed("nginx", "nginx"), installed("openssl", "openssl"));
        PendingChanges pending = new PendingChanges(
                packages.stream().map(OrderedHosts::patch).toList(), List.of(), List.of(), List.of());
        return server.bean(RecordLook.class)
                .record(
                        new MachineId(machine),
                        TAKEN,
                        Inventory.ofListing(name, new Platform("debian", "12"), packages, 0, List.of()),
                        new PendingLook(pending, null, Map.of(), List.of(), Map.of()));
    }

    private static InstalledPackage installed(String name, String source) {
        return new InstalledPackage(name, "amd64", OLD, new SourceBuild(source, OLD), List.of(), false, false);
    }

    private static PendingPatch patch(InstalledPackage each) {
        return new PendingPatch(
                each.name(),
                each.architecture(),
                each.version(),
                NEW,
                new SourceBuild(each.source().name(), NEW),
                List.of(),
                null,
                PendingPatch.Basis.PACKAGE_MANAGER);
    }

    public static UUID agent(JdbcClient jdbc, HostId host, String name) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into agent (id, host_id, machine, name, program, key_digest, state, enrolled_at,
                            certificate_until, address)
                        values (?, ?, ?, ?, '0.1.0', sha256(convert_to(?, 'UTF8')), 'active', now(), now() + interval '30 days',
                            '192.0.2.1')""").params(id, host.value(), name, name, id.toString()).update();
        return id;
    }
}
