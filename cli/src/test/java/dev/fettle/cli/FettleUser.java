package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody with the command line, signed in to one server. */
final class FettleUser {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path home;
    private final Pause pause;

    /** @param home where the profile goes */
    FettleUser(Path home) {
        this(home, FettleMain::pause);
    }

    /** @param pause how long commands wait before they look again */
    FettleUser(Path home, Pause pause) {
        this.home = home;
        this.pause = pause;
    }

    record Result(int code, String out, String err) {}

    void signIn(ServerProcess server, String token) {
        signIn(server.address(), token);
    }

    void signIn(String address, String token) {
        Result login = run(token + "\n", "login", "--server", address, "--token-stdin");
        assertThat(login.code()).as(login.err()).isZero();
    }

    Result run(String input, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.none());
        Map<String, String> environment = Map.of("XDG_CONFIG_HOME", home.toString());
        int code = FettleMain.run(console, Clock.systemUTC(), environment, pause, args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** What it prints; it has to succeed. */
    String fettle(String... args) {
        Result result = run("", args);
        assertThat(result.code())
                .as("fettle %s: %s%s", List.of(args), result.err(), result.out())
                .isZero();
        return result.out();
    }

    JsonNode json(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--format", "json"));
        return JSON.readTree(fettle(all.toArray(String[]::new)));
    }

    /** An order that is waited for. */
    JsonNode ordered(String... args) {
        List<String> all = new ArrayList<>(List.of("order"));
        all.addAll(List.of(args));
        all.addAll(List.of("--wait", "--reason", "a test"));
        return json(all.toArray(String[]::new));
    }

    static void until(String what, BooleanSupplier holds) {
        Instant end = Instant.now().plus(LIMIT);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now()).as("it does not come to hold: %s", what).isBefore(end);
            assertThat(FettleMain.pause(LOOK)).as("waited").isTrue();
        }
    }
}
