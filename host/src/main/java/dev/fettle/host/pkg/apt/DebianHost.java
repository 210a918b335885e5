package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.KernelImages;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.inventory.Survey;
import dev.fettle.core.inventory.Survey.Pending;
import dev.fettle.host.Background;
import dev.fettle.host.HostException;
import dev.fettle.host.Interruption;
import dev.fettle.host.Problems;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.DpkgDatabase.Installed;
import dev.fettle.host.pkg.apt.PackageIndexes.Index;
import dev.fettle.host.probe.HostProbe;
import dev.fettle.host.probe.OsRelease;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import dev.fettle.host.shell.ShellFiles;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A Debian system, looked at through its own package manager and changed in nothing. */
public final class DebianHost {
    private static final String LISTS = "/var/lib/apt/lists";

    private final Shell shell;
    private final HostFiles files;
    private final Opening workspace;
    private final InstantSource clock;
    private final Progress progress;

    /**
     * @param stateDirectory where apt's caches and the working files of a look go; made if absent, for its owner only
     */
    public DebianHost(Shell shell, HostFiles files, Path stateDirectory, InstantSource clock, Progress progress) {
        this(shell, files, () -> StateDirectory.open(stateDirectory), clock, progress);
    }

    private DebianHost(Shell shell, HostFiles files, Opening workspace, InstantSource clock, Progress progress) {
        this.shell = shell;
        this.files = files;
        this.workspace = workspace;
        this.clock = clock;
        this.progress = progress;
    }

    /** One on which nothing is installed and nothing is left: all is asked through its shell. */
    public static DebianHost remote(Shell shell, InstantSource clock, Progress progress) {
        return new DebianHost(shell, new ShellFiles(shell), () -> new RemoteWorkspace(shell), clock, progress);
    }

    /** Makes sure of the place where apt's files go. */
    @FunctionalInterface
    private interface Opening {
        Workspace open() throws HostException;
    }

    /**
     * @throws HostException if it is no Debian, its package database or the state directory cannot be used, or the thread
     *     is interrupted, which ends it soon
     */
    public Survey scan() throws HostException {
        Problems problems = new Problems();
        OsRelease system = OsRelease.read(files, problems);
        Workspace state = workspace.open();
        progress.step("Reading the packages of " + system.prettyName());
        DpkgDatabase database = new DpkgDatabase(shell, files, problems);
        if (files.isRunningSystem()) {
            try (Apt apt = Apt.open(shell, state, null);
                    Background<List<AptPlan.Step>> simulation = simulate(apt, problems)) {
                return scan(system, database.read(), apt, simulation, problems);
            }
        }
        ImageConfiguration.requireInside(files);
        Installed installed = database.read();
        ImageConfiguration image;
        try {
            image = ImageConfiguration.of(files, installed.architecture());
        } catch (HostException refused) {
            problems.add(refused.problem());
            return result(
                    system,
                    installed,
                    installed.packages(),
                    new Pending.Unavailable(refused.problem().message()),
                    problems);
        }
        try (Apt apt = Apt.open(shell, state, image);
                Background<List<AptPlan.Step>> simulation = simulate(apt, problems)) {
            return scan(system, installed, apt, simulation, problems);
        }
    }

    private static Background<List<AptPlan.Step>> simulate(Apt apt, Problems problems) {
        return Background.start("apt simulation", new AptSimulation(apt, problems)::run);
    }

    /** The lists are read on one core while apt thinks on the other. */
    private Survey scan(
            OsRelease system,
            Installed installed,
            Apt apt,
            Background<List<AptPlan.Step>> simulation,
            Problems problems)
            throws HostException {
        PackageIndexes indexes = new PackageIndexes(apt, problems);
        Pending pending;
        try {
            List<Index> present = indexes.list();
            if (present.isEmpty()) {
                String why = "No package lists in " + files.root().resolve(LISTS.substring(1))
                        + ": run apt-get update, then scan again.";
                problems.add(LISTS, why);
                return result(system, installed, installed.packages(), new Pending.Unavailable(why), problems);
            }
            progress.step("Asking apt what it would upgrade");
            new ListAge(files, clock.instant(), problems).check(LISTS, apt);
            indexes.read(present, names(installed));
            List<AptPlan.Step> plan = simulation.await();
            PendingChanges changes = new PendingReader(apt, indexes, installed.architecture(), problems)
                    .read(plan, installed.packages());
            pending = new Pending.Known(changes);
        } catch (HostException failed) {
            Interruption.check();
            problems.add(failed.problem());
            pending = new Pending.Unavailable(failed.problem().message());
        }
        List<InstalledPackage> packages = installed.packages().stream()
                .map(each -> withOrigins(each, indexes))
                .toList();
        return result(system, installed, packages, pending, problems);
    }

    private static Set<String> names(Installed installed) {
        Set<String> names = HashSet.newHashSet(installed.packages().size());
        installed.packages().forEach(each -> names.add(each.name()));
        return names;
    }

    private static InstalledPackage withOrigins(InstalledPackage each, PackageIndexes indexes) {
        return new InstalledPackage(
                each.name(),
                each.architecture(),
                each.version(),
                each.source(),
                indexes.origins(each.name(), each.version().text(), each.architecture()),
                each.held(),
                each.automatic());
    }

    private Survey result(
            OsRelease system, Installed read, List<InstalledPackage> installed, Pending pending, Problems problems)
            throws HostException {
        Interruption.check();
        HostProbe probe = new HostProbe(files, problems);
        List<InstalledPackage> packages = installed.stream()
                .sorted(Comparator.comparing(InstalledPackage::name).thenComparing(InstalledPackage::architecture))
                .toList();
        KernelImages kernels = Inventory.kernelsOf(packages, probe.kernelRelease());
        String host = probe.name();
        Inventory.Reboot reboot = probe.reboot(kernels);
        List<StaleBuild> stale = List.of();
        if (files.isRunningSystem()) {
            progress.step("Looking for programs that run replaced files");
            stale = new StaleBuilds(shell, files, problems).now(packages);
        }
        return new Survey(
                new Inventory(
                        host,
                        system.platform(),
                        system.prettyName(),
                        packages,
                        kernels,
                        reboot,
                        stale,
                        read.unreadable(),
                        problems.list()),
                pending);
    }
}
