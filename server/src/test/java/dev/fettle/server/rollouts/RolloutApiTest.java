package dev.fettle.server.rollouts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.HostGroup;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Starting roll-outs and steering them, over HTTP, by several people. */
final class RolloutApiTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String AT = "/api/v1/rollouts";
    private static final String WHY = "{\"reason\":\"Because\"}";
    private static final Scope WEB = new Scope.Groups(Set.of(new HostGroup(HostGroup.Kind.TAG, "web")));

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;
    private static Visitor ada;
    private static Visitor sam;
    private static Visitor webSecurity;
    private static Visitor webViewer;
    private static Visitor webOperator;
    /** Two hosts for each tag; the first of them is tagged {@code web} too. */
    private static final Map<String, List<HostId>> HOSTS = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        olga = visitor("olga", new Grant(Role.OPERATOR, Scope.everything()));
        ada = visitor("ada", new Grant(Role.APPROVER, Scope.everything()));
        sam = visitor(
                "sam", new Grant(Role.OPERATOR, Scope.everything()), new Grant(Role.SECURITY, Scope.everything()));
        webSecurity = visitor("wim", new Grant(Role.OPERATOR, Scope.everything()), new Grant(Role.SECURITY, WEB));
        webViewer = visitor("walt", new Grant(Role.VIEWER, WEB));
        webOperator = visitor("wendy", new Grant(Role.OPERATOR, WEB), new Grant(Role.VIEWER, Scope.everything()));
        List<HostId> all = new ArrayList<>();
        for (String tag : List.of("asked", "steered", "skipped", "refused", "seen", "later", "held", "dated")) {
            List<HostId> two = List.of(
                    OrderedHosts.add(server, tag + "-1", tag, "web").host(),
                    OrderedHosts.add(server, tag + "-2", tag).host());
            HOSTS.put(tag, two);
            all.addAll(two);
        }
        OrderedHosts.settleManaged(server, all);
    }

    private static Visitor visitor(String name, Grant... grants) throws Exception {
        server.add(name, List.of(grants));
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode read(Visitor.Answer answer, int status) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    /** A change of the two hosts of a tag, one in each of two waves. */
    private static JsonNode drafted(String tag) throws Exception {
        return read(
                olga.json(
                        "POST",
                        "/api/v1/changes",
                        "{\"title\":\"Mend " + tag + "\",\"reason\":\"Because\",\"patches\":\"all\",\"filter\":\"tags=="
                                + tag + "\",\"waves\":[\"pilot 1 soak=1h\",\"broad rest\"]}"),
                201);
    }

    private static long approved(String tag) throws Exception {
        JsonNode change = drafted(tag).get("change");
        String at = "/api/v1/changes/" + change.get("id").asLong();
        read(olga.json("POST", at + "/propose", "{}", "If-Match", "*"), 200);
        JsonNode judged = read(
                ada.json(
                        "POST",
                        at + "/approve",
                        "{\"content\":\"" + change.get("content").asString() + "\"}"),
                200);
        assertThat(judged.get("change").get("state").asString()).isEqualTo("approved");
        return change.get("id").asLong();
    }

    private static Visitor.Answer roll(Visitor who, long change, String more) throws Exception {
        return who.json("POST", AT, "{\"change\":" + change + more + "}");
    }

    /** @return its address */
    private static String started(String tag) throws Exception {
        Visitor.Answer answer = roll(olga, approved(tag), "");
        read(answer, 201);
        return answer.header("Location").replaceFirst("^https?://[^/]+", "");
    }

    /** What the API says is asked of the database, so that asking is not braked. */
    private static void comes(String at, String table, String condition) {
        long number = Long.parseLong(at.substring(at.lastIndexOf('/') + 1));
        assertThat(Until.holds(() -> server.jdbc()
                                .sql("select count(*) as n from " + table + " where "
                                        + (table.equals("rollout") ? "number" : "rollout") + " = ? and " + condition)
                                .param(number)
                                .query((row, _) -> row.getLong("n"))
                                .single()
                        > 0))
                .as(condition)
                .isTrue();
    }

    private static String detail(Visitor.Answer answer, int status) {
        return read(answer, status).get("detail").asString();
    }

    @Test
    void an_approved_change_is_rolled_out_and_the_hosts_of_its_first_wave_are_asked() throws Exception {
        long change = approved("asked");
        Visitor.Answer answer = roll(olga, change, "");
        JsonNode begun = read(answer, 201);
        String at = answer.header("Location").replaceFirst("^https?://[^/]+", "");
        assertThat(at).isEqualTo(AT + "/" + begun.get("rollout").get("id").asLong());
        assertThat(answer.header("ETag")).startsWith("\"v");
        assertThat(begun.get("waves")).hasSize(2);
        assertThat(begun.get("builds").get("kept").asInt()).isZero();
        assertThat(begun.get("builds").get("others").asInt()).isEqualTo(3);
        assertThat(begun.get("builds").get("says").asString()).contains("0 of its 3 package files", "download");
        assertThat(begun.get("waves").get(0).get("gate").asString()).contains("At least 1 host succeeds");

        comes(at, "rollout_host", "state = 'asked' and order_number is not null");

        JsonNode now = read(olga.get(at), 200);
        assertThat(now.get("rollout").get("stage").asString()).isEqualTo("rolling");
        assertThat(now.get("says").asString()).contains("wave 1 of 2 (pilot)");
        assertThat(now.get("waits").toString()).contains("has not taken its order");
        assertThat(now.get("waves").get(0).get("counts").get("moving").asInt()).isOne();
        JsonNode host =
                read(olga.get(at + "/hosts?state=asked"), 200).get("items").get(0);
        assertThat(host.get("wave").asInt()).isOne();
        assertThat(host.get("says").asString()).contains("asked to install");
        JsonNode order = read(olga.get("/api/v1/orders/" + host.get("order").asLong()), 200);
        assertThat(order.get("order").get("hostId").asLong())
                .isEqualTo(host.get("host").asLong());
        assertThat(order.get("order").get("kind").asString()).isEqualTo("install");

        assertThat(detail(roll(olga, change, ""), 409)).contains("being rolled out already");
        assertThat(detail(roll(olga, approved("asked"), ""), 409)).contains("are in roll-out");
        assertThat(read(olga.get(AT + "?filter=change==" + change + ";open==true"), 200)
                        .get("items"))
                .hasSize(1);
        assertThat(read(olga.get(AT + "?filter=change==" + change + ";stage==completed"), 200)
                        .get("items"))
                .isEmpty();
    }

    @Test
    void its_hosts_come_part_by_part_and_by_state_wave_and_name() throws Exception {
        String at = started("later");
        JsonNode first = read(olga.get(at + "/hosts?limit=1"), 200);
        assertThat(first.get("items")).hasSize(1);
        JsonNode second = read(olga.get(first.get("next").asString()), 200);
        assertThat(second.get("items")).hasSize(1);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(second.get("items").get(0).get("wave").asInt()).isEqualTo(2);

        assertThat(read(olga.get(at + "/hosts?wave=2"), 200).get("items")).hasSize(1);
        assertThat(read(olga.get(at + "/hosts?wave=3"), 200).get("items")).isEmpty();
        assertThat(read(olga.get(at + "/hosts?name=LATER-2"), 200).get("items")).hasSize(1);
        assertThat(read(olga.get(at + "/hosts?state=done"), 200).get("items")).isEmpty();
        for (String wrong : List.of("state=ill", "wave=-1", "from=-1", "limit=0", "limit=501", "wave=x")) {
            assertThat(olga.get(at + "/hosts?" + wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void people_pause_it_resume_it_and_abort_it_with_their_reasons() throws Exception {
        String at = started("steered");
        comes(at, "rollout_host", "state = 'asked'");

        JsonNode paused = read(olga.json("POST", at + "/pause", "{}"), 200);
        assertThat(paused.get("rollout").get("stage").asString()).isEqualTo("paused");
        assertThat(paused.get("why").asString()).contains("has paused it.");
        assertThat(paused.get("waits").toString()).contains("resume it");
        assertThat(detail(olga.json("POST", at + "/pause", "{}"), 409)).contains("paused already");

        assertThat(olga.json("POST", at + "/resume", WHY, "If-Match", "\"v0\"").status())
                .isEqualTo(412);
        assertThat(olga.json("POST", at + "/resume", WHY, "If-Match", "\"nonsense\"")
                        .status())
                .isEqualTo(412);
        assertThat(detail(olga.json("POST", at + "/resume", "{}"), 422)).contains("Say why");
        assertThat(detail(olga.json("POST", at + "/resume", "{\"reason\":\"" + "x".repeat(1_001) + "\"}"), 422))
                .contains("1000");
        JsonNode resumed = read(olga.json("POST", at + "/resume", WHY, "If-Match", "*"), 200);
        assertThat(resumed.get("rollout").get("stage").asString()).isEqualTo("rolling");
        assertThat(resumed.get("why").isNull()).isTrue();
        assertThat(detail(olga.json("POST", at + "/resume", WHY), 409)).contains("not paused");

        assertThat(detail(olga.json("POST", at + "/abort", "{\"reason\":\"x\",\"which\":\"some\"}"), 422))
                .contains("/which", "nothing, failed, wave, all");
        assertThat(detail(olga.json("POST", at + "/abort", "{}"), 422)).contains("Say why");
        JsonNode aborted = read(olga.json("POST", at + "/abort", WHY), 200);
        assertThat(aborted.get("rollout").get("stage").asString()).isIn("ending", "aborted");
        comes(at, "rollout", "stage = 'aborted' and ended_at is not null");
        JsonNode ended = read(olga.get(at), 200);
        assertThat(ended.get("rollout").get("open").asBoolean()).isFalse();
        assertThat(ended.get("waits")).isEmpty();
        assertThat(detail(olga.json("POST", at + "/pause", "{}"), 409)).contains("has ended");
        long told = server.jdbc()
                .sql(
                        "select count(distinct kind) as n from audit_entry where subject_type = 'rollout' and subject_id = ?"
                                + " and kind in ('rollout.started', 'rollout.paused', 'rollout.resumed', 'rollout.aborted')")
                .param(at.substring(AT.length() + 1))
                .query((row, _) -> row.getLong("n"))
                .single();
        assertThat(told).isEqualTo(4);
    }

    @Test
    void a_host_is_skipped_with_a_reason_and_tried_again_only_when_it_had_its_turn() throws Exception {
        String at = started("skipped");
        comes(at, "rollout_host", "state = 'asked'");
        JsonNode waiting =
                read(olga.get(at + "/hosts?wave=2"), 200).get("items").get(0);
        JsonNode asked = read(olga.get(at + "/hosts?wave=1"), 200).get("items").get(0);
        String host = at + "/hosts/" + waiting.get("host").asLong();

        assertThat(detail(olga.json("POST", host + "/skip", "{}"), 422)).contains("Say why");
        JsonNode skipped = read(olga.json("POST", host + "/skip", WHY), 200);
        assertThat(skipped.get("waves").get(1).get("counts").get("skipped").asInt())
                .isOne();
        assertThat(read(olga.get(at + "/hosts?state=skipped"), 200)
                        .get("items")
                        .get(0)
                        .get("says")
                        .asString())
                .startsWith("A person took it out");
        assertThat(detail(olga.json("POST", host + "/retry", "{}"), 409)).contains("not been this host's turn");
        assertThat(detail(olga.json("POST", at + "/hosts/" + asked.get("host").asLong() + "/skip", WHY), 409))
                .contains("An order has been given");
        assertThat(detail(olga.json("POST", at + "/hosts/999999/skip", WHY), 404))
                .contains("no such host");
        assertThat(olga.json("POST", at + "/hosts/none/skip", WHY).status()).isIn(400, 404);
    }

    @Test
    void what_cannot_be_started_is_refused_with_a_sentence() throws Exception {
        long draft = drafted("refused").get("change").get("id").asLong();
        assertThat(detail(roll(olga, draft, ""), 409))
                .contains("is not approved")
                .contains("draft");

        long change = approved("refused");
        assertThat(detail(roll(olga, change, ",\"content\":\"" + "0".repeat(64) + "\""), 409))
                .contains("not what you saw");
        assertThat(detail(roll(olga, change, ",\"content\":\"x\""), 422)).contains("/content");
        assertThat(detail(roll(olga, change, ",\"startAt\":\"tomorrow\""), 422)).contains("/startAt", "2027-01-19");
        assertThat(detail(roll(olga, change, ",\"startAt\":\"" + Instant.now().plus(400, ChronoUnit.DAYS) + "\""), 422))
                .contains("within a year");
        assertThat(detail(olga.json("POST", AT, "{}"), 422)).contains("/change");
        assertThat(detail(roll(olga, 999_999, ""), 404)).contains("no such change");
        assertThat(roll(ada, change, "").status()).isEqualTo(403);

        assertThat(detail(roll(olga, change, ",\"backAnyTime\":true,\"overrideReason\":\"It breaks\""), 422))
                .contains("that takes the role security");
        assertThat(detail(roll(webSecurity, change, ",\"backAnyTime\":true,\"overrideReason\":\"It breaks\""), 422))
                .contains("at least not for all hosts of this change");
        assertThat(detail(roll(sam, change, ",\"backAnyTime\":true,\"overrideReason\":\" \""), 422))
                .contains("Say why windows are not waited for");

        JsonNode later = read(
                roll(
                        sam,
                        change,
                        ",\"backAnyTime\":true,\"overrideReason\":\"It breaks\",\"startAt\":\""
                                + Instant.now().plus(2, ChronoUnit.DAYS) + "\""),
                201);
        assertThat(later.get("rollout").get("stage").asString()).isEqualTo("scheduled");
        assertThat(later.get("rollout").get("backAnyTime").asBoolean()).isTrue();
        assertThat(later.get("rollout").get("overrideReason").asString()).isEqualTo("It breaks");
        String number = later.get("rollout").get("id").asString();
        assertThat(server.jdbc()
                        .sql(
                                "select actor_name || ': ' || why as said from audit_entry where kind = 'rollout.back-any-time'"
                                        + " and subject_id = ?")
                        .param(number)
                        .query(String.class)
                        .list())
                .containsExactly("sam: It breaks");
        assertThat(olga.get("/rollouts/" + number).body())
                .contains("wait for neither windows nor freezes", "sam", "It breaks");
        assertThat(later.get("rollout").get("wave").isNull()).isTrue();
        assertThat(later.get("waits").toString()).contains("It begins on");
    }

    @Test
    void a_change_is_neither_edited_nor_withdrawn_before_its_roll_out_has_ended() throws Exception {
        long change = approved("held");
        Visitor.Answer begun = roll(olga, change, "");
        long number = read(begun, 201).get("rollout").get("id").asLong();
        String at = "/api/v1/changes/" + change;
        for (String verb : List.of("plan", "withdraw")) {
            assertThat(detail(olga.json("POST", at + "/" + verb, "{}", "If-Match", "*"), 409))
                    .isEqualTo("Roll-out " + number
                            + " of this change is under way. Abort it first, or draft another change.");
        }
        assertThat(detail(
                        olga.json(
                                "PUT",
                                at,
                                "{\"title\":\"t\",\"reason\":\"r\",\"patches\":\"all\",\"filter\":\"tags==held\"}",
                                "If-Match",
                                "*"),
                        409))
                .contains("is under way");
        assertThat(olga.get("/changes/" + change).body())
                .contains("id=\"under-way\"")
                .doesNotContain("id=\"plan\"", "id=\"withdraw\"", "/edit\"");

        read(olga.json("POST", AT + "/" + number + "/abort", WHY), 200);
        comes(AT + "/" + number, "rollout", "ended_at is not null");

        assertThat(olga.get("/changes/" + change).body()).contains("id=\"plan\"", "id=\"withdraw\"", "/edit\"");
        read(olga.json("POST", at + "/plan", "{}", "If-Match", "*"), 200);
    }

    @Test
    void calendars_tell_when_it_is_to_begin_and_until_it_has_ended_to_those_who_see_all_of_its_hosts()
            throws Exception {
        Instant begins = Instant.now().plus(2, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MINUTES);
        JsonNode run = read(roll(olga, approved("dated"), ",\"startAt\":\"" + begins + "\""), 201);
        String id = run.get("rollout").get("id").asString();
        String event = "UID:rollout-" + id + "@fettle\r\n";
        String stamp = begins.toString().replaceAll("[-:]", "");

        String feed = ada.get("/api/v1/windows.ics").body().replace("\r\n ", "");
        assertThat(feed)
                .contains(event, "DTSTART:" + stamp, "SUMMARY:Roll-out " + id + ": Mend dated")
                .contains("It has not begun.\\n2 hosts in 2 waves\\; 0 are done.");
        String mine = feed.substring(feed.indexOf(event));
        assertThat(Instant.parse(mine.replaceAll("(?s).*?DTEND:(....)(..)(..)T(..)(..)(..)Z.*", "$1-$2-$3T$4:$5:$6Z")))
                .as("with the soak time of an hour of both waves")
                .isAfter(begins.plus(2, ChronoUnit.HOURS));
        assertThat(webViewer.get("/api/v1/windows.ics").body())
                .startsWith("BEGIN:VCALENDAR")
                .doesNotContain(event);

        read(olga.json("POST", AT + "/" + id + "/abort", WHY), 200);
        comes(AT + "/" + id, "rollout", "ended_at is not null");
        assertThat(ada.get("/api/v1/windows.ics").body()).doesNotContain(event);
    }

    @Test
    void who_sees_only_some_of_its_hosts_does_not_see_it_and_who_may_change_only_some_does_not_steer_it()
            throws Exception {
        long change = approved("seen");
        assertThat(roll(webOperator, change, "").status()).isEqualTo(404);
        Visitor.Answer answer = roll(olga, change, "");
        long number = read(answer, 201).get("rollout").get("id").asLong();
        String at = AT + "/" + number;

        assertThat(webViewer.get(at).status()).isEqualTo(404);
        assertThat(webViewer.get(at + "/hosts").status()).isEqualTo(404);
        assertThat(webViewer.get("/rollouts/" + number).status()).isEqualTo(404);
        assertThat(webViewer.get("/rollouts/now?rollout=" + number).status()).isEqualTo(404);
        assertThat(webViewer.get(AT + "?limit=500").body()).doesNotContain("\"id\":" + number + ",");
        assertThat(webViewer.json("POST", at + "/pause", "{}").status()).isEqualTo(403);

        assertThat(webOperator.get(at).status()).isEqualTo(200);
        for (String way :
                List.of("/pause", "/abort", "/hosts/" + HOSTS.get("seen").getFirst() + "/skip")) {
            assertThat(webOperator.json("POST", at + way, WHY).status()).as(way).isEqualTo(404);
        }
        assertThat(ada.get(at).status()).isEqualTo(200);
        assertThat(ada.json("POST", at + "/pause", "{}").status()).isEqualTo(403);
    }
}
