package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.ChangeException;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which packages dpkg has in which state at one moment. */
final class PackageStates {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String FORMAT =
            "${Package}\\t${Architecture}\\t${Version}\\t${db:Status-Want}\\t${db:Status-Eflag}\\t${db:Status-Status}\\n";
    private static final List<String> QUERY = List.of("dpkg-query", "-W", "-f=" + FORMAT);
    private static final int COLUMNS = 6;

    private final Map<String, State> states;

    /**
     * @param version empty where the package has none, because only its name is known
     * @param status dpkg's word, {@code installed} where all is well
     */
    record State(String name, String architecture, String version, String want, String flag, String status) {
        boolean isInstalled() {
            return status.equals("installed") && flag.equals("ok");
        }

        /** Not there at all, whatever configuration it has left. */
        boolean isGone() {
            return status.equals("not-installed") || status.equals("config-files");
        }

        /** Neither wholly there nor wholly gone. */
        boolean isBroken() {
            return !flag.equals("ok") || !(status.equals("installed") || isGone());
        }

        @Override
        public String toString() {
            return name + " (" + (flag.equals("ok") ? status : flag) + ")";
        }
    }

    private PackageStates(Map<String, State> states) {
        this.states = states;
    }

    /** @throws ChangeException if dpkg cannot tell */
    static PackageStates now(AptRun run) throws ChangeException {
        return of(run.run(TIMEOUT, QUERY));
    }

    /**
     * @throws ChangeException if dpkg cannot tell
     * @throws HostException if it cannot be asked
     */
    static PackageStates now(Shell shell) throws ChangeException, HostException {
        return of(shell.run(Command.of(TIMEOUT, QUERY)));
    }

    private static PackageStates of(Result result) throws ChangeException {
        if (!result.succeeded()) {
            throw AptFailure.of(result, "dpkg-query", FailureKind.PACKAGE_DATABASE);
        }
        return parse(result.stdout());
    }

    /** A line: {@code zlib1g\tamd64\t1:1.2.13.dfsg-1\tinstall\tok\tinstalled}. */
    static PackageStates parse(String output) throws ChangeException {
        Map<String, State> states = new HashMap<>();
        for (String line : output.lines().toList()) {
            String[] columns = line.split("\t", -1);
            if (columns.length != COLUMNS) {
                throw new ChangeException(
                        FailureKind.PACKAGE_DATABASE,
                        "dpkg-query",
                        "This line of dpkg-query has not the six columns asked for.",
                        line);
            }
            State state = new State(columns[0], columns[1], columns[2], columns[3], columns[4], columns[5]);
            states.put(state.name() + ":" + state.architecture(), state);
        }
        return new PackageStates(states);
    }

    /** The version that is wholly installed; empty if none is. */
    Optional<DebVersion> installed(String name, String architecture) {
        State state = states.get(name + ":" + architecture);
        return state != null && state.isInstalled() && DebVersion.isValid(state.version())
                ? Optional.of(new DebVersion(state.version()))
                : Optional.empty();
    }

    /** The versions of what is wholly or partly here, by {@code name:architecture}. */
    SortedMap<String, DebVersion> versions() {
        SortedMap<String, DebVersion> versions = new TreeMap<>();
        for (State state : states.values()) {
            if (!state.isGone() && DebVersion.isValid(state.version())) {
                versions.put(state.name() + ":" + state.architecture(), new DebVersion(state.version()));
            }
        }
        return versions;
    }

    boolean has(ExactBuild build) {
        return installed(build.name(), build.architecture())
                .filter(version -> version.text().equals(build.version().text()))
                .isPresent();
    }

    boolean hasAll(List<ExactBuild> builds) {
        return builds.stream().allMatch(this::has);
    }

    /** What is not as it should be, in clauses with both versions: in the order of the lists. */
    List<String> differences(List<ExactBuild> present, List<ExactBuild> absent) {
        List<String> differences = new ArrayList<>();
        for (ExactBuild build : present) {
            if (!has(build)) {
                State state = states.get(build.id());
                String is = state == null || state.isGone()
                        ? " is not installed"
                        : state.isBroken()
                                ? " " + state.version() + " is "
                                        + (state.flag().equals("ok") ? state.status() : state.flag())
                                : " is " + state.version();
                differences.add(
                        build.id() + is + " and should be " + build.version().text());
            }
        }
        for (ExactBuild build : absent) {
            State state = states.get(build.id());
            if (state != null && !state.isGone()) {
                differences.add(build.id() + " is " + state.version() + " and should be gone");
            }
        }
        return differences;
    }

    /** Whether the administrator has put it on hold. */
    boolean isHeld(String name, String architecture) {
        State state = states.get(name + ":" + architecture);
        return state != null && state.want().equals("hold");
    }

    /** What neither is wholly installed nor wholly gone, by name. */
    List<State> broken() {
        List<State> broken = new ArrayList<>();
        states.values().stream().filter(State::isBroken).forEach(broken::add);
        broken.sort((a, b) -> a.name().compareTo(b.name()));
        return broken;
    }
}
