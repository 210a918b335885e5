package dev.fettle.server.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the settings. Of two sources the stronger one counts: a command line option, then a variable, then the file,
 * then what holds when nobody says anything. A value that a stronger source replaces is not looked at; a name that no
 * setting has is always a fault. A variable that is set to nothing counts as not set.
 */
public final class SettingsReader {
    /** The variable and the option that name the file. */
    public static final String FILE_VARIABLE = "FETTLE_SETTINGS";

    public static final String FILE_OPTION = "settings";

    /** The file's name in the data folder, where it need not be. */
    public static final String FILE_NAME = "fettle.toml";

    private static final String PREFIX = "FETTLE_";
    private static final Set<String> OTHER_VARIABLES = Set.of("FETTLE_JAVA_HOME", "FETTLE_BUILDING", FILE_VARIABLE);

    private final Path directory;
    private final Path home;
    private final boolean root;

    /**
     * @param directory relative paths of options and variables are below it; those in the file are below its folder
     * @param home where HOME does not say otherwise
     * @param root whether the server is to run as root, which has another data folder
     */
    public SettingsReader(Path directory, Path home, boolean root) {
        this.directory = directory.toAbsolutePath();
        this.home = home.toAbsolutePath();
        this.root = root;
    }

    /** One for the folder and the user of this process. */
    public static SettingsReader ofThisProcess() {
        try {
            boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
            return new SettingsReader(Path.of(""), Path.of(System.getProperty("user.home", "/")), root);
        } catch (IOException e) {
            throw new UncheckedIOException("/proc/self cannot be read, so this is no Linux that Fettle knows.", e);
        }
    }

    /** What reading came to. */
    public sealed interface Outcome {
        record Read(Settings settings) implements Outcome {}

        /** @param sentences for people, at least one; each says what is wrong, where, and what would be right */
        record Faulty(List<String> sentences) implements Outcome {
            public Faulty {
                sentences = List.copyOf(sentences);
            }
        }
    }

    /**
     * Reads and checks everything; changes nothing.
     *
     * @param options by name without the dashes: keys such as listen and feeds.every, and settings for the file
     */
    public Outcome read(Map<String, String> options, Map<String, String> environment) {
        List<String> faults = new ArrayList<>();
        Map<SettingKey, Given> near = variables(environment, faults);
        near.putAll(options(options, faults));
        Path data = new Values(near, faults).path(SettingKey.DATA).orElseGet(() -> dataFolder(environment));
        Optional<Path> file = file(options, environment, data, faults);
        Map<SettingKey, Given> given = new EnumMap<>(SettingKey.class);
        file.ifPresent(path -> given.putAll(SettingsFile.read(path, faults)));
        given.putAll(near);
        Settings settings = settings(data, file, new Values(given, faults));
        return faults.isEmpty() ? new Outcome.Read(settings) : new Outcome.Faulty(faults);
    }

    private Map<SettingKey, Given> variables(Map<String, String> environment, List<String> faults) {
        Map<String, String> ours = new TreeMap<>(environment);
        ours.keySet().removeIf(name -> !name.startsWith(PREFIX) || OTHER_VARIABLES.contains(name));
        Map<SettingKey, Given> given = new EnumMap<>(SettingKey.class);
        for (SettingKey key : SettingKey.values()) {
            String value = ours.remove(key.variable());
            if (value != null && !value.isEmpty()) {
                given.put(key, Given.text(key.variable(), value, directory));
            }
        }
        for (String name : ours.keySet()) {
            faults.add("The variable " + Shown.text(name) + " is no setting"
                    + Guesses.ofVariables().about(name));
        }
        return given;
    }

    private Map<SettingKey, Given> options(Map<String, String> options, List<String> faults) {
        Map<String, String> left = new TreeMap<>(options);
        left.remove(FILE_OPTION);
        Map<SettingKey, Given> given = new EnumMap<>(SettingKey.class);
        for (SettingKey key : SettingKey.values()) {
            String value = left.remove(key.key());
            if (value != null && key.asOption()) {
                given.put(key, Given.text("--" + key.key(), value, directory));
            } else if (value != null) {
                faults.add("--" + key.key() + " is no option, since all users of this machine see command lines, and"
                        + " a password may be in it; use the variable " + key.variable() + " or the file.");
            }
        }
        for (String name : left.keySet()) {
            faults.add("The option --" + Shown.text(name) + " is no setting"
                    + Guesses.ofOptions().about("--" + name));
        }
        return given;
    }

    private Path dataFolder(Map<String, String> environment) {
        if (root) {
            return Path.of("/var/lib/fettle");
        }
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        if (xdg.startsWith("/")) {
            return Path.of(xdg, "fettle");
        }
        String given = environment.getOrDefault("HOME", "");
        return (given.startsWith("/") ? Path.of(given) : home).resolve(".local/share/fettle");
    }

    private Optional<Path> file(
            Map<String, String> options, Map<String, String> environment, Path data, List<String> faults) {
        String option = options.get(FILE_OPTION);
        String text = option == null ? environment.getOrDefault(FILE_VARIABLE, "") : option;
        String subject = option == null ? FILE_VARIABLE : "--" + FILE_OPTION;
        if (option == null && text.isEmpty()) {
            // One that cannot be looked at is not the same as none: reading it will tell.
            return Optional.of(data.resolve(FILE_NAME)).filter(own -> !Files.notExists(own, LinkOption.NOFOLLOW_LINKS));
        }
        try {
            return Optional.of(Values.path(Given.text(subject, text, directory), text, Shape.FILE.description()));
        } catch (Wrong wrong) {
            faults.add(subject + " " + wrong.getMessage() + ".");
            return Optional.empty();
        }
    }

    private static Settings settings(Path data, Optional<Path> file, Values values) {
        Listen listen = values.value(
                        SettingKey.LISTEN,
                        one -> Listen.parse(Values.text(SettingKey.LISTEN, one).strip()))
                .orElseGet(Listen::usual);
        return new Settings(
                data,
                file,
                listen,
                values.value(SettingKey.PUBLIC_URL, WebAddresses::publicUrl),
                tls(listen, values),
                database(values),
                new Settings.Feeds(
                        values.value(SettingKey.FEEDS_SOURCES, WebAddresses::sources)
                                .orElse(Settings.Feeds.DEFAULT_SOURCES),
                        values.duration(SettingKey.FEEDS_EVERY, Duration.ofHours(6))),
                new Settings.Scan(
                        values.isOn(SettingKey.SCAN_THIS_MACHINE).orElse(true),
                        values.duration(SettingKey.SCAN_EVERY, Duration.ofHours(4)),
                        values.isOn(SettingKey.SCAN_CHANGELOGS).orElse(true),
                        values.count(SettingKey.SCAN_PER_NETWORK, 1, 1_000, 20)),
                new Settings.Session(
                        values.duration(SettingKey.SESSION_IDLE, Duration.ofHours(12)),
                        values.duration(SettingKey.SESSION_LONGEST, Duration.ofDays(7))),
                new Settings.People(
                        values.choice(SettingKey.PEOPLE_SECOND_FACTOR, Settings.People.SecondFactor.OPTIONAL)),
                OidcSettings.read(values),
                new Settings.Api(values.count(SettingKey.API_RATE, 10, 1_000_000, 1_200)),
                agents(listen, values),
                new Settings.Hosts(values.duration(SettingKey.HOSTS_SILENT_AFTER, Duration.ofDays(1))),
                new Settings.Changes(values.duration(SettingKey.CHANGES_ESCALATE_EVERY, Duration.ofMinutes(15))),
                new Settings.Builds(
                        values.count(SettingKey.BUILDS_MOST_MIB, 0, 10_000_000, 8_192),
                        values.duration(SettingKey.BUILDS_KEEP_FOR, Duration.ofDays(30))),
                CheckpointSettings.read(values),
                new Settings.Log(
                        values.choice(SettingKey.LOG_LEVEL, Settings.Log.Level.INFO),
                        values.choice(SettingKey.LOG_FORMAT, Settings.Log.Format.JSON)));
    }

    private static Settings.Agents agents(Listen pages, Values values) {
        Listen listen = values.value(
                        SettingKey.AGENTS_LISTEN,
                        one -> Listen.parse(
                                Values.text(SettingKey.AGENTS_LISTEN, one).strip()))
                .orElseGet(() -> pages.next());
        if (listen.port() != 0 && listen.port() == pages.port()) {
            values.fault(values.subject(SettingKey.AGENTS_LISTEN)
                            .or(() -> values.subject(SettingKey.LISTEN))
                            .orElseThrow()
                    + " leads to port " + pages.port()
                    + " for both pages and hosts; agents.listen has to be another than"
                    + " listen.");
        }
        Duration every = values.duration(SettingKey.AGENTS_CHECK_IN_EVERY, Duration.ofMinutes(1));
        if (every.compareTo(Duration.ofDays(1)) > 0) {
            values.fault(values.subject(SettingKey.AGENTS_CHECK_IN_EVERY).orElseThrow() + " must be from 1m to 1d.");
        }
        return new Settings.Agents(listen, values.value(SettingKey.AGENTS_URL, WebAddresses::agentsUrl), every);
    }

    private static Tls tls(Listen listen, Values values) {
        Optional<Path> certificate = values.path(SettingKey.TLS_CERTIFICATE);
        Optional<Path> key = values.path(SettingKey.TLS_KEY);
        Optional<Boolean> generate = values.isOn(SettingKey.TLS_GENERATE);
        requireBoth(values, SettingKey.TLS_CERTIFICATE, SettingKey.TLS_KEY);
        requireBoth(values, SettingKey.TLS_KEY, SettingKey.TLS_CERTIFICATE);
        if (certificate.isPresent() && key.isPresent()) {
            if (generate.orElse(false)) {
                values.fault(values.subject(SettingKey.TLS_GENERATE).orElseThrow()
                        + " is true, but tls.certificate names a certificate; take one of the two away.");
            }
            return new Tls.Files(certificate.get(), key.get());
        }
        if (!listen.isLoopback() && generate.isPresent() && !generate.get()) {
            values.fault(values.subject(SettingKey.TLS_GENERATE).orElseThrow()
                    + " is false, but other machines can connect to " + listen
                    + ": set tls.certificate and tls.key, or leave tls.generate out, or listen on 127.0.0.1.");
        }
        return generate.orElse(!listen.isLoopback()) ? new Tls.Generated() : new Tls.None();
    }

    static void requireBoth(Values values, SettingKey one, SettingKey other) {
        if (values.has(one) && !values.has(other)) {
            values.fault(
                    values.subject(one).orElseThrow() + " is set without " + other.key() + "; set both or neither.");
        }
    }

    private static Optional<Settings.Database> database(Values values) {
        Optional<DatabaseUrl> url = url(values, SettingKey.DATABASE_URL, SettingKey.DATABASE_PASSWORD_FILE);
        Optional<DatabaseUrl> server =
                url(values, SettingKey.DATABASE_SERVER_URL, SettingKey.DATABASE_SERVER_PASSWORD_FILE);
        if (values.has(SettingKey.DATABASE_SERVER_URL) && !values.has(SettingKey.DATABASE_URL)) {
            values.fault(values.subject(SettingKey.DATABASE_SERVER_URL).orElseThrow()
                    + " is set without database.url, the role that owns the schema; set database.url alone or both.");
        }
        boolean standby = values.isOn(SettingKey.DATABASE_STANDBY).orElse(false);
        if (standby && !values.has(SettingKey.DATABASE_URL)) {
            values.fault(
                    values.subject(SettingKey.DATABASE_STANDBY).orElseThrow()
                            + " is on without database.url: nobody else can work in the database that the server brings along.");
        }
        return url.map(owner -> new Settings.Database(owner, server, standby));
    }

    private static Optional<DatabaseUrl> url(Values values, SettingKey key, SettingKey passwordFile) {
        Optional<DatabaseUrl> url =
                values.value(key, one -> DatabaseUrl.parse(Values.text(key, one).strip()));
        Optional<Path> path = values.path(passwordFile);
        if (path.isEmpty()) {
            return url;
        }
        String subject = values.subject(passwordFile).orElseThrow();
        if (!values.has(key)) {
            values.fault(subject + " is set without " + key.key() + "; set both or neither.");
        } else if (url.isPresent() && url.get().password().isPresent()) {
            values.fault(subject + " is set, but " + key.key() + " has a password in it too; take one of them away.");
        }
        Optional<Secret> secret = values.value(passwordFile, _ -> SecretFile.read(path.get(), "password"));
        return url.map(place -> secret.map(place::withPassword).orElse(place));
    }
}
