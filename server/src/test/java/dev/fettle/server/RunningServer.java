package dev.fettle.server;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Scope;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Types;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.SqlParameterValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The whole server, on loopback, without TLS, without feeds, and not looking at this machine. */
public final class RunningServer implements AutoCloseable {
    public static final String PASSWORD = "a sentence that nobody guesses";

    private final Server server;

    private RunningServer(Server server) {
        this.server = server;
    }

    /** @param options settings by their keys, beside what is said above */
    public static RunningServer start(Path folder, Map<String, String> options) throws IOException, StartException {
        return start(folder, options, Map.of(), Clock.systemUTC(), _ -> {});
    }

    /** @param environment for what no option may tell */
    public static RunningServer start(Path folder, Map<String, String> options, Map<String, String> environment)
            throws IOException, StartException {
        return start(folder, options, environment, Clock.systemUTC(), _ -> {});
    }

    /** @param more registers further beans */
    public static RunningServer start(
            Path folder, Map<String, String> options, Clock clock, Consumer<GenericApplicationContext> more)
            throws IOException, StartException {
        return start(folder, options, Map.of(), clock, more);
    }

    private static RunningServer start(
            Path folder,
            Map<String, String> options,
            Map<String, String> environment,
            Clock clock,
            Consumer<GenericApplicationContext> more)
            throws IOException, StartException {
        Map<String, String> all = new HashMap<>();
        all.put("data", folder.resolve("data").toString());
        all.put("listen", "127.0.0.1:0");
        all.put("scan.this-machine", "false");
        all.put(
                "feeds.sources",
                Files.createDirectories(folder.resolve("feeds")).toString());
        all.putAll(options);
        return switch (SettingsReader.ofThisProcess().read(all, environment)) {
            case SettingsReader.Outcome.Read(Settings settings) ->
                new RunningServer(Server.start(settings, clock, _ -> {}, more, () -> false));
            case SettingsReader.Outcome other -> throw new AssertionError("The settings were refused: " + other);
        };
    }

    /** Without a slash at its end. */
    public String address() {
        return server.address();
    }

    /** Its data folder. */
    public Path data() {
        return server.data();
    }

    public Server server() {
        return server;
    }

    public <T> T bean(Class<T> kind) {
        return server.beans().getBean(kind);
    }

    public JdbcClient jdbc() {
        return JdbcClient.create(bean(DataSource.class));
    }

    /** Somebody with a browser's memory for cookies. */
    public Visitor visitor() {
        return new Visitor(address());
    }

    /** Adds somebody who signs in with {@link #PASSWORD}. */
    public void add(String person, List<Grant> grants) {
        String hash = Objects.requireNonNull(bean(PasswordEncoder.class).encode(PASSWORD));
        jdbc().sql("insert into person (name, password_hash, added_at) values (?, ?, now())")
                .params(person, hash)
                .update();
        for (Grant grant : grants) {
            Object groups =
                    switch (grant.scope()) {
                        case Scope.Everything _ -> new SqlParameterValue(Types.ARRAY, null);
                        case Scope.Groups(var all) ->
                            new SqlArrayValue(
                                    "text",
                                    all.stream().map(HostGroup::toString).toArray());
                    };
            jdbc().sql("insert into person_grant (person_id, role, scope) select id, ?, ? from person where name = ?")
                    .params(grant.role().word(), groups, person)
                    .update();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
