package dev.fettle.cli;

import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
        name = "fettle",
        description = "Knows what a host runs, which of it is vulnerable, and what to patch first.",
        versionProvider = FettleVersion.class,
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = ExitCode.USAGE,
        exitCodeOnExecutionException = ExitCode.FAILED,
        footer = {"", "In a checkout, ./fettle test runs every test."})
final class FettleCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    /** The command line with all commands, ready to execute. */
    static CommandLine line(Console console, Clock clock, Map<String, String> environment) {
        return new CommandLine(new FettleCommand()).addSubcommand(new ScanCommand(console, clock, environment));
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Name a command, for example: fettle scan");
    }
}
