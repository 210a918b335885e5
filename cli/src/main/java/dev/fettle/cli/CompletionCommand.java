package dev.fettle.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/** {@code fettle completion}: what a shell needs to complete Fettle's commands, made of the commands themselves. */
final class CompletionCommand implements Command {
    private final Console console;
    private final List<Command> commands;

    /** @param others all commands but this one */
    CompletionCommand(Console console, List<Command> others) {
        this.console = console;
        this.commands = new ArrayList<>(others);
        commands.add(this);
    }

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String description() {
        return "Prints what a shell needs to complete commands.";
    }

    @Override
    public Options options() {
        return new Options()
                .addOption(Option.builder("h").longOpt("help").desc("Say this.").get());
    }

    @Override
    public String operands() {
        return "SHELL";
    }

    @Override
    public List<String> verbs() {
        return List.of("bash", "zsh", "fish");
    }

    @Override
    public List<String> usages() {
        return List.of(
                "bash\tFor ~/.local/share/bash-completion/completions/fettle",
                "zsh\tFor a file _fettle in a folder of $fpath",
                "fish\tFor ~/.config/fish/completions/fettle.fish");
    }

    @Override
    public int run(CommandLine line) throws UsageException {
        String shell = line.getArgList().size() == 1 ? line.getArgList().getFirst() : "";
        String script =
                switch (shell) {
                    case "bash" -> bash();
                    case "zsh" -> zsh();
                    case "fish" -> fish();
                    default -> throw new UsageException("Name a shell: fettle completion bash, zsh or fish.");
                };
        script.lines().forEach(console::say);
        return ExitCode.DONE;
    }

    private String names() {
        List<String> names = new ArrayList<>(words().keySet());
        names.addAll(Commands.ofServer());
        names.addAll(List.of("--help", "--version"));
        return String.join(" ", names);
    }

    private static String first(Command command) {
        return command.name().split(" ", -1)[0];
    }

    /** What may follow each first word: a command of several words is one of those that its first word has. */
    private Map<String, Set<String>> words() {
        Map<String, Set<String>> words = new LinkedHashMap<>();
        for (Command command : commands) {
            Set<String> own = words.computeIfAbsent(first(command), _ -> new LinkedHashSet<>());
            List<String> name = List.of(command.name().split(" ", -1));
            own.addAll(name.subList(1, name.size()));
            own.addAll(command.verbs());
            command.options().getOptions().forEach(each -> own.add("--" + each.getLongOpt()));
        }
        return words;
    }

    private String cases(String pattern) {
        return words().entrySet().stream()
                .map(each -> pattern.formatted(each.getKey(), String.join(" ", each.getValue())))
                .collect(Collectors.joining("\n"));
    }

    /** What may follow an option; a file name where it says so. */
    private static List<String> values(Option option) {
        String shown = option.getArgName() == null ? "" : option.getArgName();
        return shown.matches("[a-z|]+\\|[a-z|]+") ? Arrays.asList(shown.split("\\|", -1)) : List.of();
    }

    private static boolean takesFile(Option option) {
        return option.getArgName() != null && option.getArgName().matches(".*(FILE|DIR).*");
    }

    private String bash() {
        String cases = cases("            %s) words=\"%s\" ;;");
        return """
                # Completes fettle's commands in bash.
                _fettle() {
                    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words=""
                    COMPREPLY=()
                    case "${COMP_WORDS[1]} $before" in
                %s
                    esac
                    if [ "$COMP_CWORD" -eq 1 ]; then
                        words="%s"
                    else
                        case ${COMP_WORDS[1]} in
                %s
                        esac
                    fi
                    COMPREPLY=($(compgen -W "$words" -- "$word"))
                }
                complete -F _fettle fettle
                """.formatted(bashValues(), names(), cases);
    }

    private String bashValues() {
        return values(
                "COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return ;;",
                "COMPREPLY=($(compgen -f -- \"$word\")); return ;;");
    }

    /** What may follow each option that wants something, as cases of {@code command --option}. */
    private String values(String words, String files) {
        List<String> cases = new ArrayList<>();
        for (Command command : commands) {
            for (Option option : command.options().getOptions()) {
                String pattern = "        \"" + first(command) + " --" + option.getLongOpt() + "\") ";
                if (!values(option).isEmpty()) {
                    cases.add(pattern + words.formatted(String.join(" ", values(option))));
                } else if (takesFile(option)) {
                    cases.add(pattern + files);
                } else if (option.hasArg()) {
                    cases.add(pattern + "return ;;");
                }
            }
        }
        return String.join("\n", cases);
    }

    private String zsh() {
        String cases = cases("        %s) compadd -- %s ;;");
        return """
                #compdef fettle
                # Completes fettle's commands in zsh.
                _fettle() {
                    if (( CURRENT == 2 )); then
                        compadd -- %s
                        return
                    fi
                    case "$words[2] $words[CURRENT-1]" in
                %s
                    esac
                    case $words[2] in
                %s
                    esac
                }
                _fettle "$@"
                """.formatted(names(), values("compadd -- %s; return ;;", "_files; return ;;"), cases);
    }

    private String fish() {
        List<String> lines = new ArrayList<>();
        lines.add("# Completes fettle's commands in fish.");
        for (Command command : commands) {
            lines.add("complete -c fettle -f -n __fish_use_subcommand -a " + first(command) + " -d '"
                    + command.description().replace("'", "\\'") + "'");
            String seen = "complete -c fettle -n '__fish_seen_subcommand_from " + first(command) + "' ";
            List<String> next = new ArrayList<>(command.verbs());
            next.addAll(List.of(command.name().split(" ", -1))
                    .subList(1, command.name().split(" ", -1).length));
            if (!next.isEmpty()) {
                lines.add(seen + "-f -a '" + String.join(" ", next) + "'");
            }
            for (Option option : command.options().getOptions()) {
                String values = String.join(" ", values(option));
                lines.add(seen + (takesFile(option) ? "" : "-f ") + "-l " + option.getLongOpt()
                        + (option.hasArg() ? " -r" : "")
                        + (values.isEmpty() ? "" : " -a '" + values + "'"));
            }
        }
        Commands.ofServer().forEach(each -> lines.add("complete -c fettle -f -n __fish_use_subcommand -a " + each));
        return String.join("\n", lines) + "\n";
    }
}
