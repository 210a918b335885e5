package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.audit.Actor;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.audit.TestAudit;
import java.net.HttpCookie;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People, their roles and tokens, on a whole server: by its verbs, and by requests that somebody could make. */
final class PeopleChangesTest {
    private static final Grant ADMINISTRATOR = new Grant(Role.ADMINISTRATOR, Scope.everything());
    private static final Grant VIEWER = new Grant(Role.VIEWER, Scope.everything());
    private static final Actor SOMEBODY = TestAudit.SOMEBODY;

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static PeopleChanges changes;
    private static PersonStore people;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        changes = server.bean(PeopleChanges.class);
        people = server.bean(PersonStore.class);
        server.add("root", List.of(ADMINISTRATOR));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Person person(String name, Grant... grants) {
        server.add(name, List.of(grants));
        return people.find(name).orElseThrow();
    }

    private static Visitor signedIn(String name) throws Exception {
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    private static boolean isIn(Visitor visitor) throws Exception {
        return visitor.get("/account").status() == 200;
    }

    private static String link(PeopleChanges.Outcome outcome) {
        assertThat(outcome).isInstanceOf(PeopleChanges.Outcome.Linked.class);
        return ((PeopleChanges.Outcome.Linked) outcome).link().url();
    }

    private static Visitor.Answer setPassword(Visitor visitor, String link, String password) throws Exception {
        visitor.keepProof(visitor.get("/set-password"));
        String code = link.substring(link.indexOf("#code=") + "#code=".length());
        return visitor.post("/set-password", Map.of("code", code, "password", password, "repeated", password));
    }

    @Test
    void who_is_added_sets_a_password_with_a_link_that_is_good_once() throws Exception {
        String link = link(changes.add(SOMEBODY, "grace", List.of(VIEWER)));
        assertThat(signedIn("grace").get("/account").toSignIn()).isTrue();

        Visitor grace = server.visitor();
        assertThat(setPassword(grace, link, "some sentence of her own").header("Location"))
                .isEqualTo("/");
        assertThat(isIn(grace)).isTrue();
        assertThat(setPassword(server.visitor(), link, "some sentence of another")
                        .body())
                .contains("not valid");
        assertThat(changes.add(SOMEBODY, "Grace", List.of()))
                .as("the same name in another case")
                .isInstanceOf(PeopleChanges.Outcome.Refused.class);
    }

    @Test
    void the_last_administrator_with_a_password_stays_one() {
        Person root = people.find("root").orElseThrow();

        assertThat(changes.setDisabled(SOMEBODY, root.id(), root.version(), true))
                .isInstanceOf(PeopleChanges.Outcome.Refused.class);
        assertThat(changes.reset(SOMEBODY, root.id(), root.version(), true))
                .isInstanceOf(PeopleChanges.Outcome.Refused.class);
        assertThat(changes.removeRole(SOMEBODY, root.id(), root.version(), ADMINISTRATOR))
                .isInstanceOf(PeopleChanges.Outcome.Refused.class);
        assertThat(people.find("root").orElseThrow()).isEqualTo(root);
    }

    @Test
    void two_administrators_cannot_take_the_role_from_each_other_at_once() throws Exception {
        for (int round = 0; round < 10; round++) {
            List<Person> both = List.of(person("left" + round, ADMINISTRATOR), person("right" + round, ADMINISTRATOR));
            Person root = people.find("root").orElseThrow();
            changes.addRole(SOMEBODY, root.id(), root.version(), VIEWER);
            server.jdbc()
                    .sql("update person set disabled_at = now() where name = 'root'")
                    .update();
            List<Callable<PeopleChanges.Outcome>> at = new ArrayList<>();
            both.forEach(each -> at.add(() -> changes.setDisabled(SOMEBODY, each.id(), each.version(), true)));
            try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
                assertThat(threads.invokeAll(at).stream().map(Future::resultNow))
                        .filteredOn(PeopleChanges.Outcome.Done.class::isInstance)
                        .hasSize(1);
            }
            server.jdbc()
                    .sql("update person set disabled_at = null where name = 'root'")
                    .update();
            for (Person each : both) {
                Person now = people.find(each.id()).orElseThrow();
                changes.setDisabled(SOMEBODY, now.id(), now.version(), true);
            }
        }
    }

    @Test
    void who_has_not_seen_the_newest_overwrites_nothing() {
        Person one = person("overtaken", VIEWER);
        Grant operator = new Grant(Role.OPERATOR, Scope.everything());

        assertThat(changes.addRole(SOMEBODY, one.id(), one.version(), operator))
                .isInstanceOf(PeopleChanges.Outcome.Done.class);
        assertThat(changes.removeRole(SOMEBODY, one.id(), one.version(), VIEWER))
                .isEqualTo(new PeopleChanges.Outcome.Overtaken());
        assertThat(server.bean(GrantStore.class).of(one.id()).grants()).containsExactly(VIEWER, operator);
    }

    @Test
    void who_is_disabled_is_out_at_once_with_sessions_and_tokens() throws Exception {
        Person one = person("leaver", VIEWER);
        Visitor session = signedIn("leaver");
        String token = token(one, VIEWER);
        assertThat(isIn(session)).isTrue();
        assertThat(me(token)).isEqualTo(200);

        changes.setDisabled(SOMEBODY, one.id(), one.version(), true);

        assertThat(isIn(session)).isFalse();
        assertThat(me(token)).isEqualTo(401);
        assertThat(isIn(signedIn("leaver"))).isFalse();
        Person now = people.find(one.id()).orElseThrow();
        changes.setDisabled(SOMEBODY, one.id(), now.version(), false);
        assertThat(isIn(session)).as("the old session").isFalse();
        assertThat(isIn(signedIn("leaver"))).isTrue();
    }

    private static String token(Person owner, Grant... wanted) {
        ApiTokens.Outcome outcome = server.bean(ApiTokens.class)
                .make(
                        SOMEBODY,
                        owner,
                        server.bean(GrantStore.class).of(owner.id()),
                        "token " + System.identityHashCode(wanted),
                        List.of(wanted),
                        30);
        assertThat(outcome).isInstanceOf(ApiTokens.Outcome.Made.class);
        return ((ApiTokens.Outcome.Made) outcome).token();
    }

    private static int me(String token) throws Exception {
        return ask("/api/v1/me", token).status();
    }

    private static Visitor.Answer ask(String path, String token) throws Exception {
        return server.visitor().get(path, "Authorization", "Bearer " + token);
    }

    @Test
    void a_token_may_no_more_than_its_owner_when_made_and_when_used() throws Exception {
        Grant web = new Grant(Role.VIEWER, new Scope.Groups(Set.of(HostGroup.parse("tag:web"))));
        Person one = person("owner", web);
        ApiTokens tokens = server.bean(ApiTokens.class);
        assertThat(tokens.make(SOMEBODY, one, server.bean(GrantStore.class).of(one.id()), "more", List.of(VIEWER), 30))
                .isInstanceOf(ApiTokens.Outcome.Refused.class);
        assertThat(tokens.make(SOMEBODY, one, server.bean(GrantStore.class).of(one.id()), "long", List.of(web), 366))
                .isInstanceOf(ApiTokens.Outcome.Refused.class);

        String token = token(one, web);
        assertThat(ask("/api/v1/hosts", token).status()).isEqualTo(200);
        changes.removeRole(SOMEBODY, one.id(), one.version(), web);
        assertThat(ask("/api/v1/hosts", token).status()).isEqualTo(403);
        assertThat(ask("/api/v1/me", token).body()).contains("\"grants\":[]");
    }

    @Test
    void a_token_is_kept_as_a_digest_notes_its_use_and_ends_when_revoked() throws Exception {
        Person one = person("program", VIEWER);
        String token = token(one, VIEWER);
        assertThat(token).matches("fettle_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}");
        assertThat(me(token)).isEqualTo(200);
        ApiTokens.Row row = server.bean(TokenStore.class).of(one.id()).getFirst();
        assertThat(row.usedFrom()).isEqualTo("127.0.0.1");
        assertThat(row.used()).isPresent();
        assertThat(server.jdbc()
                        .sql("select api_token::text as whole from api_token where id = ?")
                        .param(row.id())
                        .query((each, _) -> each.getString("whole"))
                        .single())
                .doesNotContain(token.substring(7, 40));

        Person other = person("thief", VIEWER);
        ApiTokens tokens = server.bean(ApiTokens.class);
        assertThat(tokens.revokeOwn(SOMEBODY, other, row.id()))
                .as("somebody else's")
                .isFalse();
        assertThat(me(token)).isEqualTo(200);
        assertThat(tokens.revokeOwn(SOMEBODY, one, row.id())).isTrue();
        assertThat(me(token)).isEqualTo(401);
        assertThat(me(token.substring(0, token.length() - 1) + "0")).isEqualTo(401);
    }

    @Test
    void nobody_reaches_what_is_another_persons() throws Exception {
        Person one = person("mine", VIEWER);
        Visitor mine = signedIn("mine");
        person("yours", VIEWER);
        Visitor yours = signedIn("yours");
        String handle = server.bean(Sessions.class).of(one, "").getFirst().handle();
        token(one, VIEWER);
        long id = server.bean(TokenStore.class).of(one.id()).getFirst().id();

        assertThat(yours.post("/account/sessions/end", Map.of("handle", handle)).status())
                .isEqualTo(404);
        assertThat(yours.post("/account/tokens/revoke", Map.of("id", Long.toString(id)))
                        .status())
                .isEqualTo(404);
        assertThat(yours.post("/account/passkeys/remove", Map.of("id", "AAAA")).status())
                .isEqualTo(404);
        assertThat(isIn(mine)).isTrue();
        assertThat(mine.post("/account/sessions/end", Map.of("handle", handle)).status())
                .isEqualTo(302);
        assertThat(isIn(mine)).isFalse();
    }

    @Test
    void a_changed_password_ends_all_other_sessions_and_renews_this_one() throws Exception {
        person("changer", VIEWER);
        Visitor here = signedIn("changer");
        Visitor there = signedIn("changer");
        String before = session(here);

        Visitor.Answer wrong = here.post(
                "/account/password",
                Map.of("present", "no", "password", "another good sentence", "repeated", "another good sentence"));
        assertThat(wrong.body()).contains("This is not your password");
        Visitor.Answer right = here.post(
                "/account/password",
                Map.of(
                        "present",
                        RunningServer.PASSWORD,
                        "password",
                        "another good sentence",
                        "repeated",
                        "another good sentence"));

        assertThat(right.header("Location")).isEqualTo("/account?done=password");
        assertThat(isIn(here)).isTrue();
        assertThat(session(here)).isNotEqualTo(before);
        assertThat(isIn(there)).isFalse();
    }

    private static String session(Visitor visitor) {
        return visitor.cookies().getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("fettle"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    @Test
    void a_session_given_by_somebody_else_is_worth_nothing_after_the_sign_in() throws Exception {
        person("fixed", VIEWER);
        Visitor attacker = server.visitor();
        attacker.keepProof(attacker.get("/sign-in"));
        attacker.json("POST", "/webauthn/authenticate/options", "");
        String planted = session(attacker);
        assertThat(planted).isNotEmpty();

        attacker.post("/sign-in", Map.of("username", "fixed", "password", RunningServer.PASSWORD));

        assertThat(session(attacker)).isNotEmpty().isNotEqualTo(planted);
    }

    @Test
    void what_is_delicate_asks_for_a_recent_sign_in() throws Exception {
        person("old-timer", VIEWER);
        Visitor visitor = signedIn("old-timer");
        assertThat(visitor.post("/account/recovery-codes", Map.of()).status()).isEqualTo(200);
        AgedSession.of(server, "old-timer");

        Visitor.Answer asked = visitor.post("/account/recovery-codes", Map.of());
        assertThat(asked.header("Location")).startsWith("/confirm?to=%2Faccount");
        visitor.keepProof(visitor.get("/confirm?to=https://evil.example/"));
        Visitor.Answer confirmed = visitor.post("/confirm", Map.of("password", RunningServer.PASSWORD));
        assertThat(confirmed.header("Location")).isEqualTo("/");
        visitor.keepProof(visitor.get("/feeds"));
        assertThat(visitor.post("/account/recovery-codes", Map.of()).status()).isEqualTo(200);
    }

    @Test
    void an_unknown_name_takes_as_long_as_a_wrong_password() throws Exception {
        List<Long> unknown = new ArrayList<>();
        List<Long> wrong = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            person("timed" + i, VIEWER);
            unknown.add(time("nobody" + i));
            wrong.add(time("timed" + i));
        }
        long slower = Math.max(median(unknown), median(wrong));
        long faster = Math.min(median(unknown), median(wrong));
        assertThat((double) slower / faster).as("%s, %s", unknown, wrong).isLessThan(1.5);
    }

    private static long time(String name) throws Exception {
        Visitor visitor = server.visitor();
        visitor.keepProof(visitor.get("/sign-in"));
        long begin = System.nanoTime();
        visitor.post("/sign-in", Map.of("username", name, "password", "not the sentence"));
        return System.nanoTime() - begin;
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
    }

    @Test
    void each_change_has_its_entry() throws Exception {
        Person one = person("noted", VIEWER);
        Visitor visitor = signedIn("noted");
        changes.setDisabled(SOMEBODY, one.id(), one.version(), true);
        List<String> kinds = server.jdbc()
                .sql("select kind from audit_entry where subject_id = ? order by id")
                .param(Long.toString(one.id()))
                .query((row, _) -> row.getString("kind"))
                .list();
        assertThat(isIn(visitor)).isFalse();
        assertThat(kinds).containsExactly("sign-in.done", "person.disabled");
    }

    private static final Pattern ONCE = Pattern.compile("fettle_[A-Za-z0-9_-]{49}");

    @Test
    void a_token_made_on_the_page_is_shown_once() throws Exception {
        person("maker", VIEWER);
        Visitor visitor = signedIn("maker");
        Visitor.Answer made =
                visitor.post("/account/tokens", Map.of("name", "backup", "role", "viewer", "kind", "", "days", "30"));

        Matcher shown = ONCE.matcher(made.body());
        assertThat(shown.find()).isTrue();
        assertThat(me(shown.group())).isEqualTo(200);
        assertThat(visitor.get("/account/tokens").body()).contains("backup").doesNotContain(shown.group());
    }
}
