package dev.fettle.cli;

import dev.fettle.cli.report.Paper;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;

/** Finds the command that a command line names, and runs it or helps with it. */
final class Commands {
    private static final int OPTION_COLUMN = 34;
    private static final String EXIT_CODES = """
            Exit codes:
              0   done, whatever was found
              1   something that was asked for could not be done or could not be known
              2   the condition of --fail-on holds, or an audit trail has been tampered with
              64  the command line was wrong
              69  the server does not answer, or cannot now
              77  the server does not permit it""";

    /** What the launcher hands to the server's program. They are only named here, so that the help is whole. */
    private enum OfServer {
        UP("Starts the server, which keeps looking at this machine and shows in a browser what to patch first."),
        BACKUP("Writes all that the server has stored into a file, also while it runs."),
        RESTORE("Puts the content of such a file into an empty data folder.");

        private final String description;

        OfServer(String description) {
            this.description = description;
        }

        String command() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final List<Command> commands;
    private final Console console;

    Commands(List<Command> commands, Console console) {
        this.commands = List.copyOf(commands);
        this.console = console;
    }

    /** What can stand first on a command line, in the order of help. */
    static List<String> ofServer() {
        return Arrays.stream(OfServer.values()).map(OfServer::command).toList();
    }

    /** @throws UsageException if the line names no command, or the command's options are wrong */
    int run(String... args) throws UsageException {
        String first = args.length == 0 ? "" : args[0];
        return switch (first) {
            case "" -> throw new UsageException("Name a command, for example: fettle scan");
            case "-h", "--help" -> help();
            case "-V", "--version" -> version();
            default -> {
                Command command = named(List.of(args));
                yield run(command, List.of(args).subList(words(command).size(), args.length));
            }
        };
    }

    private Command named(List<String> args) throws UsageException {
        for (Command command : commands) {
            List<String> words = words(command);
            if (args.size() >= words.size() && args.subList(0, words.size()).equals(words)) {
                return command;
            }
        }
        throw new UsageException(
                "There is no command \"" + args.getFirst() + "\"" + behind(args) + ". See fettle --help.");
    }

    /** What may follow a word with which some commands begin. */
    private String behind(List<String> args) {
        String first = args.getFirst();
        String next = commands.stream()
                .map(Commands::words)
                .filter(words -> words.size() > 1 && words.getFirst().equals(first))
                .map(words -> "\"" + String.join(" ", words) + "\"")
                .collect(Collectors.joining(", "));
        return next.isEmpty() ? "" : " by itself; there is " + next;
    }

    private static List<String> words(Command command) {
        return List.of(command.name().split(" ", -1));
    }

    private int run(Command command, List<String> args) throws UsageException {
        if (args.contains("-h") || args.contains("--help")) {
            return help(command);
        }
        String help = " See fettle " + command.name() + " --help.";
        CommandLine line;
        try {
            line = DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .get()
                    .parse(command.options(), args.toArray(String[]::new));
        } catch (UnrecognizedOptionException e) {
            throw new UsageException("There is no option " + e.getOption() + "." + help, e);
        } catch (MissingArgumentException e) {
            throw new UsageException("--" + e.getOption().getLongOpt() + " needs a value." + help, e);
        } catch (ParseException e) {
            throw new UsageException(e.getMessage() + "." + help, e);
        }
        if (!line.getArgList().isEmpty() && command.operands().isEmpty()) {
            throw new UsageException("\"" + line.getArgList().getFirst() + "\" is one word too many." + help);
        }
        return command.run(line);
    }

    private Paper paper() {
        return new Paper(
                new PrintStream(console.out(), true), false, console.terminal().width());
    }

    private int version() {
        paper().line("fettle " + FettleVersion.text());
        return ExitCode.DONE;
    }

    private int help() {
        Paper paper = paper();
        paper.line("Usage: fettle COMMAND [OPTION…]");
        paper.paragraph(0, "Knows what a host runs, which of it is vulnerable, and what to patch first.");
        paper.line("");
        paper.line("On this machine, without a server:");
        entries(paper, false);
        paper.line("");
        paper.line("The server:");
        for (OfServer command : OfServer.values()) {
            paper.entry("  " + command.command(), OPTION_COLUMN, command.description);
        }
        paper.line("");
        paper.line("Asking a server, from anywhere:");
        entries(paper, true);
        paper.line("");
        paper.entry("  --help, --version", OPTION_COLUMN, "Say this, or which version it is.");
        paper.line("");
        paper.paragraph(
                0, "fettle COMMAND --help tells a command's options. In a checkout, ./fettle test runs every test.");
        return ExitCode.DONE;
    }

    private void entries(Paper paper, boolean remote) {
        for (Command command : commands) {
            if (command.remote() == remote) {
                paper.entry("  " + command.name(), OPTION_COLUMN, command.description());
            }
        }
    }

    private int help(Command command) {
        Paper paper = paper();
        paper.line("Usage: fettle " + command.name() + " [OPTION…]"
                + (command.operands().isEmpty() ? "" : " " + command.operands()));
        paper.paragraph(0, command.description());
        paper.line("");
        for (String usage : command.usages()) {
            String[] parts = usage.split("\t", 2);
            paper.entry("  " + (command.name() + " " + parts[0]).strip(), OPTION_COLUMN, parts[1] + ".");
        }
        if (!command.usages().isEmpty()) {
            paper.line("");
        }
        for (Option option : command.options().getOptions()) {
            String shortName = option.getOpt() == null ? "" : "-" + option.getOpt() + ", ";
            String value = option.hasArg() ? " " + option.getArgName() : "";
            paper.entry("  " + shortName + "--" + option.getLongOpt() + value, OPTION_COLUMN, option.getDescription());
        }
        paper.line("");
        EXIT_CODES.lines().forEach(paper::line);
        return ExitCode.DONE;
    }
}
