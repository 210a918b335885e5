package dev.fettle.agent;

import dev.fettle.agent.connection.ConnectionException;
import dev.fettle.agent.connection.ServerAddress;
import dev.fettle.agent.cycle.Pauses;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.text.Printable;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.AptChanges;
import dev.fettle.host.pkg.apt.ServedBuilds;
import dev.fettle.host.probe.HostProbe;
import dev.fettle.host.probe.MachineNumber;
import dev.fettle.host.shell.LocalFiles;
import dev.fettle.host.shell.LocalShell;
import dev.fettle.host.shell.Shell;
import dev.fettle.link.EnrolmentToken;
import dev.fettle.link.Exchange;
import dev.fettle.link.LinkException;
import dev.fettle.link.ReportForm;
import dev.fettle.link.SignedOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * The program on a host. {@code enrol} makes the host one of a server, {@code serve} stays and does what the server asks;
 * {@code take} reads a signed order from its standard input and journals it, {@code run ID} carries it out,
 * {@code report ID} prints what became of it; {@code exchange} does all of that for a server that visits; {@code look} takes the
 * inventory. Exit codes: 0 done; 1 failed or refused; 2
 * the program was called wrongly or cannot work; 3 nobody can tell yet.
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

    private static final String HELP = """
            The program of Fettle on a host. Nothing connects to it; it asks its server.

              fettle-agent enrol URL --token TOKEN [--proxy HOST:PORT] [--again]
                  makes this host one of the server there, which gives out such tokens.
                  --token - reads it from the standard input, so that nobody sees it in
                  the list of processes. --again leaves the server that the host has now
              fettle-agent serve
                  stays, and does what the server asks; systemd starts it
              fettle-agent take | run ID | report ID
                  takes a signed order from the standard input, carries it out, tells
                  what became of it
              fettle-agent exchange
                  for servers that visit this host over SSH: reads what one brings from the
                  standard input, and tells what there is to tell
              fettle-agent look
                  takes the inventory and keeps it
              fettle-agent --version

            State: /var/lib/fettle-agent. Checks: /etc/fettle/checks.d. Log: journalctl -u fettle-agent.
            Exit status: 0 done, 1 failed or refused, 2 called wrongly or cannot work, 3 nobody can tell yet.
            """;

    /** By which the launcher tells a program that it is on trial, and for which order. */
    private static final String TRIAL = "FETTLE_AGENT_TRIAL";

    private static final int LONGEST_TOKEN = 4 << 10;

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
                case "enrol", "enroll" -> enrol(EnrolArguments.of(arguments));
                case "serve" -> serve();
                case "look" -> look(arguments);
                case "take" -> take();
                case "exchange" -> exchange();
                case "run" -> carryOut(id(arguments));
                case "report" -> report(id(arguments));
                case "--version" -> {
                    System.out.println("fettle-agent " + program());
                    yield DONE;
                }
                case "--help", "-h", "help" -> {
                    System.out.print(HELP);
                    yield DONE;
                }
                default ->
                    throw new AgentException("Say what to do: enrol or serve. \"fettle-agent --help\" tells more.");
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
        return Trust.of(state);
    }

    private ProgramStore programs() {
        return new ProgramStore(state.resolve("programs"));
    }

    private static String program() {
        return System.getProperty("fettle.agent.version", "unpackaged");
    }

    private static Enrol.Machine machine() throws AgentException {
        LocalFiles files = root();
        try {
            String number = MachineNumber.of(files)
                    .orElseThrow(() -> new AgentException("/etc/machine-id holds no number of this machine."
                            + " \"systemd-machine-id-setup\" makes one."));
            return new Enrol.Machine(number, new HostProbe(files, new Problems()).name(), program(), UUID.randomUUID());
        } catch (HostException unreadable) {
            throw new AgentException(unreadable.problem().message(), unreadable);
        }
    }

    private int enrol(EnrolArguments arguments) throws AgentException {
        String text = arguments.token();
        EnrolmentToken token;
        ServerAddress server;
        try {
            if (text.equals("-")) {
                text = new String(System.in.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8);
            }
            token = EnrolmentToken.of(text);
            server = ServerAddress.of(arguments.url(), arguments.proxy());
        } catch (LinkException | ConnectionException | IOException wrong) {
            throw new AgentException("This host cannot be enrolled so: " + wrong.getMessage(), wrong);
        }
        return switch (new Enrol(state, machine(), clock).enrol(server, token, arguments.again())) {
            case Enrol.Outcome.Enrolled(Identity identity) -> {
                System.out.println("Enrolled: " + identity + ".");
                yield DONE;
            }
            case Enrol.Outcome.AlreadyEnrolled(Identity identity) -> {
                System.err.println("fettle-agent: This is enrolled already: " + identity
                        + ". \"--again\" makes it leave that server, or be a new host there.");
                yield FAILED;
            }
            case Enrol.Outcome.Refused(String why) -> {
                System.err.println("fettle-agent: This host was not enrolled. " + why);
                yield FAILED;
            }
        };
    }

    private int serve() throws AgentException {
        Shell shell = new LocalShell();
        ProgramCommand own = ProgramCommand.own();
        folder("apt");
        Serve.Parts parts = new Serve.Parts(
                machine(),
                Look.apart(shell, own),
                journal -> new UnitStarter(shell, own, journal),
                clock,
                Thread::sleep,
                new Pauses(new SecureRandom()),
                AgentMain::boot,
                () -> HostStamp.of(Path.of("/"), boot()),
                line -> System.err.println(Printable.of(line)),
                TakenPrograms.of(programs(), System.getenv(TRIAL)));
        try (Serve serve = new Serve(state, parts)) {
            serve.run();
            return DONE;
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return DONE;
        }
    }

    private int look(String... arguments) throws AgentException {
        String stamp = arguments.length == 2 ? arguments[1] : HostStamp.of(Path.of("/"), boot());
        folder("apt");
        new Look(new LocalShell(), state, clock).look(stamp);
        return DONE;
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

    private int exchange() throws AgentException {
        Exchange brought;
        try {
            brought = Exchange.of(System.in.readNBytes(Exchange.LONGEST));
        } catch (IOException | LinkException broken) {
            throw new AgentException("What was brought cannot be used: " + broken.getMessage(), broken);
        }
        Journal journal = journal();
        UnitStarter starter = new UnitStarter(new LocalShell(), ProgramCommand.own(), journal);
        Visited visited = new Visited(
                trust(), journal, starter, clock, AgentMain::boot, line -> System.err.println(Printable.of(line)));
        System.out.writeBytes(visited.exchange(brought, program()).bytes());
        return DONE;
    }

    private int carryOut(UUID id) throws AgentException {
        Journal journal = journal();
        Shell shell = new LocalShell();
        LocalFiles files = root();
        Path aptState = folder("apt");
        Path kept = folder("kept");
        ServedBuilds served = new LinkedBuilds(state, id, clock, Thread::sleep);
        DebianWork.Apts apt = (output, deadline) ->
                new AptChanges(shell, aptState, kept, clock, LOCK_WAIT, output, served, deadline, Progress.NONE);
        DebianWork work = new DebianWork(shell, files, apt, journal, new Checks(shell, CHECKS), clock);
        UpdateWork update = new UpdateWork(
                shell,
                programs(),
                new FetchProgram(state, clock, Thread::sleep),
                UpdateWork.Own.now(program()),
                clock,
                Thread::sleep);
        return switch (new CarryOut(trust(), journal, new AllWork(update, work), clock, AgentMain::boot).run(id)) {
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
