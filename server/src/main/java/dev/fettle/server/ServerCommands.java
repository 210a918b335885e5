package dev.fettle.server;

import dev.fettle.server.demo.Demo;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import dev.fettle.server.settings.SettingsReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a command line and does what it says. */
final class ServerCommands {
    static final int DONE = 0;
    static final int FAILED = 1;

    /** EX_USAGE of sysexits.h. */
    static final int USAGE = 64;

    private static final String DEMO = "demo";
    private static final String LINK = "sign-in-link";

    /** Options that take no value, so that the word behind them is one of its own. */
    private static final Set<String> FLAGS = Set.of(LinkCommand.CLEAR, LinkCommand.ADMINISTRATOR);

    private final Speech speech;
    private final Map<String, String> environment;
    private final Clock clock;

    ServerCommands(Speech speech, Map<String, String> environment, Clock clock) {
        this.speech = speech;
        this.environment = environment;
        this.clock = clock;
    }

    /**
     * A command line, split.
     *
     * @param words what is no option
     * @param options by name without the dashes
     */
    private record Line(List<String> words, Map<String, String> options) {}

    /** Returns the exit code; of {@code up} when the server has ended. */
    int run(String... args) {
        String command = args.length == 0 ? "" : args[0];
        List<String> rest = args.length == 0 ? List.of() : List.of(args).subList(1, args.length);
        if (rest.contains("--help") || rest.contains("-h")) {
            return help(command);
        }
        Line line = split(rest);
        return switch (command) {
            case "up" ->
                line.words().isEmpty() ? up(line) : tooMany(line.words().getFirst());
            case "backup" -> withFile(line, command, new BackupCommands(speech, clock)::backup);
            case LINK -> link(line);
            case "restore" -> withFile(line, command, new BackupCommands(speech, clock)::restore);
            default -> {
                speech.error("There is no command \"" + command + "\" here: up, backup, restore and sign-in-link are.");
                yield USAGE;
            }
        };
    }

    private static Line split(List<String> args) {
        List<String> words = new ArrayList<>();
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (!arg.startsWith("--")) {
                words.add(arg);
                continue;
            }
            int equals = arg.indexOf('=');
            String name = arg.substring(2, equals < 0 ? arg.length() : equals);
            boolean apart = equals < 0
                    && !FLAGS.contains(name)
                    && i + 1 < args.size()
                    && !args.get(i + 1).startsWith("--");
            options.put(name, apart ? args.get(++i) : equals < 0 ? "" : arg.substring(equals + 1));
        }
        return new Line(words, options);
    }

    /** What a command does with its settings. */
    @FunctionalInterface
    private interface Work {
        int with(Settings settings);
    }

    private int settled(Line line, Work work) {
        return switch (SettingsReader.ofThisProcess().read(line.options(), environment)) {
            case SettingsReader.Outcome.Read(Settings settings) -> work.with(settings);
            case SettingsReader.Outcome.Faulty(List<String> sentences) -> {
                sentences.forEach(speech::error);
                yield USAGE;
            }
        };
    }

    /** What a command does with a file. */
    @FunctionalInterface
    private interface FileWork {
        int with(Settings settings, String file);
    }

    private int withFile(Line line, String command, FileWork work) {
        if (line.words().size() > 1) {
            return tooMany(line.words().get(1));
        }
        if (line.words().isEmpty()) {
            speech.error("Name the file: fettle " + command + " FILE");
            return USAGE;
        }
        return settled(line, settings -> work.with(settings, line.words().getFirst()));
    }

    private int link(Line line) {
        if (line.words().size() != 1) {
            speech.error("Name one person: fettle " + LINK + " NAME");
            return USAGE;
        }
        Map<String, String> options = new HashMap<>(line.options());
        for (String flag : FLAGS) {
            String value = options.getOrDefault(flag, "");
            if (!value.isEmpty()) {
                speech.error("--" + flag + " takes no value, and \"" + value + "\" stands behind it.");
                return USAGE;
            }
        }
        boolean clear = options.remove(LinkCommand.CLEAR) != null;
        boolean administrator = options.remove(LinkCommand.ADMINISTRATOR) != null;
        return settled(
                new Line(line.words(), options),
                settings -> new LinkCommand(speech, clock, environment)
                        .run(settings, line.words().getFirst(), clear, administrator));
    }

    private int tooMany(String word) {
        speech.error("\"" + word + "\" is one word too many. --help tells what is understood.");
        return USAGE;
    }

    private int up(Line line) {
        Map<String, String> options = new HashMap<>(line.options());
        String demo = options.remove(DEMO);
        if (demo != null && !demo.isEmpty()) {
            speech.error("--demo takes no value, and \"" + demo + "\" stands behind it.");
            return USAGE;
        }
        Line others = new Line(line.words(), options);
        return settled(others, settings -> demo == null ? real(settings) : demo(settings, options.containsKey("data")));
    }

    private int real(Settings settings) {
        if (Demo.begun(settings.data()).isPresent()) {
            speech.error(settings.data() + " holds a demonstration. Start it with --demo, or name another folder with"
                    + " --data.");
            return FAILED;
        }
        return up(settings);
    }

    /** @param ownFolder whether a folder was named; otherwise it lies beside that of a real server */
    private int demo(Settings settings, boolean ownFolder) {
        if (settings.database().isPresent()) {
            speech.error("--demo works with a database of its own; take database.url out of the settings for it.");
            return USAGE;
        }
        Path folder = ownFolder
                ? settings.data()
                : settings.data().resolveSibling(settings.data().getFileName() + "-demo");
        try {
            Demo.prepare(folder, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        } catch (IOException | FolderException e) {
            speech.error(String.valueOf(e.getMessage()));
            return FAILED;
        }
        return up(settings.of(folder, Demo.feeds(folder).toString()));
    }

    private int up(Settings settings) {
        UpCommand up = new UpCommand(speech, clock, environment.containsKey("JOURNAL_STREAM"));
        Optional<String> fault = up.run(settings);
        fault.ifPresent(speech::error);
        return fault.isPresent() ? FAILED : DONE;
    }

    private int help(String command) {
        speech.say(
                switch (command) {
                    case "backup" -> BackupCommands.BACKUP_HELP;
                    case "restore" -> BackupCommands.RESTORE_HELP;
                    case LINK -> LinkCommand.HELP;
                    default -> UpCommand.HELP;
                });
        speech.say("Options, each also a variable and a line of fettle.toml:");
        speech.say(SettingsReference.help());
        speech.say("--" + SettingsReader.FILE_OPTION + " FILE reads another file than " + SettingsReader.FILE_NAME
                + " in the data folder.");
        return DONE;
    }
}
