package dev.fettle.agent;

import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.AptChanges;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import dev.fettle.host.shell.Shell;
import dev.fettle.link.LinkException;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * The program on a host. {@code take} reads a signed order from its standard input and journals it, {@code run ID} carries
 * it out, {@code report ID} prints what became of it. Exit codes: 0 done; 1 the order failed or was refused; 2 the
 * program was called wrongly or cannot work; 3 nobody can tell yet.
 */
public final class AgentMain {
    private static final int MAX_ORDER = 4 << 20;
    private static final Path STATE = Path.of("/var/lib/fettle-agent");
    private static final Path CHECKS = Path.of("/etc/fettle/checks.d");
    private static final Duration LOCK_WAIT = Duration.ofMinutes(2);

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int NOT_YET = 3;

    private final Path state;
    private final InstantSource clock;

    private AgentMain(Path state, InstantSource clock) {
        this.state = state;
        this.clock = clock;
    }

    public static void main(String[] arguments) {
        int code = USAGE;
        try {
            code = new AgentMain(STATE, Clock.systemUTC()).run(arguments);
        } catch (RuntimeException | OutOfMemoryError mistake) {
            System.err.println("fettle-agent: a mistake of the program (" + mistake
                    + "). What was begun is in the journal; \"run\" goes on with it.");
        }
        System.exit(code);
    }

    private int run(String[] arguments) {
        try {
            return switch (arguments.length == 0 ? "" : arguments[0]) {
                case "take" -> take();
                case "run" -> carryOut(id(arguments));
                case "report" -> report(id(arguments));
                default -> throw new AgentException("Say what to do: take, run ID or report ID.");
            };
        } catch (AgentException e) {
            System.err.println("fettle-agent: " + e.getMessage());
            return USAGE;
        }
    }

    private static UUID id(String[] arguments) throws AgentException {
        try {
            return UUID.fromString(arguments.length == 2 ? arguments[1] : "");
        } catch (IllegalArgumentException e) {
            throw new AgentException("Name the order by its id, a UUID.", e);
        }
    }

    private Journal journal() throws AgentException {
        return new Journal(state.resolve("orders"));
    }

    private Trust trust() throws AgentException {
        return Trust.read(state.resolve("trust.json"));
    }

    private int take() throws AgentException {
        SignedOrder order;
        try {
            byte[] bytes = System.in.readNBytes(MAX_ORDER + 1);
            if (bytes.length > MAX_ORDER) {
                throw new AgentException("That is larger than any order can be.");
            }
            order = SignedOrder.of(bytes);
        } catch (IOException | LinkException broken) {
            throw new AgentException("The order cannot be used: " + broken.getMessage(), broken);
        }
        return switch (new TakeOrder(trust(), journal(), clock).take(order)) {
            case TakeOrder.Outcome.Taken(UUID id) -> {
                System.out.println(id);
                yield DONE;
            }
            case TakeOrder.Outcome.SeenBefore(UUID id) -> {
                System.out.println(id);
                yield DONE;
            }
            case TakeOrder.Outcome.Refused(String why) -> {
                System.err.println("fettle-agent: " + why);
                yield FAILED;
            }
        };
    }

    private int carryOut(UUID id) throws AgentException {
        Journal journal = journal();
        Shell shell = new LocalShell();
        LocalFiles files = root();
        AptChanges apt = new AptChanges(shell, folder("apt"), folder("kept"), clock, LOCK_WAIT, Progress.NONE);
        DebianWork work = new DebianWork(shell, files, apt, journal, new Checks(shell, CHECKS), clock);
        return switch (new CarryOut(trust(), journal, work, clock, AgentMain::boot).run(id)) {
            case CarryOut.Result.Ended(Report report) -> print(report);
            case CarryOut.Result.Busy() -> NOT_YET;
            case CarryOut.Result.Rebooting() -> NOT_YET;
        };
    }

    private static LocalFiles root() throws AgentException {
        try {
            return new LocalFiles(Path.of("/"));
        } catch (HostException impossible) {
            throw new AgentException("The root directory cannot be read. Is this root?", impossible);
        }
    }

    private Path folder(String name) throws AgentException {
        Path folder = state.resolve(name);
        try {
            Durable.folder(folder);
            return folder;
        } catch (IOException cannot) {
            throw new AgentException(folder + " could not be made. Is this root?", cannot);
        }
    }

    private int report(UUID id) throws AgentException {
        Optional<Report> report = journal().report(id);
        return report.isPresent() ? print(report.get()) : NOT_YET;
    }

    private static int print(Report report) {
        System.out.writeBytes(ReportForm.write(report));
        System.out.println();
        return switch (report.outcome()) {
            case Outcome.Succeeded() -> DONE;
            case Outcome.Failed _ -> FAILED;
            case Outcome.Unknown _ -> NOT_YET;
        };
    }

    private static UUID boot() {
        try {
            return UUID.fromString(
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
        } catch (IOException impossible) {
            throw new IllegalStateException("The kernel did not tell the id of this boot.", impossible);
        }
    }
}
