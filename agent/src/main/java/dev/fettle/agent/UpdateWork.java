package dev.fettle.agent;

import dev.fettle.agent.update.AgentUpdate;
import dev.fettle.agent.update.UpdateState;
import dev.fettle.agent.update.UpdateStep;
import dev.fettle.core.order.Envelope;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.order.Resumption.Begun;
import dev.fettle.core.product.DebVersion;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes another version of this program, as {@link AgentUpdate} says, and waits until it has reached the server or the one
 * before it runs again. It is carried out by a process that the service does not take along when it is started anew.
 */
final class UpdateWork implements HostWork {
    private static final String SERVICE = "fettle-agent.service";
    private static final Duration QUESTION = Duration.ofSeconds(30);
    private static final Duration UNPACKING = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** What a packed program takes of room, packed and unpacked, at most. */
    private static final int TIMES_UNPACKED = 6;

    private final Shell shell;
    private final ProgramStore programs;
    private final Fetching fetching;
    private final Own own;
    private final InstantSource clock;
    private final Serve.Sleeper sleeper;

    /** Gets the program that an order names, whole and just that one. */
    @FunctionalInterface
    interface Fetching {
        void fetch(UUID order, Order.UpdateAgent program, Path to, Deadline deadline)
                throws ChangeException, AgentException, InterruptedException;
    }

    /**
     * What runs now.
     *
     * @param architecture as Debian calls it
     * @param replaceable whether a launcher started it that knows of other versions
     */
    record Own(String version, String architecture, boolean replaceable) {
        static Own now(String version) {
            String java = System.getProperty("os.arch", "");
            String architecture =
                    switch (java) {
                        case "aarch64" -> "arm64";
                        case "ppc64le" -> "ppc64el";
                        case "x86_64" -> "amd64";
                        default -> java;
                    };
            return new Own(version, architecture, System.getProperty("fettle.agent.launcher") != null);
        }
    }

    UpdateWork(
            Shell shell,
            ProgramStore programs,
            Fetching fetching,
            Own own,
            InstantSource clock,
            Serve.Sleeper sleeper) {
        this.shell = shell;
        this.programs = programs;
        this.fetching = fetching;
        this.own = own;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    @Override
    public Work carryOut(Envelope envelope, Begun begun) throws AgentException {
        return new Work.Done(ended(envelope, begun, Optional.empty()));
    }

    @Override
    public Report lookAtBoot(Envelope envelope, Begun begun) {
        throw new IllegalStateException("Only an order to reboot ends with a boot.");
    }

    @Override
    public Report mend(Envelope envelope, Begun begun, Outcome.Failed cutOff) throws AgentException {
        return ended(envelope, begun, Optional.of(cutOff));
    }

    private Report ended(Envelope envelope, Begun begun, Optional<Outcome.Failed> cutOff) throws AgentException {
        if (!(envelope.order() instanceof Order.UpdateAgent order)) {
            throw new IllegalStateException("This work takes other versions of the program and does nothing else.");
        }
        Deadline deadline = Deadline.of(clock, begun.firstAt(), envelope.timeLimit());
        Outcome outcome;
        try {
            outcome = settled(envelope.id(), order, cutOff, deadline);
        } catch (ChangeException failed) {
            outcome = failed.outcome();
        } catch (HostException broken) {
            outcome = ChangeException.of(broken).outcome();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AgentException("The order was interrupted. It is begun again.", interrupted);
        }
        List<String> notes = outcome instanceof Outcome.Succeeded
                ? List.of("The program on this host is version " + order.version() + " now.")
                : List.of();
        return new Report(envelope.id(), begun.firstAt(), clock.instant(), outcome, List.of(), notes, List.of(), "");
    }

    private Outcome settled(UUID id, Order.UpdateAgent order, Optional<Outcome.Failed> cutOff, Deadline deadline)
            throws AgentException, ChangeException, HostException, InterruptedException {
        boolean restarted = false;
        while (true) {
            UpdateState at = programs.state(order.sha256(), id);
            Instant now = clock.instant();
            switch (AgentUpdate.next(at, cutOff, restarted, now)) {
                case UpdateStep.Fetch() -> {
                    requireFit(order);
                    fetch(id, order, deadline);
                }
                case UpdateStep.Try() -> {
                    requireFit(order);
                    Duration trial = deadline.step(AgentUpdate.TRIAL, "the trial of the new version");
                    programs.putOnTrial(order.sha256(), id, now.plus(trial).truncatedTo(ChronoUnit.SECONDS));
                }
                case UpdateStep.Restart() -> {
                    restart();
                    restarted = true;
                }
                case UpdateStep.GiveUp() -> {
                    if (programs.lose(id)) {
                        restart();
                    }
                }
                case UpdateStep.Wait() -> sleeper.sleep(LOOK);
                case UpdateStep.End(Outcome outcome) -> {
                    return outcome;
                }
            }
        }
    }

    /** What must be so before anything is begun. */
    private void requireFit(Order.UpdateAgent order) throws ChangeException, HostException {
        if (!own.architecture().equals(order.architecture())) {
            throw unsupported("The new version is for " + order.architecture() + ", and this host is "
                    + own.architecture() + ".");
        }
        if (!own.replaceable()) {
            throw unsupported(
                    "The program on this host was not started by the launcher of its package, or by one that is"
                            + " too old to know of other versions. Install the package of the new version.");
        }
        if (DebVersion.isValid(own.version())
                && new DebVersion(order.version()).compareTo(new DebVersion(own.version())) < 0) {
            throw new ChangeException(
                    FailureKind.REFUSED,
                    "program",
                    "Version " + order.version() + " is older than " + own.version()
                            + ", which runs, so it is not taken: it may have known faults. To go back, install its package"
                            + " on the host.");
        }
        Result state = shell.run(Command.of(QUESTION, "systemctl", "show", "-P", "ActiveState", SERVICE));
        if (!List.of("active", "activating", "reloading")
                .contains(state.stdout().strip())) {
            throw unsupported(SERVICE + " does not run under systemd here, so nothing could start the new version.");
        }
    }

    private static ChangeException unsupported(String why) {
        return new ChangeException(FailureKind.UNSUPPORTED, "program", why + " Nothing was changed.");
    }

    private void fetch(UUID id, Order.UpdateAgent order, Deadline deadline)
            throws AgentException, ChangeException, HostException, InterruptedException {
        Path place = programs.unfinished(order.sha256());
        Path packed = place.resolve("packed");
        try {
            if (Files.getFileStore(place).getUsableSpace() < order.bytes() * TIMES_UNPACKED) {
                throw new ChangeException(
                        FailureKind.DISK,
                        place.toString(),
                        "There is too little room for another version of the program, so nothing was changed. Make room"
                                + " for " + ((order.bytes() * TIMES_UNPACKED) >> 20) + " MiB.");
            }
            fetching.fetch(id, order, packed, deadline);
            unpack(packed, place, deadline);
            Files.delete(packed);
        } catch (IOException cannot) {
            throw new ChangeException(
                    FailureKind.DISK,
                    place.toString(),
                    "The new version could not be put into " + place + ", so nothing was changed.",
                    String.valueOf(cannot.getMessage()));
        }
        requireItRuns(place, order);
        run(deadline, "the new version could not be written to the disk", "sync", "-f", place.toString());
        programs.keep(order.sha256());
    }

    private void unpack(Path packed, Path place, Deadline deadline) throws ChangeException, HostException {
        run(
                deadline,
                "the new version could not be unpacked",
                "tar",
                "--extract",
                "--gzip",
                "--no-same-owner",
                "--strip-components=1",
                "--directory=" + place,
                "--file=" + packed);
    }

    private void run(Deadline deadline, String failure, String... argv) throws ChangeException, HostException {
        Result result = shell.run(Command.of(deadline.step(UNPACKING, argv[0]), argv));
        if (!result.succeeded()) {
            throw new ChangeException(
                    FailureKind.DISK,
                    argv[0],
                    "Nothing was changed, for " + failure + ".",
                    String.join(" / ", result.errorLines()));
        }
    }

    /** Whether it starts at all, before the program that does is ended for it. */
    private void requireItRuns(Path place, Order.UpdateAgent order) throws ChangeException {
        String said;
        try {
            Result result = shell.run(
                    Command.of(QUESTION, place.resolve("bin/fettle-agent").toString(), "--version")
                            .with("FETTLE_AGENT_CHOSEN", "1"));
            said = result.succeeded() ? result.stdout().strip() : String.join(" / ", result.errorLines());
        } catch (HostException cannot) {
            said = cannot.problem().message() + " " + cannot.problem().text();
        }
        if (!said.equals("fettle-agent " + order.version())) {
            throw new ChangeException(
                    FailureKind.UNSUPPORTED,
                    place.toString(),
                    "The new version does not start on this host, or is not " + order.version()
                            + ", so it was not taken.",
                    said);
        }
    }

    private void restart() throws ChangeException, HostException {
        Result result = shell.run(Command.of(QUESTION, "systemctl", "--no-block", "try-restart", SERVICE));
        if (!result.succeeded()) {
            throw new ChangeException(
                    FailureKind.SERVICE,
                    SERVICE,
                    SERVICE + " could not be started anew.",
                    String.join(" / ", result.errorLines()));
        }
    }
}
