package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that ask a server, against a real one. */
final class RemoteCommandsTest {
    @TempDir
    static Path shared;

    @TempDir
    private Path home;

    private static ServerProcess server;
    private static String token = "";
    private String shown = "";

    @BeforeAll
    static void start() throws Exception {
        server = ServerProcess.start(shared, false);
        server.signIn();
        token = server.token("tests");
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private record Result(int code, String out, String err) {}

    private Result run(String input, Pause pause, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.none());
        Map<String, String> environment = new HashMap<>(Map.of("XDG_CONFIG_HOME", home.toString()));
        Pause seen = time -> {
            shown = out.toString(StandardCharsets.UTF_8);
            return pause.wait(time);
        };
        int code = FettleMain.run(console, Clock.systemUTC(), environment, seen, args);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Result run(String... args) {
        return run("", _ -> true, args);
    }

    @BeforeEach
    void login() {
        Result result = run(token + "\n", _ -> true, "login", "--server", server.address(), "--token-stdin");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("You are signed in to " + server.address() + " as ada/tests.");
    }

    @Test
    void the_token_is_kept_where_only_its_user_can_read_it() throws Exception {
        Path profile = home.resolve("fettle/profile.json");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(profile)))
                .isEqualTo("rw-------");
        assertThat(home.resolve("fettle")).isDirectoryNotContaining(file -> !file.equals(profile));
        Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-r--r--"));
        Result result = run("whoami");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("chmod 600").doesNotContain(token);
    }

    @Test
    void windows_and_freezes_are_made_changed_and_removed() {
        Result shown = run(
                "windows",
                "preview",
                "--opens",
                "Saturday after the second Tuesday",
                "--first",
                "2027-01-01T02:00",
                "--zone",
                "Europe/Berlin");
        assertThat(shown.out()).as(shown.err()).contains("2027-01-16T02:00:00+01:00", "2027-04-17T02:00:00+02:00");

        Result made = run("windows", "add", "shops", "--opens", "third Tuesday", "--first", "2027-01-01T02:00");
        assertThat(made.code()).as(made.err()).isZero();
        String window = number(made.out());
        assertThat(made.out()).contains("rule: FREQ=MONTHLY;BYDAY=3TU", "minutes: 120", "zone: UTC");
        Result changed = run("windows", "change", window, "--minutes", "90", "--except", "2027-02-16");
        assertThat(changed.out()).as(changed.err()).contains("minutes: 90", "third Tuesday", "2027-02-16");
        assertThat(run("windows", "openings", window).out()).contains("2027-01-19T02:00:00Z");
        assertThat(run("windows").out()).contains("on the third Tuesday of each month");
        assertThat(run("windows", "remove", window).out()).contains("removed");

        Result frozen = run("freezes", "add", "year's end", "2026-12-20T00:00", "2027-01-07T00:00");
        assertThat(frozen.code()).as(frozen.err()).isZero();
        String freeze = number(frozen.out());
        assertThat(run("freezes", "change", freeze, "--zone", "europe/berlin").out())
                .contains("zone: Europe/Berlin", "start: 2026-12-20T00:00");
        assertThat(run("freezes", "list").out()).contains("year's end");
        assertThat(run("freezes", "remove", freeze).out()).contains("removed");
    }

    @Test
    void rules_and_groups_are_made_changed_and_removed() {
        Result made =
                run("host-rules", "add", "shops", "name==shop*;system==debian*", "--tag", "shop", "--owner", "ann");
        assertThat(made.code()).as(made.err()).isZero();
        String rule = number(made.out());
        Result changed = run("host-rules", "change", rule, "--criticality", "high", "--place", "1");
        assertThat(changed.out()).as(changed.err()).contains("criticality: high", "owner: ann", "position: 1");
        assertThat(run("host-rules", "remove", rule).out()).contains("removed");
        assertThat(run("host-rules", "show", rule).code()).isEqualTo(1);

        Result named = run("host-groups", "add", "shops", "tags==shop;silent==true", "--note", "quiet ones");
        assertThat(named.code()).as(named.err()).isZero();
        String group = number(named.out());
        assertThat(run("host-groups", "hosts", group).out()).contains("NAME");
        assertThat(run("host-groups", "change", group, "--condition", "tags==shop")
                        .out())
                .contains("condition: tags==shop", "quiet ones");
        assertThat(run("host-groups", "remove", group).out()).contains("removed");
    }

    private static String number(String out) {
        Matcher id = Pattern.compile("(?m)^id: ([0-9]+)").matcher(out);
        assertThat(id.find()).as(out).isTrue();
        return id.group(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "whoami|name: ada/tests",
                "status|hosts: 0",
                "hosts|NAME",
                "hosts list --all --sort -takenAt|NAME",
                "hosts --filter silent==true;network==10.0.0.0/8;package==nginx|SILENT",
                "hosts removed|REMOVED AT",
                "hosts duplicates|EVIDENCE",
                "host-rules|CONDITION",
                "host-rules preview name==web* --tag web|hosts: 0",
                "host-groups|CONDITION",
                "windows|OPENS",
                "freezes|START",
                "feeds|SOURCE",
                "scans|STATE",
                "people|administrator",
                "tokens|tests",
                "tokens list --filter name==tests --format csv|id,name,ends_in,roles",
                "people --format json|\"name\": \"ada\"",
                "people show ada|recoveryCodes: 0",
                "people tokens --filter name==tests|tests",
                "audit --filter kind==token.made|made",
                "audit export|\"token.made\""
            })
    void each_command_shows_what_the_server_has(String command, String expected) {
        Result result = run(command.split(" ", -1));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().replace("\" : \"", "\": \"")).contains(expected).doesNotContain(token);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hosts --filter nothing==1|1|has no field",
                "hosts show 4711|1|There is no host",
                "hosts show web-01|1|There is no host called web-01",
                "hosts --limit 9999|64|--limit takes a number",
                "hosts --format xml|64|--format takes one of",
                "hosts blow|64|is nothing that fettle hosts does",
                "hosts show|64|fettle hosts show HOST",
                "hosts remove 4711|64|Say why",
                "hosts remove 4711 --reason scrapped|1|There is no such host",
                "hosts merge 4711 4712 --reason anew|1|There is no such host",
                "hosts merge 4711 web --reason anew|64|by their numbers",
                "hosts apart 4711 4712 --reason two|1|There is no such host",
                "host-rules preview name==web*|1|says nothing",
                "host-rules show 4711|1|There is no such rule",
                "host-groups add bad nothing==1|1|has no field",
                "host-groups hosts 4711|1|There is no such group",
                "windows add x --opens fortnightly --first 2027-01-01T02:00|1|third Tuesday",
                "windows add x --opens FREQ=SECONDLY --first 2027-01-01T02:00|1|daily or less often",
                "windows add x --first 2027-01-01T02:00 --minutes many|1|minutes",
                "windows show 4711|1|There is no such window",
                "windows of 4711|1|There is no host",
                "freezes add x 2027-01-01T02:00 2026-01-01T02:00|1|ends after it begins",
                "freezes add x now then|1|a local time such as",
                "hosts --nothing|64|There is no option",
                "scans begin|1|scan.this-machine",
                "feeds refresh 99|1|There is no source of feeds",
                "people show nobody|1|There is no person called nobody",
                "people show a*|1|There is no person called a*",
                "people add -x|64|There is no option",
                "people add .x|1|Invalid",
                "people add eve --role emperor|1|There is no such role",
                "people give ada|64|fettle people give PERSON ROLE",
                "people take ada viewer|1|ada does not have the role viewer",
                "people take ada administrator|1|the last administrator",
                "people revoke-token 4711|1|There is no token",
                "hosts describe 4711 --tag web|1|There is no host",
                "hosts describe 4711|64|Say what the host is",
                "tokens revoke 4711|1|no token with the number",
                "tokens create x|64|Say what the token may",
                "tokens create x --role emperor|1|There is no such role",
                "tokens create x --role administrator --days 365|1|ends no later than that one"
            })
    void what_cannot_be_done_is_said_in_a_sentence_with_its_exit_code(String command, int code, String sentence) {
        Result result = run(command.split(" ", -1));

        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.err()).contains(sentence).doesNotContain("Exception", "\tat ");
    }

    @Test
    void a_token_is_made_used_refused_what_it_may_not_and_revoked() {
        Result made = run("tokens", "create", "reader", "--role", "administrator@tag:web", "--days", "2");
        assertThat(made.code()).as(made.err()).isZero();
        String reader = made.out().strip();
        assertThat(reader).startsWith("fettle_");
        assertThat(run(reader + "\n", _ -> true, "login", "--token-stdin").code())
                .isZero();
        Result refused = run("people");
        assertThat(refused.code()).isEqualTo(77);
        assertThat(refused.err()).contains("Not permitted", "for all hosts");
        Result out = run("logout");
        assertThat(out.out()).contains("the token is revoked");
        assertThat(run(reader + "\n", _ -> true, "login", "--server", server.address(), "--token-stdin")
                        .code())
                .isEqualTo(77);
        assertThat(run("hosts").err()).contains("You are not signed in to a server");
    }

    @Test
    void somebody_is_added_given_roles_disabled_enabled_reset_and_signed_out() {
        Result added = run("people", "add", "grace", "--role", "viewer");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.out()).contains("name: grace", "/set-password#code=");
        assertThat(run("people", "give", "grace", "operator@tag:web+owner:shop").out())
                .contains("roles: viewer, operator@owner:shop+tag:web", "disabled: false");
        assertThat(run("people", "take", "grace", "operator@tag:web+owner:shop").out())
                .contains("roles: viewer\n");
        assertThat(run("people", "disable", "grace").out()).contains("disabled: true");
        assertThat(run("people", "reset", "grace").err()).contains("Enable the account first");
        assertThat(run("people", "enable", "grace").out()).contains("disabled: false");
        assertThat(run("people", "reset", "grace", "--factors", "--format", "json")
                        .out())
                .contains("/set-password#code=");
        assertThat(run("people", "sign-out", "grace").out()).contains("All sessions of grace are ended");
        assertThat(run("people", "--filter", "name==grace", "--format", "csv").out())
                .contains("grace,viewer");
    }

    @Test
    void a_token_is_revoked_by_its_number() {
        String made = run("tokens", "create", "short-lived", "--role", "administrator", "--days", "1")
                .out()
                .strip();
        for (String command : new String[] {"tokens revoke", "people revoke-token"}) {
            String list = run("tokens", "--filter", "name==short-lived", "--format", "csv")
                    .out();
            String id = list.lines().skip(1).findFirst().orElseThrow().split(",", -1)[0];
            String[] words = (command + " " + id).split(" ", -1);
            assertThat(run(words).out()).contains("The token is revoked");
        }
        assertThat(run(made + "\n", _ -> true, "login", "--server", server.address(), "--token-stdin")
                        .code())
                .isEqualTo(77);
    }

    @Test
    void a_code_that_is_approved_in_a_browser_gives_a_token() {
        Result result = run("", _ -> approve("approve"), "login", "--server", server.address());

        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("You are signed in");
        assertThat(run("whoami").out()).contains("administrator");
        assertThat(run("logout").code()).isZero();
    }

    @Test
    void a_code_that_is_refused_in_a_browser_gives_none() {
        Result result = run("", _ -> approve("refuse"), "login", "--server", server.address());

        assertThat(result.code()).isEqualTo(77);
        assertThat(result.err()).contains("refused in the browser");
    }

    /** What somebody does in the browser while the command waits. */
    private boolean approve(String decision) {
        try {
            String code = lastCode();
            assertThat(server.get("/account/device?code=" + code)).contains("fettle command line");
            server.post(
                    "/account/device",
                    Map.of("code", code, "decision", decision, "role", "administrator", "days", "1"));
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String lastCode() {
        Matcher code = Pattern.compile("[B-Z]{4}-[B-Z]{4}").matcher(shown);
        assertThat(code.find()).as(shown).isTrue();
        return code.group();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://fettle.example.org", "ftp://127.0.0.1", "https://x/y", "https://u:p@x", "nothing"})
    void a_server_to_which_no_token_may_go_is_not_asked(String address) {
        Result result = run("fettle_x", _ -> true, "login", "--server", address, "--token-stdin");

        assertThat(result.code()).isEqualTo(64);
    }

    @Test
    void an_authority_that_nobody_knows_is_trusted_by_its_fingerprint_alone(@TempDir Path folder) throws Exception {
        try (ServerProcess secure = ServerProcess.start(folder, true)) {
            String wrong = secure.fingerprint().replaceFirst("..", "zz");
            String[] login = {"login", "--server", secure.address(), "--token-stdin", "--trust", wrong};
            Result refused = run("fettle_xxxxxxxx\n", _ -> true, login);
            assertThat(refused.code()).isEqualTo(77);
            assertThat(refused.err()).contains("is not the one given", "Nothing was sent");
            login[5] = secure.fingerprint().toLowerCase(Locale.ROOT);
            Result trusted = run("fettle_xxxxxxxx\n", _ -> true, login);
            assertThat(trusted.code()).isEqualTo(77);
            assertThat(trusted.err()).contains("The token is not good any more");
            Result unknown = run("\n", _ -> true, "login", "--server", secure.address(), "--token-stdin");
            assertThat(unknown.err()).contains("No authority that this machine knows", "is not the one given");
        }
    }

    @Test
    void a_server_that_does_not_answer_is_unavailable() {
        Result result = run("fettle_xxxxxxxx", _ -> true, "login", "--server", "http://127.0.0.1:1", "--token-stdin");

        assertThat(result.code()).isEqualTo(69);
        assertThat(result.err()).contains("does not answer");
    }
}
