package dev.fettle.cli;

import dev.fettle.cli.remote.RemoteException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** A command that asks a server, in one of several ways. */
final class RemoteCommand implements Command {
    /** What a way does. */
    @FunctionalInterface
    interface Action {
        void run(Session session, List<String> operands) throws RemoteException, UsageException;
    }

    /**
     * One way of the command.
     *
     * @param name the word that calls for it; empty for the usual one
     * @param operands what follows, in the words of help
     */
    record Verb(String name, List<String> operands, String description, Action action) {
        Verb {
            operands = List.copyOf(operands);
        }

        /** @param written as people type it: {@code show HOST}; words in capitals stand for operands */
        static Verb of(String written, String description, Action action) {
            List<String> words = written.isEmpty() ? List.of() : List.of(written.split(" ", -1));
            boolean named = !words.isEmpty()
                    && !words.getFirst().equals(words.getFirst().toUpperCase(Locale.ROOT));
            return new Verb(
                    named ? words.getFirst() : "", named ? words.subList(1, words.size()) : words, description, action);
        }

        /** Whether there are as many operands as it takes; one that ends in an ellipsis stands for one or more. */
        boolean fits(List<String> words) {
            boolean open = !operands.isEmpty() && operands.getLast().endsWith("…");
            return open ? words.size() >= operands.size() : words.size() == operands.size();
        }

        String usage() {
            return (name + " " + String.join(" ", operands)).strip();
        }
    }

    private final String name;
    private final String description;
    private final List<Verb> verbs;
    private final List<Option> more;
    private final Console console;
    private final Map<String, String> environment;
    private final Pause pause;

    /** @param more options beside those that all of these commands have */
    RemoteCommand(
            String name,
            String description,
            List<Verb> verbs,
            List<Option> more,
            Console console,
            Map<String, String> environment,
            Pause pause) {
        this.pause = pause;
        this.name = name;
        this.description = description;
        this.verbs = List.copyOf(verbs);
        this.more = List.copyOf(more);
        this.console = console;
        this.environment = environment;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean remote() {
        return true;
    }

    @Override
    public Options options() {
        Options options = new Options();
        more.forEach(options::addOption);
        return options.addOption(Choices.valued("format", "table|json|csv", "What to print (default: table)."))
                .addOption(Option.builder("h").longOpt("help").desc("Say this.").get());
    }

    @Override
    public List<String> verbs() {
        return verbs.stream().map(Verb::name).filter(each -> !each.isEmpty()).toList();
    }

    @Override
    public List<String> usages() {
        List<String> usages = new ArrayList<>();
        verbs.forEach(each -> usages.add(each.usage() + "\t" + each.description()));
        return usages;
    }

    @Override
    public String operands() {
        return "[WORD…]";
    }

    @Override
    public int run(CommandLine line) throws UsageException {
        List<String> words = line.getArgList();
        Verb verb = verb(words);
        List<String> operands = verb.name().isEmpty() ? words : words.subList(1, words.size());
        if (!verb.fits(operands)) {
            throw new UsageException("This is written: fettle " + (name + " " + verb.usage()).strip() + ". See fettle "
                    + name + " --help.");
        }
        try {
            verb.action().run(Session.open(console, environment, pause, line), operands);
            return ExitCode.DONE;
        } catch (RemoteException e) {
            console.error(String.valueOf(e.getMessage()));
            return e.exitCode();
        }
    }

    private Verb verb(List<String> words) throws UsageException {
        String first = words.isEmpty() ? "" : words.getFirst();
        for (Verb each : verbs) {
            if (!each.name().isEmpty() && each.name().equals(first)) {
                return each;
            }
        }
        for (Verb each : verbs) {
            if (each.name().isEmpty() && each.operands().size() == words.size()) {
                return each;
            }
        }
        throw new UsageException(
                words.isEmpty()
                        ? "fettle " + name + " needs a word after it: " + String.join(", ", verbs()) + "."
                        : "\"" + first + "\" is nothing that fettle " + name + " does. See fettle " + name
                                + " --help.");
    }
}
