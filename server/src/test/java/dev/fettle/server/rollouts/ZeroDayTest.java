package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What cannot wait: from a vulnerability to hosts that are changed, past windows, until somebody else has taken notice. */
final class ZeroDayTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CVE = "CVE-2099-0777";
    /** Of the same package, and mended in what hosts have. */
    private static final String MENDED = "CVE-2099-0778";

    private static final String AT = "/api/v1/zero-days";

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static PlayedAgents agents;
    private static Visitor olga;
    private static Visitor sam;
    private static Visitor ada;
    /** Four for each tag. */
    private static final Map<String, List<HostId>> HOSTS = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        Path feeds = Files.createDirectories(folder.resolve("osv"));
        record(feeds, CVE, "1.0-2");
        record(feeds, MENDED, "0.9-1");
        server = RunningServer.start(folder, Map.of("feeds.sources", feeds.toString()));
        olga = visitor("olga", Role.OPERATOR);
        sam = visitor("sam", Role.OPERATOR, Role.SECURITY);
        ada = visitor("ada", Role.APPROVER, Role.ADMINISTRATOR, Role.OPERATOR);
        List<OrderedHosts.Managed> managed = new ArrayList<>();
        for (String tag : List.of("shown", "late", "frozen", "told", "paged")) {
            List<HostId> four = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                OrderedHosts.Managed each = OrderedHosts.add(server, tag + i, tag);
                managed.add(each);
                four.add(each.host());
            }
            HOSTS.put(tag, four);
        }
        OrderedHosts.settleManaged(
                server, managed.stream().map(OrderedHosts.Managed::host).toList());
        agents = new PlayedAgents(server, managed);
        assertThat(Until.holds(() -> status(olga, "/vulnerabilities/" + CVE) == 200))
                .isTrue();
    }

    private static void record(Path feeds, String id, String fixed) throws java.io.IOException {
        Files.writeString(feeds.resolve(id + ".json"), """
                {"schema_version":"1.6.0","id":"%s","modified":"2026-11-01T00:00:00Z","published":"2026-11-01T00:00:00Z",
                "affected":[{"package":{"ecosystem":"Debian:12","name":"openssl"},
                "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"%s"}]}]}]}""".formatted(id, fixed));
    }

    private static int status(Visitor who, String path) {
        try {
            return who.get(path).status();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Visitor visitor(String name, Role... roles) throws Exception {
        server.add(
                name,
                Arrays.stream(roles)
                        .map(each -> new Grant(each, Scope.everything()))
                        .toList());
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    @AfterAll
    static void stop() throws Exception {
        agents.end();
        server.close();
    }

    private static JsonNode read(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    private static JsonNode drafted(Visitor who, String tag) throws Exception {
        return read(
                who.json("POST", AT, JSON.writeValueAsString(Map.of("vulnerability", CVE, "filter", "tags==" + tag))),
                201);
    }

    private static Visitor.Answer started(Visitor who, JsonNode drafted, String override, String why) throws Exception {
        JsonNode change = drafted.get("change");
        return who.json(
                "POST",
                AT + "/" + change.get("id").asLong() + "/start",
                JSON.writeValueAsString(Map.of(
                        "content", change.get("content").asString(), "override", override, "overrideReason", why)));
    }

    private static boolean anyChanged(String tag) {
        return HOSTS.get(tag).stream().anyMatch(each -> !agents.done(each).isEmpty());
    }

    private static void abort(JsonNode rollout) throws Exception {
        String at = "/api/v1/rollouts/" + rollout.get("rollout").get("id").asLong();
        read(olga.json("POST", at + "/abort", "{\"reason\":\"enough\"}"), 200);
        assertThat(Until.holds(() -> {
                    try {
                        return !JSON.readTree(olga.get(at).body())
                                .get("rollout")
                                .get("open")
                                .asBoolean();
                    } catch (java.io.IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }))
                .isTrue();
    }

    private static List<String> audited(String type, long id) {
        return server.jdbc()
                .sql("select kind from audit_entry where subject_type = ? and subject_id = ? order by 1")
                .params(type, Long.toString(id))
                .query(String.class)
                .list();
    }

    @Test
    void what_it_would_do_is_shown_and_nothing_begins() throws Exception {
        JsonNode drafted = drafted(olga, "shown");

        assertThat(drafted.get("change").get("type").asString()).isEqualTo("emergency");
        assertThat(drafted.get("change").get("state").asString()).isEqualTo("draft");
        assertThat(drafted.get("change").get("hosts").asInt()).isEqualTo(4);
        assertThat(drafted.get("fault").isNull()).isTrue();
        assertThat(drafted.get("alert").isNull()).isTrue();
        assertThat(drafted.get("waves"))
                .extracting(each -> each.get("hosts").asInt())
                .containsExactly(2, 2);
        assertThat(drafted.get("wish").get("names"))
                .extracting(JsonNode::asString)
                .containsExactly(CVE);
        assertThat(anyChanged("shown")).isFalse();
    }

    @Test
    void a_vulnerability_is_known_by_its_name_in_small_letters_too() throws Exception {
        JsonNode drafted = read(
                olga.json(
                        "POST",
                        AT,
                        "{\"vulnerability\":\" " + CVE.toLowerCase(Locale.ROOT) + "\",\"filter\":\"tags==shown\"}"),
                201);

        assertThat(drafted.get("change").get("title").asString()).isEqualTo("Close " + CVE + " now");
        assertThat(drafted.get("change").get("hosts").asInt()).isEqualTo(4);
        assertThat(drafted.get("wish").get("names"))
                .extracting(JsonNode::asString)
                .containsExactly(CVE);
    }

    @Test
    void what_nobody_is_exposed_to_and_what_cannot_be_read_is_refused_with_a_sentence() throws Exception {
        assertThat(read(olga.json("POST", AT, "{\"vulnerability\":\"CVE-2099-1\"}"), 422)
                        .get("detail")
                        .asString())
                .contains("No record in force names CVE-2099-1 for a package that hosts have");
        assertThat(read(olga.json("POST", AT, "{\"vulnerability\":\"" + MENDED + "\"}"), 422)
                        .get("detail")
                        .asString())
                .contains("No host that you may change is known to be exposed to " + MENDED);
        assertThat(read(olga.json("POST", AT, "{\"vulnerability\":\"" + CVE + "\",\"filter\":\"tags==nowhere\"}"), 422)
                        .get("detail")
                        .asString())
                .contains("No host that you may change and that fits the filter is known to be exposed to " + CVE);
        assertThat(read(olga.json("POST", AT, "{\"vulnerability\":\"a b\"}"), 422)
                        .get("detail")
                        .asString())
                .contains("The name of a vulnerability");
        assertThat(read(olga.json("POST", AT, "{}"), 422).get("detail").asString())
                .contains("/vulnerability");
        assertThat(olga.json("POST", AT, "{\"vulnerability\":\"" + CVE + "\",\"filter\":\"nonsense=\"}")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void windows_are_waited_for_unless_somebody_who_may_says_why_not() throws Exception {
        read(
                olga.json(
                        "POST",
                        "/api/v1/windows",
                        "{\"name\":\"far\",\"condition\":\"tags==late\",\"first\":\"2028-01-01T02:00\",\"zone\":\"UTC\","
                                + "\"minutes\":60,\"rule\":\"once\"}"),
                201);
        JsonNode byOlga = drafted(olga, "late");
        assertThat(olga.get("/zero-day/" + byOlga.get("change").get("id").asLong())
                        .body())
                .contains("4 hosts wait for the next opening that is long enough");
        assertThat(read(started(olga, byOlga, "windows", "It burns"), 422)
                        .get("detail")
                        .asString())
                .contains("that takes the role security");
        assertThat(audited("change", byOlga.get("change").get("id").asLong())).containsExactly("change.drafted");
        JsonNode waiting = read(started(olga, byOlga, "nothing", ""), 201);
        assertThat(waiting.get("rollout").get("override").asString()).isEqualTo("nothing");
        assertThat(Until.holds(() -> anyChanged("late"), Duration.ofSeconds(3))).isFalse();
        abort(waiting);

        JsonNode bySam = drafted(sam, "late");
        assertThat(read(started(sam, bySam, "windows", " "), 422).get("detail").asString())
                .contains("Say why windows are not waited for");
        JsonNode rollout = read(started(sam, bySam, "windows", "It burns"), 201).get("rollout");
        assertThat(rollout.get("override").asString()).isEqualTo("windows");
        assertThat(rollout.get("overrideReason").asString()).isEqualTo("It burns");
        assertThat(Until.holds(() -> anyChanged("late"))).isTrue();
        assertThat(audited("rollout", rollout.get("id").asLong())).contains("rollout.windows-overridden");
        assertThat(olga.get("/rollouts/" + rollout.get("id").asLong()).body())
                .contains("Not waited for; freezes are", "sam", "It burns");
    }

    @Test
    void a_freeze_holds_unless_that_is_said_too() throws Exception {
        LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        read(
                olga.json(
                        "POST",
                        "/api/v1/freezes",
                        JSON.writeValueAsString(Map.of(
                                "name",
                                "long",
                                "condition",
                                "tags==frozen",
                                "start",
                                today.minusDays(1) + "T00:00",
                                "end",
                                today.plusDays(30) + "T00:00",
                                "zone",
                                "UTC"))),
                201);
        JsonNode frozen = read(started(sam, drafted(sam, "frozen"), "windows", "It burns"), 201);
        assertThat(Until.holds(() -> anyChanged("frozen"), Duration.ofSeconds(3)))
                .isFalse();
        abort(frozen);

        read(started(sam, drafted(sam, "frozen"), "windows-and-freezes", "It burns"), 201);
        assertThat(Until.holds(() -> anyChanged("frozen"))).isTrue();
    }

    @Test
    void another_content_and_another_kind_of_change_are_not_started() throws Exception {
        JsonNode drafted = drafted(olga, "shown");
        long id = drafted.get("change").get("id").asLong();
        assertThat(olga.json("POST", AT + "/" + id + "/start", "{\"content\":\"" + "0".repeat(64) + "\"}")
                        .status())
                .isEqualTo(409);
        JsonNode normal = read(
                olga.json(
                        "POST",
                        "/api/v1/changes",
                        "{\"title\":\"t\",\"reason\":\"r\",\"patches\":\"all\",\"filter\":\"tags==shown\"}"),
                201);
        assertThat(read(started(olga, normal, "nothing", ""), 409).get("detail").asString())
                .contains("is no emergency");
        assertThat(read(olga.json("POST", "/api/v1/changes/" + id + "/acknowledge", ""), 409)
                        .get("detail")
                        .asString())
                .contains("has raised no alert");
    }

    @Test
    void it_is_told_again_until_somebody_else_acknowledges_it() throws Exception {
        JsonNode webhook = read(
                ada.json(
                        "POST",
                        "/api/v1/webhooks",
                        "{\"name\":\"pager\",\"address\":\"http://127.0.0.1:1/\",\"events\":[\"alert.raised\","
                                + "\"alert.escalated\",\"alert.acknowledged\"]}"),
                201);
        JsonNode drafted = drafted(olga, "told");
        long id = drafted.get("change").get("id").asLong();
        read(started(olga, drafted, "nothing", ""), 201);
        String at = "/api/v1/changes/" + id;
        assertThat(ada.get("/overview").body()).contains("Emergency change " + id + ",", "nobody else");
        assertThat(ada.get("/changes/" + id).body()).contains("Nobody has acknowledged this emergency change");

        server.jdbc()
                .sql("update change_alert set next_at = now() - interval '1 second' where change_number = ?")
                .param(id)
                .update();
        assertThat(Until.holds(() -> told(at) == 1, Duration.ofMinutes(2))).isTrue();
        assertThat(read(olga.json("POST", at + "/acknowledge", ""), 409)
                        .get("detail")
                        .asString())
                .contains("Somebody else has to acknowledge");
        assertThat(read(ada.json("POST", at + "/acknowledge", ""), 200)
                        .get("alert")
                        .get("acknowledgedBy")
                        .asString())
                .isEqualTo("ada");
        assertThat(read(sam.json("POST", at + "/acknowledge", ""), 409)
                        .get("detail")
                        .asString())
                .contains("acknowledged already, by ada");
        assertThat(ada.get("/overview").body()).doesNotContain("Emergency change " + id + ",");
        assertThat(ada.get("/changes/" + id).body()).contains("Acknowledged by");
        assertThat(audited("change", id))
                .containsSubsequence("alert.acknowledged", "alert.escalated", "alert.raised", "change.drafted");
        assertThat(server.jdbc()
                        .sql("select event from webhook_delivery where webhook_id = ? and body like ? order by number")
                        .params(webhook.get("webhook").get("id").asLong(), "%\"change\":" + id + ",%")
                        .query(String.class)
                        .list())
                .containsExactly("alert.raised", "alert.escalated", "alert.acknowledged");
    }

    private static int told(String at) {
        try {
            return JSON.readTree(olga.get(at).body())
                    .get("alert")
                    .get("toldAgain")
                    .asInt();
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void by_page_it_takes_two_forms_and_an_approver_who_judges_it_has_taken_notice() throws Exception {
        assertThat(olga.get("/vulnerabilities/" + CVE).body()).contains("/zero-day?vulnerability=" + CVE);
        assertThat(olga.get("/zero-day?vulnerability=" + CVE).body()).contains("value=\"" + CVE + "\"");
        String place = olga.post("/zero-day", Map.of("vulnerability", CVE, "filter", "tags==paged"))
                .header("Location");
        assertThat(place).contains("/zero-day/");
        String path = place.substring(place.indexOf("/zero-day/"));
        long id = Long.parseLong(path.substring("/zero-day/".length()));
        assertThat(olga.get(path).body()).contains("What would happen", "4 hosts get", "Wave <bdi>pilot</bdi>");
        String content = JSON.readTree(olga.get("/api/v1/changes/" + id).body())
                .get("change")
                .get("content")
                .asString();

        Visitor.Answer refused =
                olga.post(path, Map.of("content", content, "override", "windows", "overrideReason", "It burns"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("that takes the role security");
        assertThat(olga.post(path, Map.of("content", content)).header("Location"))
                .contains("/rollouts/");
        assertThat(Until.holds(() -> anyChanged("paged"))).isTrue();
        assertThat(ada.get("/changes/" + id).body()).contains("id=\"brake\"", "If you reject the change");
        read(ada.json("POST", "/api/v1/changes/" + id + "/approve", "{\"content\":\"" + content + "\"}"), 200);
        assertThat(JSON.readTree(olga.get("/api/v1/changes/" + id).body())
                        .get("alert")
                        .get("acknowledgedBy")
                        .asString())
                .isEqualTo("ada");
    }
}
