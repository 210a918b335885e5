package dev.fettle.agent;

import dev.fettle.host.HostException;
import dev.fettle.host.service.ListeningPort;
import dev.fettle.host.service.ListeningPorts;
import dev.fettle.host.service.Services;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What runs on a host at one moment.
 *
 * @param services empty where no systemd runs, so that nobody knows
 */
record Running(Optional<Services> services, SortedSet<ListeningPort> ports) {

    /** This program's own units come and go without anything being worse for it; the server hears whether it runs. */
    private static final String OWN = "fettle-";

    static Running now(Shell shell, HostFiles files) throws HostException {
        Optional<Services> others = Services.now(shell, files)
                .map(services -> Services.of(services.all().stream()
                        .filter(state -> !state.unit().startsWith(OWN))
                        .toList()));
        return new Running(others, ListeningPorts.now(files));
    }

    /** What is worse than it was, in sentences. */
    List<String> worseThan(Running before) {
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

    Map<String, Integer> mainProcesses() {
        return services.map(Services::mainProcesses).orElse(Map.of());
    }

    boolean isSettling() {
        return services.filter(Services::isSettling).isPresent();
    }
}
