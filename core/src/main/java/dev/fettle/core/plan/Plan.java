package dev.fettle.core.plan;

import dev.fettle.core.inventory.Criticality;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a change means for each of its hosts: a value that does not change when the hosts do. Hosts that get the same are one
 * class, so it stays small for many hosts.
 *
 * @param classes in the order in which the waves come upon them
 * @param leftOut hosts of the change that get nothing by it
 * @param highest how much depends on the host among those that get something on which most depends
 * @param warnings sentences on what people should know before they approve; names in them come from hosts
 */
public record Plan(
        List<HostClass> classes,
        List<PlannedWave> waves,
        List<LeftOut> leftOut,
        Criticality highest,
        List<String> warnings) {
    public Plan {
        classes = List.copyOf(classes);
        waves = List.copyOf(waves);
        leftOut = List.copyOf(leftOut);
        warnings = List.copyOf(warnings);
    }

    /** How many hosts get something. */
    public int hosts() {
        return waves.stream().mapToInt(wave -> wave.hosts().size()).sum();
    }

    /** How many hosts of each class there are, by its place. */
    public List<Integer> sizes() {
        int[] sizes = new int[classes.size()];
        waves.forEach(wave -> wave.hosts().forEach(host -> sizes[host.kind()]++));
        return Arrays.stream(sizes).boxed().toList();
    }

    /** How many findings are closed, summed over the hosts. */
    public long findings() {
        List<Integer> sizes = sizes();
        long sum = 0;
        for (int i = 0; i < classes.size(); i++) {
            sum += (long) sizes.get(i) * classes.get(i).closes().size();
        }
        return sum;
    }

    /** How many findings of exploited vulnerabilities are closed, summed over the hosts. */
    public long exploited() {
        List<Integer> sizes = sizes();
        long sum = 0;
        for (int i = 0; i < classes.size(); i++) {
            sum += (long) sizes.get(i) * classes.get(i).exploited();
        }
        return sum;
    }

    /** How many vulnerabilities are closed on at least one host. */
    public int vulnerabilities() {
        Set<String> all = new HashSet<>();
        classes.forEach(each -> each.closes().forEach(closed -> all.add(closed.vulnerability())));
        return all.size();
    }

    /** How many hosts have to be rebooted, as far as is known before. */
    public int reboots() {
        List<Integer> sizes = sizes();
        int sum = 0;
        for (int i = 0; i < classes.size(); i++) {
            sum += classes.get(i).aftermath().reboot() ? sizes.get(i) : 0;
        }
        return sum;
    }

    /** How many hosts are left out although what the change is for is open there, or nobody knows. */
    public int leftOpen() {
        return leftOut.stream()
                .filter(each -> each.why().leavesOpen())
                .mapToInt(each -> each.hosts().size())
                .sum();
    }

    /** A sentence on why nobody could ever carry it out; empty if it can be proposed. */
    public Optional<String> fault() {
        if (hosts() == 0) {
            return Optional.of(
                    "No host would get anything by this change. What is in the way is said for each of them.");
        }
        for (PlannedWave wave : waves) {
            if (wave.hosts().size() < wave.gate().leastSucceeded()) {
                return Optional.of("The wave " + wave.name() + " has "
                        + (wave.hosts().isEmpty()
                                ? "no host"
                                : wave.hosts().size() + " of the " + wave.gate().leastSucceeded()
                                        + " hosts that must succeed")
                        + ", so its gate would never be passed. Leave it out, or give it more hosts.");
            }
        }
        return Optional.empty();
    }
}
