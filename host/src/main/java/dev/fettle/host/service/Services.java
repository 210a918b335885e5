package dev.fettle.host.service;

import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What systemd says of all services that it has in memory. */
public final class Services {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String PROPERTIES =
            "Id,ActiveState,SubState,Type,Result,TriggeredBy,BusName,Transient,MainPID";

    private final Map<String, ServiceState> byUnit;

    private Services(Map<String, ServiceState> byUnit) {
        this.byUnit = new TreeMap<>(byUnit);
    }

    public static Services of(List<ServiceState> states) {
        Map<String, ServiceState> byUnit = new HashMap<>();
        states.forEach(state -> byUnit.put(state.unit(), state));
        return new Services(byUnit);
    }

    /**
     * @return empty if the system was not booted with systemd, see sd_booted(3), so that there are no such services
     * @throws HostException if there are, but systemd does not tell of them
     */
    public static Optional<Services> now(Shell shell, HostFiles files) throws HostException {
        if (files.resolve("/run/systemd/system").isEmpty()) {
            return Optional.empty();
        }
        Result result = shell.run(Command.of(TIMEOUT, "systemctl", "show", "--property=" + PROPERTIES, "*.service"));
        if (!result.succeeded()) {
            throw new HostException(new Problem(
                    "systemctl",
                    "systemd does not tell how its services stand (systemctl ended with " + result.status() + ").",
                    String.join(" / ", result.errorLines())));
        }
        return Optional.of(of(parse(result.stdout())));
    }

    /** Blocks of {@code Property=value} with an empty line between them. */
    static List<ServiceState> parse(String output) {
        List<ServiceState> states = new ArrayList<>();
        Map<String, String> block = new HashMap<>();
        for (String line : output.split("\n", -1)) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                block.put(line.substring(0, equals), line.substring(equals + 1));
            } else if (line.isEmpty() && !block.isEmpty()) {
                add(block, states);
                block.clear();
            }
        }
        add(block, states);
        return states;
    }

    private static void add(Map<String, String> block, List<ServiceState> states) {
        String unit = block.getOrDefault("Id", "");
        if (unit.isEmpty()) {
            return;
        }
        String type = block.getOrDefault("Type", "");
        boolean onDemand = !block.getOrDefault("TriggeredBy", "").isEmpty() || type.equals("dbus");
        states.add(new ServiceState(
                unit,
                block.getOrDefault("ActiveState", ""),
                block.getOrDefault("SubState", ""),
                type,
                block.getOrDefault("Result", ""),
                onDemand,
                block.getOrDefault("Transient", "").equals("yes"),
                number(block.getOrDefault("MainPID", ""))));
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    public Optional<ServiceState> state(String unit) {
        return Optional.ofNullable(byUnit.get(unit));
    }

    public List<ServiceState> all() {
        return List.copyOf(byUnit.values());
    }

    /** What is worse than it was, in sentences; empty if nothing is. */
    public List<String> worseThan(Services before) {
        List<String> worse = new ArrayList<>();
        for (ServiceState was : before.all()) {
            ServiceState is = byUnit.get(was.unit());
            if (was.isMeantToStay() && (is == null || !is.isRunning())) {
                worse.add(was.unit() + " ran before and does not run now"
                        + (is == null ? "." : " (" + is.active() + ", " + is.result() + ")."));
            }
        }
        for (ServiceState is : all()) {
            boolean failedBefore =
                    before.state(is.unit()).filter(ServiceState::isFailed).isPresent();
            boolean told =
                    before.state(is.unit()).filter(ServiceState::isMeantToStay).isPresent();
            if (is.isFailed() && !failedBefore && !told && !is.transientUnit()) {
                worse.add(is.unit() + " has failed (" + is.result() + ").");
            }
        }
        return worse;
    }

    /** The main process of each service that runs: another one in its place means that it ended in between. */
    public Map<String, Integer> mainProcesses() {
        Map<String, Integer> processes = new TreeMap<>();
        byUnit.values().stream()
                .filter(ServiceState::isMeantToStay)
                .forEach(state -> processes.put(state.unit(), state.mainProcess()));
        return processes;
    }

    /** Whether something is on its way still, so that it is worth waiting for. */
    public boolean isSettling() {
        return byUnit.values().stream().anyMatch(ServiceState::isStarting);
    }
}
