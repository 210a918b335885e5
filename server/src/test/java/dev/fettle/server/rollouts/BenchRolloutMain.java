package dev.fettle.server.rollouts;

import com.google.errorprone.annotations.FormatMethod;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Standing;
import dev.fettle.server.RunningServer;
import dev.fettle.server.changes.Change;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long it takes from the request of a roll-out to its orders, and to its end. See bench/rollouts.sh. */
public final class BenchRolloutMain {
    private final RunningServer server;

    private BenchRolloutMain(RunningServer server) {
        this.server = server;
    }

    /** Arguments: an empty folder, hosts, waves; then {@code play}, if agents are to carry all of it out. */
    public static void main(String[] arguments) throws Exception {
        try (RunningServer server = RunningServer.start(Path.of(arguments[0]), Map.of())) {
            new BenchRolloutMain(server)
                    .run(
                            Integer.parseInt(arguments[1]),
                            Integer.parseInt(arguments[2]),
                            Arrays.asList(arguments).contains("play"));
        }
        System.exit(0);
    }

    @FormatMethod
    private static void say(String format, Object... values) {
        System.out.println(String.format(format, values));
        System.out.flush();
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static double until(long begun, BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return seconds(begun);
    }

    private long count(String what) {
        return server.jdbc()
                .sql("select count(*) from " + what)
                .query(Long.class)
                .single();
    }

    private void run(int hosts, int waves, boolean play) throws Exception {
        long begun = System.nanoTime();
        List<Managed> all = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            all.add(OrderedHosts.add(server, "h" + i, "web"));
        }
        List<HostId> ids = all.stream().map(Managed::host).toList();
        OrderedHosts.settleManaged(server, ids);
        say("%d hosts made in %.0f s", hosts, seconds(begun));

        int each = hosts / waves;
        List<String> lines = new ArrayList<>();
        for (int i = 1; i < waves; i++) {
            lines.add("w" + i + " " + each + " soak=0h");
        }
        lines.add("last rest soak=0h");
        begun = System.nanoTime();
        Change change = ApprovedChanges.approved(server, ApprovedChanges.wish(ids, lines, each, OnBreach.PAUSE));
        say("planned, proposed and approved in %.2f s", seconds(begun));

        begun = System.nanoTime();
        RolloutOutcome outcome = server.bean(StartRollout.class)
                .start(
                        ApprovedChanges.OLGA,
                        Scope.everything(),
                        new StartRollout.Wish(change.number(), null, null, true));
        say("ready %.2f s after the request", seconds(begun));
        long number = ((RolloutOutcome.Done) outcome).rollout().number();
        say("%d orders given %.2f s after the request", each, until(begun, () -> count("host_order") >= each));
        if (play) {
            PlayedAgents agents = new PlayedAgents(server, all);
            double took = until(begun, () -> !now(number).open());
            agents.end();
            RolloutHead head = now(number);
            say(
                    "ended %s after %.1f s, %d done, %d steps, %d orders",
                    head.stage().word(), took, head.count(Standing.DONE), head.version(), count("host_order"));
        }
        for (String table : List.of("rollout", "rollout_host", "rollout_order", "host_order", "audit_entry")) {
            say(
                    "%s: %.1f MB",
                    table,
                    server.jdbc()
                                    .sql("select pg_total_relation_size(?::regclass)")
                                    .param(table)
                                    .query(Long.class)
                                    .single()
                            / 1e6);
        }
    }

    private RolloutHead now(long number) {
        return server.bean(Rollouts.class).find(number, Scope.everything()).orElseThrow();
    }
}
