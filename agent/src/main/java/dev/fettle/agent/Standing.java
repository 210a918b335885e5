package dev.fettle.agent;

import dev.fettle.host.HostException;
import dev.fettle.host.service.ListeningPort;
import dev.fettle.host.service.ListeningPorts;
import dev.fettle.host.service.ServiceState;
import dev.fettle.host.service.Services;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How the services of a host stand at one moment.
 *
 * @param services empty where no systemd runs, so that nobody knows
 */
record Standing(Optional<Services> services, SortedSet<ListeningPort> ports) {

    static Standing now(Shell shell, HostFiles files) throws HostException {
        return new Standing(Services.now(shell), ListeningPorts.now(files));
    }

    /** What is worse than it was, in sentences. */
    List<String> worseThan(Standing before) {
        List<String> worse = new ArrayList<>();
        if (services.isPresent() && before.services.isPresent()) {
            worse.addAll(services.get().worseThan(before.services.get()));
        }
        for (ListeningPort port : before.ports) {
            if (!ports.contains(port)) {
                worse.add("Nothing listens on " + port + " any more.");
            }
        }
        return worse;
    }

    boolean isSettling() {
        return services.filter(Services::isSettling).isPresent();
    }

    /** Lines, their words parted by tabs: {@code port 80 tcp}, {@code service nginx.service active running notify …}. */
    byte[] bytes() {
        StringBuilder lines = new StringBuilder();
        lines.append(services.isPresent() ? "systemd\n" : "");
        for (ServiceState state : services.map(Services::all).orElse(List.of())) {
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
        ports.forEach(port -> lines.append("port\t")
                .append(port.port())
                .append('\t')
                .append(port.protocol())
                .append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Standing of(byte[] bytes) {
        List<ServiceState> states = new ArrayList<>();
        SortedSet<ListeningPort> ports = new TreeSet<>();
        boolean systemd = false;
        for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
            String[] words = line.split("\t", -1);
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
                case "port" -> ports.add(new ListeningPort(words[2], Integer.parseInt(words[1])));
                default -> throw new IllegalArgumentException("This line is not known here: " + words[0]);
            }
        }
        return new Standing(systemd ? Optional.of(Services.of(states)) : Optional.empty(), ports);
    }
}
