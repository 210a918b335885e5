package dev.fettle.agent;

import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.host.HostException;
import dev.fettle.host.effect.StaleProcesses;
import dev.fettle.host.pkg.apt.AptChanges;
import dev.fettle.host.service.ServiceState;
import dev.fettle.host.service.Services;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Orders on a system with apt, dpkg and, where it runs, systemd. */
final class DebianWork implements HostWork {
    private static final Duration RESTART = Duration.ofMinutes(5);

    /** How many looks services get to come up while systemd still starts some, and while it does not. */
    private static final int SETTLING_LOOKS = 120;

    private static final int QUIET_LOOKS = 20;

    /** In how many looks one after the other all must be well. */
    private static final int STEADY_LOOKS = 6;

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Shell shell;
    private final HostFiles files;
    private final Apts apts;
    private final Journal journal;
    private final Checks checks;
    private final InstantSource clock;

    /** Makes what drives the package manager for one order. */
    @FunctionalInterface
    interface Apts {
        AptChanges of(Path output, Deadline deadline) throws AgentException;
    }

    DebianWork(Shell shell, HostFiles files, Apts apts, Journal journal, Checks checks, InstantSource clock) {
        this.shell = shell;
        this.files = files;
        this.apts = apts;
        this.journal = journal;
        this.checks = checks;
        this.clock = clock;
    }

    /**
     * What is told beside the outcome.
     *
     * @param plan what would be changed, where nothing was
     */
    private record Told(List<Report.Change> plan, List<String> notes) {
        static final Told NOTHING = new Told(List.of(), List.of());

        static Told of(AptChanges.Changed changed) {
            List<String> notes = new ArrayList<>();
            changed.conflicts()
                    .forEach(file ->
                            notes.add(file + ": the package brings a new version of this configuration file; the"
                                    + " one on the host was kept, the new one lies beside it."));
            changed.putAside()
                    .forEach(file -> notes.add(file + ": this configuration file belonged to the newer version and was"
                            + " renamed, so that the older one is not misled."));
            changed.noWayBack()
                    .forEach(build -> notes.add(build + ": this build could not be kept, so there is no way back to it"
                            + " from this host."));
            return new Told(List.of(), notes);
        }
    }

    @Override
    public Work carryOut(Envelope envelope, Begun begun) throws AgentException {
        Deadline deadline = deadline(envelope, begun);
        AptChanges apt = apts.of(journal.output(envelope.id()), deadline);
        // Also of an attempt that ends before it comes to anything, the report tells what those before it have changed.
        Optional<Standing> before = begun.attempt() == 1 ? Optional.empty() : kept(envelope);
        try {
            if (begun.attempt() > 1) {
                new Leftovers(journal.output(envelope.id())).awaitEnd(deadline);
            }
            if (envelope.order().changesHost() && before.isEmpty()) {
                before = Optional.of(before(envelope, apt));
            }
            if (envelope.order() instanceof Order.Reboot) {
                reboot();
                return new Work.GoingDown();
            }
            if (envelope.order() instanceof Order.Verify wanted) {
                Verification.Verified verified = new Verification(shell, files, checks, deadline).of(wanted);
                Told told = new Told(List.of(), verified.notes());
                return new Work.Done(report(envelope, begun, before, apt, verified.outcome(), told));
            }
            Told told = work(envelope.order(), apt, deadline);
            Outcome outcome = before.isPresent() ? standing(before.get().running()) : new Outcome.Succeeded();
            return new Work.Done(report(envelope, begun, before, apt, outcome, told));
        } catch (ChangeException failed) {
            return new Work.Done(report(envelope, begun, before, apt, failed.outcome(), told(failed)));
        } catch (HostException broken) {
            return new Work.Done(report(
                    envelope, begun, before, apt, ChangeException.of(broken).outcome(), Told.NOTHING));
        }
    }

    private Deadline deadline(Envelope envelope, Begun begun) {
        return Deadline.of(clock, begun.firstAt(), envelope.timeLimit());
    }

    /** How the host stands, for this attempt and all that follow. */
    private Standing before(Envelope envelope, AptChanges apt) throws AgentException, ChangeException, HostException {
        Standing now = Standing.now(apt, shell, files);
        journal.keepBefore(envelope.id(), now.bytes());
        return now;
    }

    private Optional<Standing> kept(Envelope envelope) throws AgentException {
        Optional<byte[]> bytes = journal.before(envelope.id());
        try {
            return bytes.map(Standing::of);
        } catch (IllegalArgumentException damaged) {
            throw new DamagedJournalException(envelope.id(), "how the host stood before cannot be read.", damaged);
        }
    }

    private Told work(Order order, AptChanges apt, Deadline deadline) throws ChangeException, HostException {
        return switch (order) {
            case Order.RefreshMetadata() -> {
                apt.refresh();
                yield Told.NOTHING;
            }
            case Order.Download(List<ExactBuild> builds, List<BuildFile> files) -> {
                apt.download(builds, files);
                yield Told.NOTHING;
            }
            case Order.Simulate(List<ExactBuild> builds) ->
                new Told(apt.simulate(builds).changes(), List.of());
            case Order.Install(List<ExactBuild> builds, List<BuildFile> files) -> Told.of(apt.install(builds, files));
            case Order.RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers, List<BuildFile> files) ->
                Told.of(apt.rollBack(builds, newcomers, files));
            case Order.RestartServices(List<String> units) -> {
                restart(units, deadline);
                yield Told.NOTHING;
            }
            case Order.RunChecks(List<String> names) -> new Told(List.of(), checks.run(names, deadline));
            case Order.TakeInventory(), Order.CollectEvidence() -> evidence(apt);
            case Order.Verify _ -> throw new IllegalStateException("A verification has an outcome of its own.");
            case Order.Reboot() -> throw new IllegalStateException("A reboot is no work that comes back.");
            case Order.UpdateAgent _ ->
                throw new IllegalStateException("Another version of the program is no package.");
        };
    }

    private void restart(List<String> units, Deadline deadline) throws ChangeException, HostException {
        for (String unit : units) {
            Result result = shell.run(
                    Command.of(deadline.step(RESTART, "the restart of " + unit), "systemctl", "restart", "--", unit));
            if (!result.succeeded()) {
                throw new ChangeException(
                        FailureKind.SERVICE,
                        unit,
                        unit + " could not be restarted. \"journalctl -u " + unit + "\" on the host shows why.",
                        String.join(" / ", result.errorLines()));
            }
        }
    }

    /**
     * Services that ran must run again and go on running, within a minute; otherwise the change has failed, whatever apt
     * says. One that ends some seconds after it has begun is found by its other main process.
     */
    private Outcome standing(Running before) throws HostException {
        List<String> worse = List.of();
        Map<String, Integer> steady = Map.of();
        int good = 0;
        int looks = 0;
        boolean settling = true;
        while (looks < (settling ? SETTLING_LOOKS : QUIET_LOOKS) + STEADY_LOOKS) {
            Running now = Running.now(shell, files);
            worse = now.worseThan(before);
            settling = now.isSettling();
            boolean same = worse.isEmpty() && now.mainProcesses().equals(steady);
            good = same ? good + 1 : 0;
            steady = now.mainProcesses();
            if (good >= STEADY_LOOKS) {
                return new Outcome.Succeeded();
            }
            looks++;
            pause();
        }
        return new Outcome.Failed(
                FailureKind.SERVICE,
                worse.isEmpty()
                        ? "Services end and are begun again and again. \"systemctl list-units\" on the host shows which."
                        : "The services are worse than before: " + String.join(" ", worse));
    }

    private static void pause() throws HostException {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new HostException("fettle-agent", "The order was interrupted.");
        }
    }

    private Told evidence(AptChanges apt) throws ChangeException, HostException {
        List<String> notes = new ArrayList<>();
        apt.broken().forEach(each -> notes.add("Not wholly installed: " + each + "."));
        notes.addAll(failedServices(shell, files));
        return new Told(List.of(), notes);
    }

    /** A sentence for each. */
    static List<String> failedServices(Shell shell, HostFiles files) throws HostException {
        return Services.now(shell, files).map(Services::all).orElse(List.of()).stream()
                .filter(ServiceState::isFailed)
                .map(state -> state.unit() + " has failed (" + state.result() + ").")
                .toList();
    }

    private void reboot() throws ChangeException, HostException {
        Result result = shell.run(Command.of(RESTART, "systemctl", "reboot"));
        if (!result.succeeded()) {
            throw new ChangeException(
                    FailureKind.UNSUPPORTED,
                    "systemctl reboot",
                    "The system could not be rebooted.",
                    String.join(" / ", result.errorLines()));
        }
    }

    @Override
    public Report lookAtBoot(Envelope envelope, Begun begun) throws AgentException {
        AptChanges apt = apts.of(journal.output(envelope.id()), deadline(envelope, begun));
        Optional<Standing> before = kept(envelope);
        Outcome outcome = new Outcome.Unknown("How the services stood before the reboot was lost.");
        if (before.isPresent()) {
            try {
                outcome = standing(before.get().running());
            } catch (HostException unknown) {
                outcome = new Outcome.Unknown(unknown.problem().message());
            }
        }
        return report(envelope, begun, before, apt, outcome, Told.NOTHING);
    }

    @Override
    public Report mend(Envelope envelope, Begun begun, Outcome.Failed cutOff) throws AgentException {
        Deadline deadline = deadline(envelope, begun);
        AptChanges apt = apts.of(journal.output(envelope.id()), deadline);
        Optional<Standing> before = kept(envelope);
        Told told = Told.NOTHING;
        Outcome outcome = cutOff;
        try {
            new Leftovers(journal.output(envelope.id())).awaitEnd(deadline);
            apt.mend();
        } catch (HostException interrupted) {
            outcome = new Outcome.Unknown(interrupted.problem().message());
        } catch (ChangeException broken) {
            outcome = new Outcome.Failed(
                    FailureKind.PACKAGE_DATABASE,
                    cutOff.message() + " " + broken.outcome().message());
            told = told(broken);
        }
        return report(envelope, begun, before, apt, outcome, told);
    }

    private static Told told(ChangeException failed) {
        List<String> notes = new ArrayList<>();
        for (Throwable also : failed.getSuppressed()) {
            if (also instanceof ChangeException second) {
                notes.add("Mending failed as well: " + second.outcome().message());
            }
        }
        return new Told(failed.plan(), notes);
    }

    private Report report(
            Envelope envelope, Begun begun, Optional<Standing> before, AptChanges apt, Outcome outcome, Told told)
            throws AgentException {
        List<String> notes = new ArrayList<>(told.notes());
        List<Report.Change> changes = List.of();
        List<StaleProcess> stale = new ArrayList<>();
        try {
            if (before.isPresent()) {
                changes = Standing.now(apt, shell, files).changesSince(before.get());
            }
            stale.addAll(new StaleProcesses(shell, files).now());
        } catch (HostException unknown) {
            notes.add("How the host stands now is not wholly known: "
                    + unknown.problem().message());
        } catch (ChangeException unknown) {
            notes.add("How the host stands now is not wholly known: "
                    + unknown.outcome().message());
        }
        if (changes.isEmpty()) {
            changes = told.plan();
        }
        String output = journal.outputEnd(envelope.id(), envelope.outputLimit());
        return new Report(envelope.id(), begun.firstAt(), clock.instant(), outcome, changes, notes, stale, output);
    }
}
