package dev.fettle.server.rollouts;

import com.google.errorprone.annotations.FormatMethod;
import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.HostChoice;
import dev.fettle.core.plan.OnBreach;
import dev.fettle.core.rollout.Standing;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.changes.Change;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How long it takes from the request of a roll-out to its orders, and to its end. See bench/rollouts.sh. */
public final class BenchRolloutMain {
    private static final int MAKING = 4;

    private final RunningServer server;
    private @Nullable Visitor olga;

    private BenchRolloutMain(RunningServer server) {
        this.server = server;
    }

    /**
     * Arguments: an empty folder, hosts, waves; then {@code play}, if agents are to carry all of it out, or {@code wave}, if
     * those of the first wave are to.
     */
    public static void main(String[] arguments) throws Exception {
        try (RunningServer server = RunningServer.start(Path.of(arguments[0]), Map.of())) {
            new BenchRolloutMain(server)
                    .run(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]), Set.of(arguments));
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

    private void run(int hosts, int waves, Set<String> more) throws Exception {
        long begun = System.nanoTime();
        List<Managed> all;
        try (ExecutorService threads = Executors.newFixedThreadPool(MAKING)) {
            List<Future<Managed>> made = new ArrayList<>();
            for (int i = 0; i < hosts; i++) {
                String name = "h" + i;
                made.add(threads.submit(() -> OrderedHosts.add(server, name, "web")));
            }
            all = new ArrayList<>();
            for (Future<Managed> each : made) {
                all.add(each.get());
            }
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
        Change change = ApprovedChanges.approved(
                server, ApprovedChanges.wish(new HostChoice.Matching("tags==web"), lines, each, OnBreach.PAUSE));
        say("planned, proposed and approved in %.2f s", seconds(begun));

        begun = System.nanoTime();
        RolloutOutcome outcome = server.bean(StartRollout.class)
                .start(
                        ApprovedChanges.OLGA,
                        Scope.everything(),
                        Optional.empty(),
                        new StartRollout.Wish(change.number(), null, null));
        say("ready %.2f s after the request", seconds(begun));
        long number = ((RolloutOutcome.Done) outcome).rollout().number();
        say("%d orders given %.2f s after the request", each, until(begun, () -> count("host_order") >= each));
        if (more.contains("wave")) {
            pages(change.number(), number);
            firstWave(number, all, each);
            pages(change.number(), number);
        }
        if (more.contains("play")) {
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

    /** Each step is taken here, so that it can be measured, until all hosts of the second wave have orders. */
    private void firstWave(long number, List<Managed> all, int each) throws InterruptedException {
        server.bean(RolloutThread.class).stop();
        AdvanceRollouts engine = server.bean(AdvanceRollouts.class);
        Set<Long> asked = new HashSet<>(server.jdbc()
                .sql("select host_id from host_order")
                .query(Long.class)
                .list());
        PlayedAgents agents = new PlayedAgents(
                server,
                all.stream()
                        .filter(managed -> asked.contains(managed.host().value()))
                        .toList());
        List<Double> idle = new ArrayList<>();
        List<Double> busy = new ArrayList<>();
        double inSteps = 0;
        long begun = System.nanoTime();
        while (count("rollout_order where deed = 'install'") < 2L * each) {
            long before = now(number).version();
            long from = System.nanoTime();
            engine.advance(number);
            double took = seconds(from);
            long after = now(number).version();
            (after == before ? idle : busy).add(took);
            if (after > before) {
                inSteps += took;
            }
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
        agents.end();
        long answers = count("host_order where ended_at is not null");
        say(
                "the first wave took %.1f s; %d steps that changed something, %s; %d that did not, %s",
                seconds(begun), busy.size(), spread(busy), idle.size(), spread(idle));
        say(
                "%d answers of hosts and %d orders in %.1f s of steps: %.2f ms each",
                answers, count("rollout_order"), inSteps, inSteps * 1e3 / (answers + count("rollout_order") - each));
    }

    private static String spread(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return sorted.isEmpty()
                ? "none"
                : String.format(
                        "p50 %.0f ms, p95 %.0f ms, longest %.0f ms",
                        sorted.get(sorted.size() / 2) * 1e3,
                        sorted.get((int) (sorted.size() * 0.95)) * 1e3,
                        sorted.getLast() * 1e3);
    }

    private void pages(long change, long rollout) throws Exception {
        if (olga == null) {
            server.add("olga", List.of(new Grant(Role.OPERATOR, Scope.everything())));
            olga = server.visitor();
            olga.signIn("olga", RunningServer.PASSWORD);
        }
        for (String page : List.of(
                "/changes/" + change,
                "/api/v1/changes/" + change,
                "/rollouts",
                "/rollouts/" + rollout,
                "/rollouts/" + rollout + "?state=done",
                "/api/v1/rollouts/" + rollout,
                "/api/v1/rollouts/" + rollout + "/hosts")) {
            List<Double> took = new ArrayList<>();
            int bytes = 0;
            for (int i = 0; i < 400; i++) {
                long from = System.nanoTime();
                Visitor.Answer answer = olga.get(page);
                if (answer.status() == 429) { // the API lets nobody ask faster than that
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                } else if (answer.status() != 200) {
                    throw new AssertionError(page + ": " + answer.status() + " " + answer.body());
                } else if (i >= 100) {
                    took.add(seconds(from));
                }
                bytes = answer.body().length();
            }
            say("%s: %s, %d kB", page, spread(took), bytes / 1000);
        }
    }

    private RolloutHead now(long number) {
        return server.bean(Rollouts.class).find(number, Scope.everything()).orElseThrow();
    }
}
