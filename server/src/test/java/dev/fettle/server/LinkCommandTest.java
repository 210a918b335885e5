package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code fettle sign-in-link}, beside a server that runs and one that does not. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LinkCommandTest {
    private static final Pattern CODE = Pattern.compile("/set-password#code=(\\S+)");
    private static final String NEW = "quite another sentence";

    @TempDir
    static Path folder;

    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        server.add("ada", List.of(new Grant(Role.ADMINISTRATOR, Scope.everything())));
        server.add("bob", List.of(new Grant(Role.VIEWER, Scope.everything())));
        server.jdbc()
                .sql("insert into person (name, issuer, subject, added_at) values ('eve', 'https://x', 's', now())")
                .update();
        server.jdbc()
                .sql("insert into person (name, disabled_at, added_at) values ('off', now(), now())")
                .update();
        server.jdbc()
                .sql("insert into totp (person_id, secret, added_at, last_step)"
                        + " select id, '\\x00', now(), 0 from person where name = 'ada'")
                .update();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static CommandLine link(String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "sign-in-link";
        System.arraycopy(more, 0, all, 1, more.length);
        all[more.length + 1] = "--data";
        all[more.length + 2] = folder.resolve("data").toString();
        return CommandLine.run(Map.of(), all);
    }

    private static String code(CommandLine done) {
        assertThat(done.code()).as(done.err()).isZero();
        Matcher code = CODE.matcher(done.out());
        assertThat(code.find()).as(done.out()).isTrue();
        return code.group(1);
    }

    private static Visitor.Answer use(Visitor visitor, String code) throws Exception {
        visitor.keepProof(visitor.get("/set-password"));
        return visitor.post("/set-password", Map.of("code", code, "password", NEW, "repeated", NEW));
    }

    @Test
    @Order(1)
    void who_cannot_be_helped_is_told_why_and_nothing_is_changed() {
        assertThat(link("nobody").err()).contains("nobody called \"nobody\"");
        assertThat(link("eve").err()).contains("signs in at the provider");
        assertThat(link("off").err()).contains("is disabled");
        assertThat(link("bob", "--administrator").err()).contains("ada is administrator already");
        assertThat(link().code()).isEqualTo(ServerCommands.USAGE);
        assertThat(link("ada", "bob").code()).isEqualTo(ServerCommands.USAGE);
        assertThat(link("ada", "--administrator=yes").code()).isEqualTo(ServerCommands.USAGE);
        assertThat(link("ada", "--no-such-option", "x").code()).isEqualTo(ServerCommands.USAGE);
        assertThat(CommandLine.run(
                                Map.of(),
                                "sign-in-link",
                                "ada",
                                "--data",
                                folder.resolve("none").toString())
                        .err())
                .contains("no Fettle server has worked there");
        assertThat(audit("person.reset")).isEmpty();
    }

    @Test
    @Order(2)
    void the_last_administrator_gets_back_in_while_the_server_runs_and_everything_of_before_is_over() throws Exception {
        Visitor before = server.visitor();
        before.signIn("bob", RunningServer.PASSWORD);
        Visitor ada = server.visitor();
        String code = code(link("--clear-second-factors", "Ada"));
        assertThat(ada.signIn("ada", RunningServer.PASSWORD).header("Location")).contains("error");

        Visitor back = server.visitor();
        assertThat(use(back, code).header("Location")).isEqualTo("/");
        assertThat(back.get("/settings/people").status())
                .as("administrator without a second factor")
                .isEqualTo(200);
        assertThat(use(server.visitor(), code).body()).contains("not valid");
        assertThat(before.get("/account").status()).as("bob is not concerned").isEqualTo(200);
        assertThat(audit("person.reset"))
                .singleElement()
                .asString()
                .contains("local administration, by OS user " + System.getProperty("user.name"));
        code(link("ada"));
        assertThat(back.get("/account").toSignIn()).as("the session is over").isTrue();
    }

    @Test
    @Order(3)
    void somebody_becomes_administrator_if_nobody_is_any_more() {
        server.jdbc()
                .sql("update person set disabled_at = now() where name = 'ada'")
                .update();
        code(link("bob", "--administrator"));
        assertThat(audit("person.roles-changed")).hasSize(1);
        assertThat(server.jdbc()
                        .sql("select string_agg(role, ' ' order by role) as roles from person_grant"
                                + " join person on person.id = person_id where name = 'bob'")
                        .query((row, _) -> row.getString("roles"))
                        .single())
                .isEqualTo("administrator viewer");
    }

    @Test
    @Order(4)
    void it_works_while_the_server_is_stopped() throws Exception {
        server.close();
        String code = code(link("bob"));
        server = RunningServer.start(folder, Map.of());
        Visitor bob = server.visitor();
        assertThat(use(bob, code).header("Location")).isEqualTo("/");
        assertThat(bob.get("/settings/people").status()).isEqualTo(200);
    }

    private static List<String> audit(String kind) {
        return server.jdbc()
                .sql("select actor_name from audit_entry where kind = ? order by id")
                .param(kind)
                .query((row, _) -> row.getString("actor_name"))
                .list();
    }
}
