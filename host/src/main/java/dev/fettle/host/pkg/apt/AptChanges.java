package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Problem;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.Progress;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Changes a Debian system through its own package manager: to exact versions and back. Each call says how the system is
 * to be afterwards, so that one which was cut off can be made again. An exit status is never believed alone: the
 * package database is asked afterwards.
 */
public final class AptChanges {
    private static final String DPKG_CONFIGURE = "dpkg --configure -a";
    private static final Duration QUESTION = Duration.ofMinutes(1);
    private static final Duration SIMULATION = Duration.ofMinutes(5);
    /** As long as there is time. */
    private static final Duration WHOLE = Envelope.LONGEST_RUN;

    private static final Duration REPAIR = Duration.ofMinutes(30);

    private final Shell shell;
    private final Path stateDirectory;
    private final AptRun run;
    private final KeptBuilds kept;
    private final Conffiles conffiles;
    private final ServedBuilds server;
    private final Deadline deadline;
    private final Progress progress;

    /**
     * @param stateDirectory for its owner only
     * @param keptBuilds a folder for the packages that are replaced, made if absent
     * @param lockWait how long to wait for another program that holds the package manager's lock
     * @param output a file, made if absent, to which changes write what they print, standard errors into one beside it
     * @param server from which come, and to which go, files that orders name
     * @param deadline for everything that is done here
     */
    public AptChanges(
            Shell shell,
            Path stateDirectory,
            Path keptBuilds,
            InstantSource clock,
            Duration lockWait,
            Path output,
            ServedBuilds server,
            Deadline deadline,
            Progress progress) {
        this.shell = shell;
        this.stateDirectory = stateDirectory;
        this.run = new AptRun(shell, lockWait, output);
        this.server = server;
        this.deadline = deadline;
        this.kept = new KeptBuilds(run, keptBuilds, clock, deadline);
        this.conffiles = new Conffiles(run);
        this.progress = progress;
    }

    /**
     * What a change came to.
     *
     * @param conflicts configuration files that administrator and package had both changed; the administrator's were kept
     * @param putAside configuration files of versions that are gone, renamed
     * @param noWayBack replaced builds that could not be kept
     */
    public record Changed(List<String> conflicts, List<String> putAside, List<ExactBuild> noWayBack) {
        public Changed {
            conflicts = List.copyOf(conflicts);
            putAside = List.copyOf(putAside);
            noWayBack = List.copyOf(noWayBack);
        }
    }

    /** {@code name:architecture=version} as apt takes it, which knows no architecture {@code all} there. */
    static String argument(ExactBuild build) {
        return name(build) + "=" + build.version().text();
    }

    private static String name(ExactBuild build) {
        return build.architecture().equals("all") ? build.name() : build.id();
    }

    /** Brings apt's lists up to date; a list that could not be fetched is a failure, and the old ones stay. */
    public void refresh() throws ChangeException {
        progress.step("Fetching the package lists");
        run.aptOrFail(deadline.step(WHOLE, "apt-get update"), List.of("update"), FailureKind.DOWNLOAD);
    }

    /** What apt would do for these builds. */
    public ExactPlan simulate(List<ExactBuild> builds) throws ChangeException {
        progress.step("Asking apt what it would do");
        return plan(builds.stream().map(AptChanges::argument).toList());
    }

    /** Fetches the packages into apt's own cache, and hands over to the server those files that are named. */
    public void download(List<ExactBuild> builds, List<BuildFile> files) throws ChangeException {
        PinnedBuilds pinned = new PinnedBuilds(kept, server, builds, files);
        if (files.size() < builds.size()) {
            fetch(pinned, builds.size());
        }
        if (!files.isEmpty()) {
            progress.step("Handing " + files.size() + " packages over to the server");
            pinned.handOver();
        }
    }

    private void fetch(PinnedBuilds pinned, int count) throws ChangeException {
        progress.step("Fetching " + count + " packages");
        run.aptOrFail(
                deadline.step(WHOLE, "the download"),
                pinned.arguments("--download-only", "--no-remove", "--allow-downgrades"),
                FailureKind.DOWNLOAD);
    }

    /**
     * Installs exactly these builds: nothing else is changed, and what is replaced is kept first. Mends the package
     * database before, if an earlier run was cut off, and after, if this one fails half-way.
     *
     * @param files of builds for which no other bytes may be installed, wherever they come from
     * @throws ChangeException if they are not all wholly installed afterwards
     */
    public Changed install(List<ExactBuild> builds, List<BuildFile> files) throws ChangeException {
        PackageStates states = mendBefore(builds);
        if (states.hasAll(builds)) {
            return new Changed(List.of(), List.of(), List.of());
        }
        refuseHeld(states, builds);
        PinnedBuilds pinned = new PinnedBuilds(kept, server, builds, files);
        List<ExactBuild> missing =
                builds.stream().filter(build -> !states.has(build)).toList();
        if (!files.isEmpty()) {
            progress.step("Asking apt whether it has what was approved");
            pinned.replaceUnoffered(missing, offered(missing));
        }
        ExactPlan plan = fetched(pinned, builds, missing);
        pinned.replaceOthers(missing);
        DiskSpace.require(
                run,
                plan.changes().stream()
                        .flatMap(change -> Optional.ofNullable(change.after())
                                .map(after -> new ExactBuild(change.name(), change.architecture(), after))
                                .stream())
                        .toList());
        progress.step("Keeping the packages that are replaced");
        kept.forget();
        List<ExactBuild> noWayBack = kept.keep(plan.replaced());
        progress.step("Installing");
        String output = change(pinned.arguments("--no-remove", "--allow-downgrades"), builds, List.of());
        return new Changed(Conffiles.conflicts(output), List.of(), noWayBack);
    }

    /** What apt would do, once all packages are here. */
    private ExactPlan fetched(PinnedBuilds pinned, List<ExactBuild> builds, List<ExactBuild> missing)
            throws ChangeException {
        progress.step("Asking apt what it would do");
        while (true) {
            ExactPlan plan = plan(pinned.named());
            plan.requireWithin(builds, List.of());
            try {
                fetch(pinned, builds.size());
                return plan;
            } catch (ChangeException failed) {
                boolean fromElsewhere = failed.kind() == FailureKind.DOWNLOAD || failed.kind() == FailureKind.SIGNATURE;
                if (!fromElsewhere || !pinned.replaceUnfetched(missing, failed)) {
                    throw failed;
                }
            }
        }
    }

    /** What the host's archives offer of these builds, by their signed indexes. */
    private Candidates offered(List<ExactBuild> builds) throws ChangeException {
        try {
            StateDirectory state = StateDirectory.open(stateDirectory);
            try (Apt apt = Apt.open(shell, state, null)) {
                return Candidates.ask(
                        apt, builds.stream().map(AptChanges::argument).toList(), new Problems());
            }
        } catch (HostException broken) {
            throw ChangeException.of(broken);
        }
    }

    /**
     * Goes back to exactly these builds from what was kept or, where it was not, from the archive or the server, and takes newcomers
     * away again. Configuration files that only the newer versions had are put aside, because they can break the older.
     *
     * @throws ChangeException if not all is as ordered afterwards; nothing was changed if a build could not be had
     */
    public Changed rollBack(List<ExactBuild> builds, List<ExactBuild> newcomers, List<BuildFile> files)
            throws ChangeException {
        List<ExactBuild> concerned = new ArrayList<>(builds);
        concerned.addAll(newcomers);
        mendBefore(concerned);
        progress.step("Looking for the packages to go back to");
        new PinnedBuilds(kept, server, builds, files).replaceForgotten(kept.keep(builds));
        List<String> named = new ArrayList<>();
        for (ExactBuild build : builds) {
            kept.file(build).ifPresent(file -> named.add(file.toString()));
        }
        newcomers.forEach(build -> named.add(name(build) + "-"));
        ExactPlan plan = plan(named);
        plan.requireWithin(builds, newcomers);
        List<String> names = builds.stream().map(ExactBuild::name).toList();
        SortedSet<String> obsoleteBefore = conffiles.obsolete(names);
        progress.step("Going back");
        List<String> arguments = new ArrayList<>(List.of("--allow-downgrades", "-oAPT::Sandbox::User=root", "install"));
        arguments.addAll(named);
        String output = change(arguments, builds, newcomers);
        SortedSet<String> putAside = conffiles.obsolete(names);
        putAside.removeAll(obsoleteBefore);
        List<String> moved = conffiles.putAside(putAside);
        return new Changed(Conffiles.conflicts(output), moved, List.of());
    }

    /**
     * Finishes what an interrupted run of dpkg left.
     *
     * @throws ChangeException if the package database is still broken afterwards
     */
    public void mend() throws ChangeException {
        progress.step("Mending the package database");
        Result configured = configure();
        List<PackageStates.State> broken = PackageStates.now(run).broken();
        if (!configured.succeeded() || !broken.isEmpty()) {
            // After a power loss dpkg alone may find no way where apt, which can fetch what is missing, does.
            Result fixed = run.apt(deadline.mending(REPAIR), List.of("--fix-broken", "--no-remove", "install"));
            Result again = configure();
            broken = PackageStates.now(run).broken();
            if (!broken.isEmpty()) {
                throw AptFailure.of(fixed.succeeded() ? again : fixed, DPKG_CONFIGURE, FailureKind.PACKAGE_DATABASE);
            }
        }
    }

    /** The versions of what is wholly or partly installed, by {@code name:architecture}. */
    public SortedMap<String, DebVersion> versions() throws ChangeException {
        return PackageStates.now(run).versions();
    }

    /** What is neither wholly installed nor wholly gone, for people; empty if all is well. */
    public List<String> broken() throws ChangeException {
        return PackageStates.now(run).broken().stream()
                .map(PackageStates.State::toString)
                .toList();
    }

    /**
     * What is broken stays so only if the order itself brings those packages to another version.
     *
     * @return how packages stand then
     */
    private PackageStates mendBefore(List<ExactBuild> builds) throws ChangeException {
        PackageStates before = PackageStates.now(run);
        if (before.broken().isEmpty()) {
            return before;
        }
        Set<String> ordered = builds.stream().map(ExactBuild::id).collect(Collectors.toSet());
        try {
            mend();
        } catch (ChangeException stillBroken) {
            if (stillBroken.kind() == FailureKind.LOCK) {
                throw stillBroken;
            }
            List<String> others = PackageStates.now(run).broken().stream()
                    .filter(state -> !ordered.contains(state.name() + ":" + state.architecture()))
                    .map(PackageStates.State::toString)
                    .toList();
            if (!others.isEmpty()) {
                throw new ChangeException(
                        FailureKind.PACKAGE_DATABASE,
                        new Problem(
                                "dpkg",
                                "These packages were broken before this order and could not be mended, so nothing was"
                                        + " changed: " + String.join(", ", others)
                                        + ". Roll them back, or mend them on the host.",
                                stillBroken.problem().text()),
                        stillBroken);
            }
        }
        return PackageStates.now(run);
    }

    private Result configure() throws ChangeException {
        return run.keepingTheEnd(
                deadline.mending(REPAIR), List.of("dpkg", "--force-confdef", "--force-confold", "--configure", "-a"));
    }

    private static void refuseHeld(PackageStates states, List<ExactBuild> builds) throws ChangeException {
        List<String> held = builds.stream()
                .filter(build -> states.isHeld(build.name(), build.architecture()) && !states.has(build))
                .map(ExactBuild::name)
                .toList();
        if (!held.isEmpty()) {
            throw new ChangeException(
                    FailureKind.RESOLVER,
                    "dpkg",
                    "The administrator of the host has put these packages on hold, so nothing was changed: "
                            + String.join(", ", held) + ". \"apt-mark unhold\" lets them be changed.");
        }
    }

    /** Runs apt, mends what it leaves broken, and looks whether everything is as ordered. */
    private String change(List<String> arguments, List<ExactBuild> builds, List<ExactBuild> newcomers)
            throws ChangeException {
        SortedMap<String, DebVersion> before = versions();
        Set<String> automatic = automatic();
        Result result;
        try {
            result = run.apt(deadline.step(WHOLE, "apt-get install"), arguments);
        } catch (ChangeException cutOff) {
            mendQuietly(cutOff);
            throw cutOff;
        }
        ChangeException failed =
                result.succeeded() ? null : AptFailure.of(result, "apt-get install", FailureKind.RESOLVER);
        PackageStates states = PackageStates.now(run);
        if (failed != null) {
            if (!states.broken().isEmpty()) {
                mendQuietly(failed);
            }
            throw failed;
        }
        markAutomatic(automatic, builds, before);
        List<String> wrong = new ArrayList<>(besides(before, states.versions(), builds, newcomers));
        builds.stream().filter(build -> !states.has(build)).forEach(build -> wrong.add(build.toString()));
        newcomers.stream()
                .filter(build ->
                        states.installed(build.name(), build.architecture()).isPresent())
                .forEach(build -> wrong.add(build.name() + " is still here"));
        states.broken().forEach(state -> wrong.add(state.toString()));
        if (!wrong.isEmpty()) {
            throw new ChangeException(
                    FailureKind.PACKAGE_DATABASE,
                    "dpkg-query",
                    "apt says that all went well, but the package database says otherwise: " + String.join(", ", wrong)
                            + ".");
        }
        // dpkg tells of configuration files on its standard error.
        return result.stdout() + "\n" + result.stderr();
    }

    /** What was changed although nobody ordered it: the archive may have moved on since the plan. */
    private static List<String> besides(
            SortedMap<String, DebVersion> before,
            SortedMap<String, DebVersion> after,
            List<ExactBuild> builds,
            List<ExactBuild> newcomers) {
        Set<String> others = new TreeSet<>(before.keySet());
        others.addAll(after.keySet());
        builds.forEach(build -> others.remove(build.id()));
        newcomers.forEach(build -> others.remove(build.id()));
        return others.stream()
                .filter(id -> !Objects.equals(before.get(id), after.get(id)))
                .map(id -> id + " was changed too")
                .toList();
    }

    /** The packages that are here only because others need them, as apt names them. */
    private Set<String> automatic() throws ChangeException {
        Result result = run.run(QUESTION, List.of("apt-mark", "showauto"));
        if (!result.succeeded()) {
            throw AptFailure.of(result, "apt-mark showauto", FailureKind.PACKAGE_DATABASE);
        }
        return result.stdout().lines().collect(Collectors.toSet());
    }

    /** apt takes whatever is named for wanted by itself, and would never remove it when nobody needs it any more. */
    private void markAutomatic(Set<String> automatic, List<ExactBuild> builds, SortedMap<String, DebVersion> before)
            throws ChangeException {
        List<String> argv = new ArrayList<>(List.of("apt-mark", "auto"));
        for (ExactBuild build : builds) {
            boolean came = !before.containsKey(build.id());
            if (came || automatic.contains(build.name()) || automatic.contains(build.id())) {
                argv.add(name(build));
            }
        }
        if (argv.size() > 2) {
            Result result = run.run(QUESTION, argv);
            if (!result.succeeded()) {
                throw AptFailure.of(result, "apt-mark auto", FailureKind.PACKAGE_DATABASE);
            }
        }
    }

    /** The first failure is the one to tell; that mending failed as well is added to it. */
    private void mendQuietly(ChangeException first) {
        try {
            mend();
        } catch (ChangeException second) {
            first.addSuppressed(second);
        }
    }

    private ExactPlan plan(List<String> named) throws ChangeException {
        Problems problems = new Problems();
        try {
            StateDirectory state = StateDirectory.open(stateDirectory);
            try (Apt apt = Apt.open(shell, state, null)) {
                Command simulation = apt.simulation(named).withTimeout(deadline.step(SIMULATION, "the simulation"));
                AptSimulation asked = new AptSimulation(apt, problems);
                Result result = apt.run(simulation);
                if (!result.succeeded()) {
                    throw AptFailure.of(result, "apt-get -s install", FailureKind.RESOLVER);
                }
                ExactPlan plan = ExactPlan.of(asked.told());
                if (!problems.list().isEmpty()) {
                    Problem first = problems.list().getFirst();
                    throw new ChangeException(
                            FailureKind.RESOLVER,
                            first.where(),
                            "apt's plan could not be read whole, so nothing was changed: " + first.message(),
                            first.text());
                }
                return plan;
            }
        } catch (HostException broken) {
            throw ChangeException.of(broken);
        }
    }
}
