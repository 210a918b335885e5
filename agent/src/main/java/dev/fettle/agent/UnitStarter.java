package dev.fettle.agent;

import dev.fettle.host.HostException;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import dev.fettle.host.shell.Shell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Orders as units of systemd of their own, so that what the resident program may do and when it ends has nothing to do with
 * them; where no systemd runs, as processes that belong to nobody.
 */
final class UnitStarter implements OrderStarter {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path SYSTEMD = Path.of("/run/systemd/system");

    /** For a plan of thousands of packages. */
    private static final int MEGABYTES = 96;

    private final Shell shell;
    private final ProgramCommand program;
    private final Journal journal;

    UnitStarter(Shell shell, ProgramCommand program, Journal journal) {
        this.shell = shell;
        this.program = program;
        this.journal = journal;
    }

    @Override
    public void start(UUID order) throws AgentException {
        List<String> run = program.withMemory(MEGABYTES, "run", order.toString());
        List<String> argv;
        if (Files.isDirectory(SYSTEMD)) {
            argv = new ArrayList<>(List.of(
                    "systemd-run",
                    "--quiet",
                    "--collect",
                    "--unit=fettle-order-" + order,
                    "--description=Fettle: order " + order,
                    // Were the program killed, its apt must not be: the next attempt waits for that.
                    "--property=KillMode=process",
                    "--property=SuccessExitStatus=1 3",
                    "--property=StandardOutput=null",
                    "--setenv=MALLOC_ARENA_MAX=1",
                    "--"));
        } else {
            argv = new ArrayList<>(List.of("setsid", "--fork"));
        }
        argv.addAll(run);
        try {
            Path log = journal.output(order).resolveSibling("log");
            Result result = shell.run(Command.of(LIMIT, argv).withOutputTo(log));
            if (!result.succeeded()) {
                throw new AgentException(
                        "Order " + order + " could not be started: " + String.join(" / ", result.errorLines()));
            }
        } catch (HostException cannot) {
            throw new AgentException(
                    "Order " + order + " could not be started: "
                            + cannot.problem().message(),
                    cannot);
        }
    }
}
