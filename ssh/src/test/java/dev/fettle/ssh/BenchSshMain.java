package dev.fettle.ssh;

import dev.fettle.core.inventory.Survey;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DebianHost;
import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Looks at many real test hosts over SSH, several at a time, as the server does. See bench/ssh.sh. */
public final class BenchSshMain {
    private BenchSshMain() {}

    /** Arguments: how many hosts, how many looks at a time, how many commands at a time in one network. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        int atATime = Integer.parseInt(arguments[1]);
        try (TestFleet fleet =
                TestFleet.start("sshbench-" + ProcessHandle.current().pid())) {
            long begun = System.nanoTime();
            List<TestHost> hosts = new ArrayList<>();
            while (hosts.size() < count) {
                hosts.addAll(fleet.hosts(Math.min(10, count - hosts.size())));
            }
            hosts.parallelStream().forEach(host -> host.run("apt-get", "-qq", "update"));
            System.out.println(count + " hosts are up after " + Math.round(seconds(begun)) + " s");
            SshIdentity identity =
                    SshIdentity.of(Files.readString(hosts.getFirst().sshKey()));
            for (int round = 1; round <= 3; round++) {
                try (SshConnections connections = new SshConnections(identity, Integer.parseInt(arguments[2]))) {
                    look(connections, hosts, atATime, round);
                }
            }
        }
    }

    private static void look(SshConnections connections, List<TestHost> hosts, int atATime, int round)
            throws IOException {
        ConcurrentLinkedQueue<Double> times = new ConcurrentLinkedQueue<>();
        AtomicLong packages = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        Semaphore turns = new Semaphore(atATime);
        long cpu = cpu();
        long begun = System.nanoTime();
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            for (TestHost host : hosts) {
                each.execute(() -> {
                    turns.acquireUninterruptibly();
                    long from = System.nanoTime();
                    SshTarget target = SshShellTest.target(host);
                    try {
                        Survey survey = DebianHost.remote(connections.shell(target), Clock.systemUTC(), Progress.NONE)
                                .scan();
                        packages.addAndGet(survey.inventory().packages().size());
                        times.add(seconds(from));
                    } catch (HostException fault) {
                        failed.incrementAndGet();
                        System.err.println(fault.problem());
                    } finally {
                        turns.release();
                    }
                });
            }
        }
        double wall = seconds(begun);
        List<Double> sorted = times.stream().sorted().toList();
        System.out.println(String.format(
                "round %d: %d looks in %.1f s, %.1f a second; one took p50 %.2f s, p95 %.2f s, longest %.2f s; %d packages;"
                        + " %d failed; our processor time for each %.0f ms; Pss %d MB",
                round,
                sorted.size(),
                wall,
                sorted.size() / wall,
                sorted.get(sorted.size() / 2),
                sorted.get((int) (sorted.size() * 0.95)),
                sorted.getLast(),
                packages.get(),
                failed.get(),
                (cpu() - cpu) / 1e6 / hosts.size(),
                pss()));
    }

    private static long cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
    }

    private static long pss() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
