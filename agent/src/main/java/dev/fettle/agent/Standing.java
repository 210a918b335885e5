package dev.fettle.agent;

import dev.fettle.core.order.Report;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.ChangeException;
import dev.fettle.host.HostException;
import dev.fettle.host.pkg.apt.AptChanges;
import dev.fettle.host.service.ListeningPort;
import dev.fettle.host.service.ServiceState;
import dev.fettle.host.service.Services;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How a host stands at one moment: what is installed and what runs.
 *
 * @param packages the versions of what is wholly or partly installed, by {@code name:architecture}
 */
record Standing(SortedMap<String, DebVersion> packages, Running running) {
    private static final Map<String, Integer> LEAST_WORDS = Map.of("systemd", 1, "service", 9, "package", 3, "port", 3);

    static Standing now(AptChanges apt, Shell shell, HostFiles files) throws ChangeException, HostException {
        return new Standing(apt.versions(), Running.now(shell, files));
    }

    /** What became of the packages since then. */
    List<Report.Change> changesSince(Standing before) {
        SortedSet<String> ids = new TreeSet<>(before.packages.keySet());
        ids.addAll(packages.keySet());
        List<Report.Change> changes = new ArrayList<>();
        for (String id : ids) {
            DebVersion was = before.packages.get(id);
            DebVersion is = packages.get(id);
            if (!Objects.equals(was, is)) {
                int colon = id.indexOf(':');
                changes.add(new Report.Change(id.substring(0, colon), id.substring(colon + 1), was, is));
            }
        }
        return changes;
    }

    /** Lines, their words parted by tabs: {@code port 80 tcp}, {@code service nginx.service active running notify …}. */
    byte[] bytes() {
        StringBuilder lines = new StringBuilder();
        lines.append(running.services().isPresent() ? "systemd\n" : "");
        for (ServiceState state : running.services().map(Services::all).orElse(List.of())) {
            lines.append(String.join(
                            "\t",
                            "service",
                            state.unit(),
                            state.active(),
                            state.sub(),
                            state.type(),
                            state.result(),
                            String.valueOf(state.startedOnDemand()),
                            String.valueOf(state.transientUnit()),
                            String.valueOf(state.mainProcess())))
                    .append('\n');
        }
        packages.forEach((id, version) -> lines.append("package\t")
                .append(id)
                .append('\t')
                .append(version.text())
                .append('\n'));
        running.ports()
                .forEach(port -> lines.append("port\t")
                        .append(port.port())
                        .append('\t')
                        .append(port.protocol())
                        .append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if these are not the bytes of one */
    static Standing of(byte[] bytes) {
        List<ServiceState> states = new ArrayList<>();
        SortedMap<String, DebVersion> packages = new TreeMap<>();
        SortedSet<ListeningPort> ports = new TreeSet<>();
        boolean systemd = false;
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            String[] words = line.split("\t", -1);
            if (words.length < LEAST_WORDS.getOrDefault(words[0], Integer.MAX_VALUE)) {
                throw new IllegalArgumentException("This line is not known here, or not whole.");
            }
            switch (words[0]) {
                case "systemd" -> systemd = true;
                case "service" ->
                    states.add(new ServiceState(
                            words[1],
                            words[2],
                            words[3],
                            words[4],
                            words[5],
                            Boolean.parseBoolean(words[6]),
                            Boolean.parseBoolean(words[7]),
                            Integer.parseInt(words[8])));
                case "package" -> packages.put(words[1], new DebVersion(words[2]));
                case "port" -> ports.add(new ListeningPort(words[2], Integer.parseInt(words[1])));
                default -> throw new IllegalArgumentException("This line is not known here: " + words[0]);
            }
        }
        return new Standing(
                packages, new Running(systemd ? Optional.of(Services.of(states)) : Optional.empty(), ports));
    }
}
