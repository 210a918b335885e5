package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.InstalledPackage;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.InEffect;
import dev.fettle.core.order.Order;
import dev.fettle.host.ChangeException;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.probe.HostProbe;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tells of builds whether they are installed and whether they are what runs. Changes nothing. */
public final class BuildsInEffect {
    private final Shell shell;
    private final HostFiles files;

    public BuildsInEffect(Shell shell, HostFiles files) {
        this.shell = shell;
        this.files = files;
    }

    /**
     * What was seen.
     *
     * @param differences between what is installed and what should be, in clauses with both versions
     * @param broken other packages that are neither wholly installed nor wholly gone, with their state
     * @param effect whether what is installed runs, with what could not be told as notes
     */
    public record Seen(List<String> differences, List<String> broken, InEffect effect) {
        public Seen {
            differences = List.copyOf(differences);
            broken = List.copyOf(broken);
        }
    }

    /**
     * Looks now.
     *
     * @throws ChangeException if dpkg cannot tell what is installed
     * @throws HostException if it cannot be looked what runs
     */
    public Seen now(Order.Verify wanted) throws ChangeException, HostException {
        PackageStates states = PackageStates.now(shell);
        Set<String> named = new HashSet<>();
        wanted.present().stream().map(ExactBuild::id).forEach(named::add);
        wanted.absent().stream().map(ExactBuild::id).forEach(named::add);
        List<String> broken = states.broken().stream()
                .filter(each -> !named.contains(each.name() + ":" + each.architecture()))
                .map(PackageStates.State::toString)
                .toList();
        List<InstalledPackage> installed =
                new DpkgDatabase(shell, files, new Problems()).read().packages();
        Problems problems = new Problems();
        HostProbe probe = new HostProbe(files, problems);
        InEffect.Kernels kernels =
                new InEffect.Kernels(Inventory.kernelsOf(installed, probe.kernelRelease()), probe.kernelBuild());
        List<StaleBuild> stale = new StaleBuilds(shell, files, problems).look(installed);
        InEffect effect = InEffect.of(wanted, stale, kernels, installed);
        List<String> notes = new ArrayList<>(effect.notes());
        problems.list()
                .forEach(
                        each -> notes.add(each.text().isEmpty() ? each.message() : each.message() + " " + each.text()));
        return new Seen(
                states.differences(wanted.present(), wanted.absent()), broken, new InEffect(effect.faults(), notes));
    }
}
