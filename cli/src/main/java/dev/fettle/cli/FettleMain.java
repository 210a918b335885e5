package dev.fettle.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Where Fettle starts: hands the command line to its command, and turns what comes out into an exit code. */
public final class FettleMain {
    private static final int BUFFER = 1 << 16;

    private FettleMain() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command with the process's own streams and clock; returns its exit code, see {@link ExitCode}. */
    static int run(String... args) {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
                false,
                StandardCharsets.UTF_8);
        Map<String, String> environment = System.getenv();
        Terminal terminal = Terminal.of(environment, System.getProperty("fettle.terminal", ""));
        return run(
                new Console(System.in, out, System.err, terminal),
                Clock.systemUTC(),
                environment,
                FettleMain::pause,
                args);
    }

    /** Waits for real, see {@link Pause}. */
    static boolean pause(Duration time) {
        try {
            return !new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** As above, with everything handed in. */
    static int run(Console console, Clock clock, Map<String, String> environment, Pause pause, String... args) {
        int code;
        try {
            code = new Commands(commands(console, clock, environment, pause), console).run(args);
        } catch (UsageException e) {
            console.error(String.valueOf(e.getMessage()));
            code = ExitCode.USAGE;
        } catch (OutOfMemoryError _) {
            console.error("There was not enough memory to finish (the limit is "
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB). Nothing was changed; a feed or a file is far larger than any real one.");
            code = ExitCode.FAILED;
        } catch (RuntimeException bug) {
            console.bug(bug);
            code = ExitCode.FAILED;
        }
        return console.finish() ? code : ExitCode.FAILED;
    }

    private static List<Command> commands(Console console, Clock clock, Map<String, String> environment, Pause pause) {
        List<Command> commands = new ArrayList<>();
        commands.add(new ScanCommand(console, clock, environment));
        commands.add(new AuditVerifyCommand(console));
        commands.add(new LoginCommand(console, environment, pause));
        commands.add(new LogoutCommand(console, environment));
        RemoteFamily family = new RemoteFamily(console, environment, pause);
        commands.addAll(new RemoteCommands(console, family, pause).all());
        commands.addAll(new OrderCommands(family, pause).all());
        commands.addAll(new ChangeCommands(family).all());
        commands.addAll(new RolloutCommands(family).all());
        commands.addAll(new AgentCommands(family).all());
        commands.addAll(new HostRuleCommands(family).all());
        commands.addAll(new WindowCommands(family).all());
        commands.addAll(new WebhookCommands(family).all());
        commands.addAll(new ZeroDayCommands(family).all());
        commands.addAll(new AccessCommands(family).all());
        commands.add(new CompletionCommand(console, List.copyOf(commands)));
        return commands;
    }
}
