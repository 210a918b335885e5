package dev.fettle.cli;

import dev.fettle.testing.TestFleet;
import dev.fettle.testing.TestHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long an order takes from the API to the journal of an agent that waits on a real test host. See bench/orders.sh. */
public final class BenchOrdersMain {
    private BenchOrdersMain() {}

    /** Arguments: how many orders. */
    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-orders");
        List<Double> taken = new ArrayList<>();
        List<Double> told = new ArrayList<>();
        try (TestFleet fleet =
                        TestFleet.start("ordersbench-" + ProcessHandle.current().pid());
                TestHost host = fleet.host();
                ServedFleet served = ServedFleet.start(fleet, folder)) {
            host.run("apt-get", "-qq", "update").text();
            String name = served.enrol(host);
            served.packages(host, name);
            long number = served.ada().json("hosts", "show", name).get("id").asLong();
            for (int i = 0; i < count; i++) {
                Instant begun = Instant.now();
                String id = served.send("/api/v1/hosts/" + number + "/orders", Map.of("kind", "collect-evidence"))
                        .at("/order/uuid")
                        .asString();
                FettleUser.until(
                        "the order is reported",
                        () -> host.sh("journalctl -u fettle-agent -o short-unix | grep -q 'Order " + id
                                        + " is reported'")
                                .succeeded());
                taken.add(at(host, "Order " + id + " is taken") - begun.toEpochMilli() / 1e3);
                told.add(at(host, "Order " + id + " is reported") - begun.toEpochMilli() / 1e3);
            }
        }
        say("until it lies in the journal of the host", taken);
        say("until the server has its report", told);
        System.exit(0);
    }

    private static double at(TestHost host, String line) {
        String found = host.sh("journalctl -u fettle-agent -o short-unix | grep '" + line + "'")
                .text();
        return Double.parseDouble(found.substring(0, found.indexOf(' ')));
    }

    private static void say(String what, List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        System.out.println(String.format(
                Locale.ROOT,
                "%s: p50 %.0f ms, p95 %.0f ms, longest %.0f ms (%d orders)",
                what,
                sorted.get(sorted.size() / 2) * 1e3,
                sorted.get((int) (sorted.size() * 0.95)) * 1e3,
                sorted.getLast() * 1e3,
                sorted.size()));
    }
}
