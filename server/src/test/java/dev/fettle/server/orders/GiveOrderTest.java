package dev.fettle.server.orders;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.order.Outcome;
import dev.fettle.core.order.Report;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.agents.OrderDesk;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.orders.OrderedHosts.Managed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Giving orders by page and by API, and every way in which they are refused. */
final class GiveOrderTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern PLAN = Pattern.compile("name=\"plan\" value=\"([0-9a-f]+)\"");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;
    private static Visitor webs;
    private static Visitor vic;
    private static int hosts;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        Scope web = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")));
        olga = visitor("olga", new Grant(Role.OPERATOR, Scope.everything()));
        webs = visitor("webs", new Grant(Role.OPERATOR, web));
        vic = visitor("vic", new Grant(Role.VIEWER, Scope.everything()));
    }

    private static Visitor visitor(String name, Grant grant) throws Exception {
        server.add(name, List.of(grant));
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Managed host(String... tags) {
        return OrderedHosts.add(server, "managed-" + hosts++, tags);
    }

    private static Visitor.Answer post(Visitor who, Managed to, String body, String... headers) throws Exception {
        return who.json("POST", "/api/v1/hosts/" + to.host() + "/orders", body, headers);
    }

    private static JsonNode given(Managed to, String body) throws Exception {
        Visitor.Answer answer = post(olga, to, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static void report(Managed of, JsonNode order, Outcome outcome, List<Report.Change> changes) {
        UUID id = UUID.fromString(order.get("order").get("uuid").asString());
        assertThat(server.bean(OrderDesk.class)
                        .reported(
                                of.agent(),
                                new Report(
                                        id,
                                        Instant.parse("2026-11-21T12:00:00Z"),
                                        Instant.parse("2026-11-21T12:01:00Z"),
                                        outcome,
                                        changes,
                                        List.of("nginx.conf was kept"),
                                        List.of(new StaleProcess(
                                                7, "nginx", "nginx.service", 1, List.of("/usr/lib/libssl.so.3"))),
                                        "")))
                .isTrue();
    }

    private static long orders(Managed to) {
        return server.jdbc()
                .sql("select count(*) as n from host_order where host_id = ?")
                .param(to.host().value())
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void an_installation_names_exact_versions_of_all_that_is_built_from_the_source() throws Exception {
        Managed to = host();
        Visitor.Answer answer =
                post(olga, to, "{\"kind\":\"install\",\"packages\":[\"openssl\"],\"reason\":\"CVE-2026-1\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        JsonNode order = JSON.readTree(answer.body());

        assertThat(texts(order.get("builds"))).containsExactly("libssl3:amd64=1.0-2", "openssl:amd64=1.0-2");
        assertThat(order.get("order").get("state").asString()).isEqualTo("waiting");
        assertThat(order.get("order").get("reason").asString()).isEqualTo("CVE-2026-1");
        String location = answer.header("Location");
        assertThat(olga.get(location).status()).isEqualTo(200);
        assertThat(vic.get(location).status()).isEqualTo(200);
        assertThat(vic.get("/api/v1/hosts/" + to.host() + "/orders?filter=state==waiting;kind==install")
                        .body())
                .contains("\"uuid\"");
        assertThat(vic.get("/api/v1/orders?filter=hostId==" + to.host() + "&sort=-issuedAt&limit=1")
                        .body())
                .contains("openssl:amd64=1.0-2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"kind\":\"reboot\"}|422|Say why",
                "{\"kind\":\"reboot\",\"reason\":\"  \"}|422|Say why",
                "{\"kind\":\"install\",\"packages\":[\"openssl\"]}|422|Say why",
                "{\"kind\":\"install\",\"reason\":\"x\"}|422|Choose at least one",
                "{\"kind\":\"install\",\"packages\":[\"vim\"],\"reason\":\"x\"}|422|Nothing is pending for vim",
                "{\"kind\":\"install\",\"steps\":[\"vim:amd64\"],\"reason\":\"x\"}|422|Nothing is pending for vim:amd64",
                "{\"kind\":\"install\",\"packages\":[\"\"],\"reason\":\"x\"}|422|/packages",
                "{\"kind\":\"install\",\"packages\":[null],\"reason\":\"x\"}|422|/packages",
                "{\"kind\":\"restart-services\",\"reason\":\"x\"}|422|Name at least one service",
                "{\"kind\":\"restart-services\",\"units\":[\"-H.service\"],\"reason\":\"x\"}|422|A service has a name",
                "{\"kind\":\"restart-services\",\"units\":[\"a.socket\"],\"reason\":\"x\"}|422|A service has a name",
                "{\"kind\":\"run-checks\",\"checks\":[\"../x\"]}|422|A check has a name",
                "{\"kind\":\"roll-back\",\"reason\":\"x\"}|422|/kind",
                "{\"kind\":\"verify\",\"packages\":[\"openssl\"]}|422|/kind",
                "{\"kind\":\"shell\",\"reason\":\"x\"}|422|/kind",
                "{\"reason\":\"x\"}|422|/kind",
                "{\"kind\":\"reboot\",\"reason\":\"x\",\"expiresInMinutes\":1}|422|5 minutes to 14 days",
                "{\"kind\":\"reboot\",\"reason\":\"x\",\"expiresInMinutes\":20161}|422|/expiresInMinutes",
                "{\"kind\":\"reboot\",\"reason\":\"x\",\"timeLimitMinutes\":1441}|422|1 minute to 24 hours",
                "{\"kind\":\"reboot\",\"reason\":\"x\",\"timeLimitMinutes\":-1}|422|/timeLimitMinutes",
                "{\"kind\":\"reboot\",\"reason\":\"x\",\"command\":\"rm\"}|422|command"
            })
    void what_cannot_be_ordered_is_refused_with_a_sentence(String body, int status, String sentence) throws Exception {
        Managed to = host();
        Visitor.Answer answer = post(olga, to, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(sentence);
        assertThat(orders(to)).isZero();
    }

    @Test
    void a_reason_that_is_too_long_is_refused() throws Exception {
        Managed to = host();
        assertThat(post(olga, to, "{\"kind\":\"reboot\",\"reason\":\"" + "x".repeat(1_001) + "\"}")
                        .body())
                .contains("at most 1000 characters");
        assertThat(orders(to)).isZero();
    }

    @Test
    void a_host_without_an_agent_or_whose_identity_is_used_twice_gets_no_orders() throws Exception {
        String body = "{\"kind\":\"take-inventory\"}";
        Managed none = new Managed(OrderedHosts.look(server, "no-agent"), UUID.randomUUID());
        assertThat(post(olga, none, body).body()).contains("There is no agent on no-agent");
        Managed cloned = host();
        server.jdbc()
                .sql("update agent set state = 'cloned' where id = ?")
                .param(cloned.agent())
                .update();
        assertThat(post(olga, cloned, body).body()).contains("More than one machine uses the identity");
        server.jdbc()
                .sql("update agent set state = 'revoked' where id = ?")
                .param(cloned.agent())
                .update();
        assertThat(post(olga, cloned, body).body()).contains("There is no agent on");
        assertThat(orders(none) + orders(cloned)).isZero();
    }

    @Test
    void who_may_not_or_has_other_hosts_gives_no_orders_and_sees_none_of_theirs() throws Exception {
        Managed other = host("db");
        JsonNode order = given(other, "{\"kind\":\"take-inventory\"}");
        long id = order.get("order").get("id").asLong();

        assertThat(post(vic, other, "{\"kind\":\"take-inventory\"}").status()).isEqualTo(403);
        assertThat(post(webs, other, "{\"kind\":\"take-inventory\"}").status()).isEqualTo(404);
        assertThat(webs.get("/api/v1/orders/" + id).status()).isEqualTo(404);
        assertThat(webs.get("/orders/" + id).status()).isEqualTo(404);
        assertThat(webs.get("/orders/now?order=" + id).status()).isEqualTo(404);
        assertThat(webs.get("/hosts/" + other.host() + "/orders").status()).isEqualTo(404);
        assertThat(webs.get("/hosts/" + other.host() + "/orders/new?kind=reboot")
                        .status())
                .isEqualTo(404);
        assertThat(webs.get("/orders").body()).doesNotContain("managed-");
        assertThat(webs.get("/api/v1/orders").body()).doesNotContain("managed-");
        assertThat(webs.json("POST", "/api/v1/orders/" + id + "/withdraw", "{}", "If-Match", "*")
                        .status())
                .isEqualTo(404);
        assertThat(webs.post("/orders/" + id + "/withdraw", Map.of()).status()).isEqualTo(404);
        assertThat(webs.json("POST", "/api/v1/orders/" + id + "/roll-back", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(vic.get("/hosts/" + other.host() + "/orders/new?kind=reboot").status())
                .isEqualTo(403);
        assertThat(vic.get("/hosts/" + other.host() + "/patches").body()).doesNotContain("Install the chosen");
        assertThat(vic.get("/orders/" + id).body()).doesNotContain("Withdraw");
        assertThat(orders(other)).isEqualTo(1);
        Managed own = host("web");
        assertThat(post(webs, own, "{\"kind\":\"take-inventory\"}").status()).isEqualTo(201);
        assertThat(webs.get("/orders").body()).contains("managed-");
    }

    @Test
    void the_same_request_with_its_key_gives_one_order() throws Exception {
        Managed to = host();
        String body = "{\"kind\":\"reboot\",\"reason\":\"kernel\"}";
        Visitor.Answer first = post(olga, to, body, "Idempotency-Key", "once-" + to.host());
        Visitor.Answer again = post(olga, to, body, "Idempotency-Key", "once-" + to.host());

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(orders(to)).isEqualTo(1);
    }

    @Test
    void what_was_installed_is_taken_back_to_the_exact_versions_of_before() throws Exception {
        Managed to = host();
        JsonNode order = given(to, "{\"kind\":\"install\",\"packages\":[\"nginx\"],\"reason\":\"x\"}");
        String path = "/api/v1/orders/" + order.get("order").get("id").asLong();
        assertThat(olga.json("POST", path + "/roll-back", "{\"reason\":\"x\"}").body())
                .contains("Nobody knows yet what the order has changed");
        report(
                to,
                order,
                new Outcome.Failed(FailureKind.SERVICE, "nginx is down"),
                List.of(
                        new Report.Change("nginx", "amd64", OrderedHosts.OLD, OrderedHosts.NEW),
                        new Report.Change("nginx-extras", "amd64", null, OrderedHosts.NEW)));

        assertThat(olga.json("POST", path + "/roll-back", "{}").body()).contains("Say why");
        Visitor.Answer back = olga.json("POST", path + "/roll-back", "{\"reason\":\"nginx is down\"}");
        assertThat(back.status()).as(back.body()).isEqualTo(201);
        JsonNode rolled = JSON.readTree(back.body());
        assertThat(texts(rolled.get("builds"))).containsExactly("nginx:amd64=1.0-1");
        assertThat(texts(rolled.get("newcomers"))).containsExactly("nginx-extras:amd64=1.0-2");
        assertThat(rolled.get("order").get("follows").asLong())
                .isEqualTo(order.get("order").get("id").asLong());
        assertThat(olga.json(
                                "POST",
                                "/api/v1/orders/"
                                        + rolled.get("order").get("id").asLong() + "/roll-back",
                                "{\"reason\":\"x\"}")
                        .body())
                .contains("Only what an order to install has changed");
        String page =
                olga.get("/orders/" + order.get("order").get("id").asLong()).body();
        assertThat(page)
                .contains("nginx is down", "Roll back", "Restart 1 service", "nginx.conf was kept", "libssl.so.3");
        assertThat(olga.get("/hosts/" + to.host() + "/orders/new?kind=restart-services&follows="
                                + order.get("order").get("id").asLong())
                        .body())
                .contains("nginx.service", "Give the order");
    }

    private static Visitor.Answer verify(JsonNode order) throws Exception {
        return olga.json("POST", "/api/v1/orders/" + number(order) + "/verify", "{}");
    }

    private static JsonNode verified(JsonNode order) throws Exception {
        Visitor.Answer answer = verify(order);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static long number(JsonNode order) {
        return order.get("order").get("id").asLong();
    }

    @Test
    void what_an_order_changed_is_verified_and_without_a_report_what_it_named() throws Exception {
        Managed to = host();
        JsonNode order = given(to, "{\"kind\":\"install\",\"packages\":[\"openssl\"],\"reason\":\"x\"}");
        assertThat(texts(verified(order).get("builds"))).containsExactly("libssl3:amd64=1.0-2", "openssl:amd64=1.0-2");
        assertThat(olga.get("/orders/" + number(order)).body()).doesNotContain("kind=verify");
        report(
                to,
                order,
                new Outcome.Succeeded(),
                List.of(
                        new Report.Change("openssl", "amd64", OrderedHosts.OLD, OrderedHosts.NEW),
                        new Report.Change("libnew", "amd64", null, OrderedHosts.NEW)));

        JsonNode asked = verified(order);
        assertThat(texts(asked.get("builds"))).containsExactly("openssl:amd64=1.0-2", "libnew:amd64=1.0-2");
        assertThat(texts(asked.get("absent"))).isEmpty();
        assertThat(asked.get("order").get("kind").asString()).isEqualTo("verify");
        assertThat(asked.get("order").get("changing").asBoolean()).isFalse();
        assertThat(asked.get("order").get("follows").asLong()).isEqualTo(number(order));

        JsonNode back =
                JSON.readTree(olga.json("POST", "/api/v1/orders/" + number(order) + "/roll-back", "{\"reason\":\"x\"}")
                        .body());
        JsonNode named = verified(back);
        assertThat(texts(named.get("builds"))).containsExactly("openssl:amd64=1.0-1");
        assertThat(texts(named.get("absent"))).containsExactly("libnew:amd64=1.0-2");
        report(
                to,
                back,
                new Outcome.Succeeded(),
                List.of(new Report.Change("libnew", "amd64", OrderedHosts.NEW, null)));
        JsonNode gone = verified(back);
        assertThat(texts(gone.get("builds"))).isEmpty();
        assertThat(texts(gone.get("absent"))).containsExactly("libnew:amd64=1.0-2");

        assertThat(olga.get("/orders/" + number(order)).body()).contains("kind=verify");
        assertThat(olga.get("/hosts/" + to.host() + "/orders/new?kind=verify&follows=" + number(back))
                        .body())
                .contains("1 package that must not be there", "libnew:amd64", "Give the order");
        report(
                to,
                gone,
                new Outcome.Failed(FailureKind.NOT_IN_EFFECT, "libnew:amd64 is 1.0-2 and should be gone."),
                List.of());
        assertThat(olga.get("/api/v1/orders/" + number(gone)).body()).contains("\"failure\":\"not-in-effect\"");
        assertThat(olga.get("/orders/" + number(gone)).body()).contains("not-in-effect", "should be gone");
    }

    @Test
    void what_changed_nothing_or_is_no_change_is_not_verified() throws Exception {
        Managed to = host();
        JsonNode failed = given(to, "{\"kind\":\"install\",\"packages\":[\"nginx\"],\"reason\":\"x\"}");
        report(
                to,
                failed,
                new Outcome.Failed(FailureKind.RESOLVER, "apt would do more"),
                List.of(new Report.Change("nginx", "amd64", OrderedHosts.OLD, OrderedHosts.NEW)));
        assertThat(verify(failed).body()).contains("changed nothing");
        assertThat(olga.get("/orders/" + number(failed)).body()).doesNotContain("kind=verify");

        JsonNode reboot = given(to, "{\"kind\":\"reboot\",\"reason\":\"x\"}");
        assertThat(verify(reboot).body()).contains("Only what an order to install or to roll back");
        assertThat(olga.get("/hosts/" + to.host() + "/orders/new?kind=verify").body())
                .contains("Only what an order to install or to roll back");
    }

    @Test
    void an_installation_that_would_have_done_more_tells_what_and_has_nothing_to_be_taken_back() throws Exception {
        Managed to = host();
        JsonNode order = given(to, "{\"kind\":\"install\",\"packages\":[\"nginx\"],\"reason\":\"x\"}");
        long id = order.get("order").get("id").asLong();
        report(
                to,
                order,
                new Outcome.Failed(FailureKind.RESOLVER, "apt would do more"),
                List.of(
                        new Report.Change("nginx", "amd64", OrderedHosts.OLD, OrderedHosts.NEW),
                        new Report.Change("nginx-common", "all", null, OrderedHosts.NEW)));

        assertThat(olga.json("POST", "/api/v1/orders/" + id + "/roll-back", "{\"reason\":\"x\"}")
                        .body())
                .contains("changed nothing");
        String page = olga.get("/orders/" + id).body();
        assertThat(page).contains("What would be changed").doesNotContain("Roll back");
        JsonNode again = JSON.readTree(olga.json("POST", "/api/v1/orders/" + id + "/install", "{\"reason\":\"x\"}")
                .body());
        assertThat(texts(again.get("builds"))).containsExactly("nginx:amd64=1.0-2", "nginx-common:all=1.0-2");
        List<String> told = server.jdbc()
                .sql("select after::text as told from audit_entry where kind = 'order.ended' and subject_id = ?")
                .param(to.host().toString())
                .query((row, _) -> row.getString("told"))
                .list();
        assertThat(told).singleElement().asString().contains("plan").doesNotContain("changes");
    }

    @Test
    void an_agent_is_updated_to_the_newest_that_the_server_has_and_to_nothing_else() throws Exception {
        Managed to = host();
        String body = "{\"kind\":\"update-agent\",\"reason\":\"CVE-2026-2\"}";
        Path programs = server.bean(DataFolder.class).resolve("programs");
        assertThat(post(olga, to, body).body()).contains("This server has no program for amd64", programs.toString());
        Files.write(programs.resolve("fettle-agent-0.0.9-linux-amd64.tar.gz"), new byte[10]);
        assertThat(post(olga, to, body).body()).contains("is version 0.1.0", "nothing newer than 0.0.9");
        Files.write(programs.resolve("fettle-agent-0.2.0-linux-amd64.tar.gz"), new byte[20]);
        String hash = Octets.sha256(new byte[20]).hex();

        String page = olga.get("/hosts/" + to.host() + "/orders/new?kind=update-agent")
                .body();
        assertThat(page).contains("fettle-agent 0.2.0 for amd64", hash, "comes back by itself", "Give the order");
        assertThat(post(olga, to, "{\"kind\":\"update-agent\"}").body()).contains("Say why");
        assertThat(post(vic, to, body).status()).isEqualTo(403);
        JsonNode order = given(to, body);
        UUID id = UUID.fromString(order.get("order").get("uuid").asString());

        assertThat(order.get("order").get("about").asString()).contains("0.2.0", hash);
        OrderDesk desk = server.bean(OrderDesk.class);
        Order.UpdateAgent named = new Order.UpdateAgent("0.2.0", "amd64", 20, Octets.sha256(new byte[20]));
        assertThat(desk.named(to.agent(), id)).contains(named);
        assertThat(desk.named(host().agent(), id)).isEmpty();
        report(to, order, new Outcome.Failed(FailureKind.SERVICE, "It ended 3 times."), List.of());
        assertThat(desk.named(to.agent(), id)).as("an order that is ended").isEmpty();
        assertThat(olga.get("/orders/" + order.get("order").get("id").asLong()).body())
                .contains("It ended 3 times.", "fettle-agent 0.2.0")
                .doesNotContain("Roll back", "Plan again");
    }

    @Test
    void what_a_simulation_says_it_takes_besides_is_installed_with_it() throws Exception {
        Managed to = host();
        JsonNode order = given(to, "{\"kind\":\"simulate\",\"packages\":[\"nginx\"]}");
        String path = "/api/v1/orders/" + order.get("order").get("id").asLong() + "/install";
        report(
                to,
                order,
                new Outcome.Succeeded(),
                List.of(
                        new Report.Change("nginx", "amd64", OrderedHosts.OLD, OrderedHosts.NEW),
                        new Report.Change("nginx-common", "all", null, OrderedHosts.NEW)));

        JsonNode again =
                JSON.readTree(olga.json("POST", path, "{\"reason\":\"x\"}").body());
        assertThat(texts(again.get("builds"))).containsExactly("nginx:amd64=1.0-2", "nginx-common:all=1.0-2");
        assertThat(again.get("order").get("kind").asString()).isEqualTo("install");
    }

    @Test
    void what_was_withdrawn_is_withdrawn_once_and_only_as_it_was_seen() throws Exception {
        Managed to = host();
        JsonNode order = given(to, "{\"kind\":\"reboot\",\"reason\":\"x\"}");
        String path = "/api/v1/orders/" + order.get("order").get("id").asLong();
        String seen = olga.get(path).header("ETag");
        assertThat(olga.json("POST", path + "/withdraw", "{}").status()).isEqualTo(428);
        server.bean(OrderDesk.class).waiting(to.agent());
        assertThat(olga.json("POST", path + "/withdraw", "{}", "If-Match", seen).status())
                .isEqualTo(412);

        Visitor.Answer done = olga.json(
                "POST",
                path + "/withdraw",
                "{\"reason\":\"no\"}",
                "If-Match",
                olga.get(path).header("ETag"));

        assertThat(done.status()).as(done.body()).isEqualTo(200);
        assertThat(JSON.readTree(done.body()).get("order").get("mayStillCome").asBoolean())
                .isTrue();
        assertThat(olga.get(path.replace("/api/v1", "")).body()).contains("can have it all the same");
        Visitor.Answer twice = olga.json("POST", path + "/withdraw", "{}", "If-Match", "*");
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.body()).contains("is withdrawn already");
        assertThat(olga.post(path.replace("/api/v1", "") + "/withdraw", Map.of())
                        .status())
                .isEqualTo(409);
    }

    private static String plan(Visitor.Answer page) {
        Matcher found = PLAN.matcher(page.body());
        assertThat(found.find()).as(page.body()).isTrue();
        return found.group(1);
    }

    @Test
    void only_what_the_page_showed_is_given() throws Exception {
        Managed to = host();
        String chosen = "step=openssl%3Aamd64&step=nginx%3Aamd64";
        Visitor.Answer form = olga.get("/hosts/" + to.host() + "/orders/new?" + chosen);
        assertThat(form.body()).contains("libssl3", "1.0-1", "1.0-2", "3 packages, exactly these versions");
        String path = "/hosts/" + to.host() + "/orders";

        Visitor.Answer other = olga.post(path, "kind=install&package=nginx&reason=x&plan=" + plan(form));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body()).contains("has changed since you opened this page");
        Visitor.Answer silent = olga.post(path, "kind=install&reason=&" + chosen + "&plan=" + plan(form));
        assertThat(silent.status()).isEqualTo(422);
        assertThat(silent.body()).contains("Say why");
        Visitor.Answer endless =
                olga.post(path, "kind=install&reason=x&hours=99999999999&" + chosen + "&plan=" + plan(form));
        assertThat(endless.body()).contains("5 minutes to 14 days");
        assertThat(orders(to)).isZero();

        Visitor.Answer given = olga.post(path, "kind=install&reason=x&" + chosen + "&plan=" + plan(form));
        assertThat(given.status()).as(given.body()).isEqualTo(302);
        Visitor.Answer looked = olga.post(path, "kind=install&instead=simulate&" + chosen + "&plan=" + plan(form));
        assertThat(looked.status()).as(looked.body()).isEqualTo(302);
        assertThat(olga.get(looked.header("Location").replaceFirst("^http://[^/]+", ""))
                        .body())
                .contains("simulate", "3 exact builds");
        assertThat(olga.get(path).body()).contains("simulate", "install");
    }

    @Test
    void the_list_of_orders_is_read_part_by_part() throws Exception {
        Managed to = host();
        for (int at = 0; at < 60; at++) {
            given(to, "{\"kind\":\"take-inventory\"}");
        }
        Visitor.Answer first = olga.get("/hosts/" + to.host() + "/orders");
        Matcher next = Pattern.compile("orders\\?before=([0-9]+)").matcher(first.body());
        assertThat(next.find()).isTrue();
        Visitor.Answer second = olga.get("/hosts/" + to.host() + "/orders?before=" + next.group(1));

        assertThat(first.body().split("<th scope=\"row\"", -1)).hasSize(51);
        assertThat(second.body().split("<th scope=\"row\"", -1)).hasSize(11);
        assertThat(olga.get("/orders?state=succeeded&kind=take-inventory&q=" + "MANAGED")
                        .status())
                .isEqualTo(200);
    }
}
