package dev.fettle.agent;

import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.host.HostException;
import dev.fettle.host.pkg.apt.BuildsInEffect;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Whether what was ordered is there and in effect, and whether the host is well: by the package database, what runs, and the
 * host's own checks. All of it is looked at, whatever is found first, so that people need not ask again for the next fault.
 */
final class Verification {
    private static final int MOST_NAMED = 5;

    private final Shell shell;
    private final HostFiles files;
    private final Checks checks;
    private final Deadline deadline;

    /** @param deadline for all of it together */
    Verification(Shell shell, HostFiles files, Checks checks, Deadline deadline) {
        this.shell = new ShellUntil(shell, deadline);
        this.files = files;
        this.checks = checks;
        this.deadline = deadline;
    }

    /** @param outcome of the kind of the first fault, with the sentences of all */
    record Verified(Outcome outcome, List<String> notes) {
        Verified {
            notes = List.copyOf(notes);
        }
    }

    Verified of(Order.Verify wanted) {
        List<Outcome.Failed> faults = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try {
            BuildsInEffect.Seen seen = new BuildsInEffect(shell, files).now(wanted);
            if (!seen.differences().isEmpty()) {
                faults.add(notInEffect("What is installed is not what should be: " + first(seen.differences()) + "."));
            }
            if (!seen.broken().isEmpty()) {
                faults.add(new Outcome.Failed(
                        FailureKind.PACKAGE_DATABASE,
                        "Not wholly installed: " + first(seen.broken())
                                + ". \"dpkg --configure -a\" on the host finishes what was interrupted."));
            }
            seen.effect().faults().forEach(fault -> faults.add(notInEffect(fault)));
            notes.addAll(seen.effect().notes());
            notes.addAll(DebianWork.failedServices(shell, files));
            notes.addAll(checks.runAny(deadline));
        } catch (ChangeException failed) {
            faults.add(failed.outcome());
        } catch (HostException broken) {
            faults.add(ChangeException.of(broken).outcome());
        }
        return new Verified(outcome(faults), notes);
    }

    private static Outcome.Failed notInEffect(String message) {
        return new Outcome.Failed(FailureKind.NOT_IN_EFFECT, message);
    }

    private static Outcome outcome(List<Outcome.Failed> faults) {
        return faults.isEmpty()
                ? new Outcome.Succeeded()
                : new Outcome.Failed(
                        faults.getFirst().kind(),
                        faults.stream().map(Outcome.Failed::message).collect(Collectors.joining(" ")));
    }

    private static String first(List<String> all) {
        String named = all.stream().limit(MOST_NAMED).collect(Collectors.joining("; "));
        return named + (all.size() > MOST_NAMED ? "; and " + (all.size() - MOST_NAMED) + " more" : "");
    }
}
