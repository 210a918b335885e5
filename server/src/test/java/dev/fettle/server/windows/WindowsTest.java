package dev.fettle.server.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.Opening;
import dev.fettle.core.plan.WindowCalendar;
import dev.fettle.server.RunningServer;
import dev.fettle.server.SetClock;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.hosts.HostileHosts;
import dev.fettle.server.hosts.RecordLook;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Windows and freezes, by pages and API. */
final class WindowsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Instant NOW = Instant.parse("2027-01-05T12:00:00Z");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;
    private static HostId shop;
    private static HostId other;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of(), new SetClock(NOW), _ -> {});
        server.add("olga", List.of(new Grant(Role.OPERATOR, Scope.everything())));
        server.add("vera", List.of(new Grant(Role.VIEWER, Scope.everything())));
        olga = server.visitor();
        olga.signIn("olga", RunningServer.PASSWORD);
        List<HostId> hosts = HostileHosts.record(
                server.bean(RecordLook.class), List.of("shop", "other"), Instant.parse("2027-01-04T12:00:00Z"));
        shop = hosts.getFirst();
        other = hosts.getLast();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (String kind : List.of("/windows", "/freezes")) {
            for (JsonNode each : api(kind).get("items")) {
                assertThat(send("DELETE", kind + "/" + each.get("id").asLong(), Map.of())
                                .status())
                        .isEqualTo(204);
            }
        }
    }

    private static JsonNode api(String path) throws Exception {
        Visitor.Answer answer = olga.get("/api/v1" + path);
        assertThat(answer.status()).as(path + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static Visitor.Answer send(String method, String path, Map<String, Object> body) throws Exception {
        return olga.json(method, "/api/v1" + path, JSON.writeValueAsString(body), "If-Match", "*");
    }

    private static JsonNode add(String kind, Map<String, Object> item) throws Exception {
        Visitor.Answer answer = send("POST", kind, item);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    private static Map<String, Object> window(String name, String condition, String opens) {
        return new HashMap<>(Map.of(
                "name",
                name,
                "condition",
                condition,
                "first",
                "2027-01-01T02:00",
                "rule",
                opens,
                "minutes",
                120,
                "zone",
                "Europe/Berlin"));
    }

    private static Map<String, Object> freeze(String name, String condition, String start, String end) {
        return Map.of("name", name, "condition", condition, "start", start, "end", end, "zone", "UTC");
    }

    private static long audited(String kind) {
        return server.jdbc()
                .sql("select count(*) as n from audit_entry where kind = ?")
                .param(kind)
                .query((row, _) -> row.getLong("n"))
                .single();
    }

    @Test
    void a_window_is_made_in_words_and_told_with_its_openings() throws Exception {
        long before = audited("window.added");
        JsonNode made = add("/windows", window("shops", "", "Saturday after the second Tuesday"));
        assertThat(made.get("rule").asString()).isEqualTo("FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=12,13,14,15,16,17,18");
        assertThat(made.get("words").asString()).isEqualTo("on the Saturday after the second Tuesday of each month");
        JsonNode openings =
                api("/windows/" + made.get("id").asLong() + "/openings").get("openings");
        assertThat(openings).hasSize(12);
        assertThat(openings.get(0).get("start").asString()).isEqualTo("2027-01-16T01:00:00Z");
        assertThat(openings.get(0).get("localStart").asString()).isEqualTo("2027-01-16T02:00:00+01:00");
        assertThat(openings.get(3).get("localStart").asString()).isEqualTo("2027-04-17T02:00:00+02:00");
        assertThat(openings.get(3).get("note").asString()).contains("Clocks were set");
        assertThat(audited("window.added")).isEqualTo(before + 1);
    }

    private static void tag(HostId host, String... tags) {
        server.jdbc()
                .sql("update host set tags = string_to_array(?, ',') where id = ?")
                .params(String.join(",", tags), host.value())
                .update();
    }

    @Test
    void a_window_goes_by_the_clocks_of_each_host_if_it_says_so() throws Exception {
        Map<String, Object> wish = window("nightly", "", "every day");
        wish.put("zone", "Host europe/berlin");
        JsonNode made = add("/windows", wish);
        assertThat(made.get("zone").asString()).isEqualTo("host Europe/Berlin");
        tag(shop, "zone:America/New_York", "web");
        tag(other, "zone:Atlantis/Capital");
        try {
            JsonNode there = api("/hosts/" + shop + "/windows");
            assertThat(there.get("openings").get(0).get("start").asString()).isEqualTo("2027-01-06T07:00:00Z");
            JsonNode here = api("/hosts/" + other + "/windows");
            assertThat(here.get("openings").get(0).get("start").asString()).isEqualTo("2027-01-06T01:00:00Z");

            Calendars calendars = server.bean(Windows.class).calendars();
            assertThat(calendars.of(shop).upcoming(NOW, 1).getFirst().start())
                    .isEqualTo(Instant.parse("2027-01-06T07:00:00Z"));
            assertThat(calendars.of(other).upcoming(NOW, 1).getFirst().start())
                    .isEqualTo(Instant.parse("2027-01-06T01:00:00Z"));

            wish.put("zone", "host Mars/Olympus");
            assertThat(send("POST", "/windows/preview", wish).status()).isEqualTo(422);
            wish.put("zone", "Europe/Berlin");
            assertThat(send("PUT", "/windows/" + made.get("id").asLong(), wish).status())
                    .isEqualTo(200);
            assertThat(api("/hosts/" + shop + "/windows")
                            .get("openings")
                            .get(0)
                            .get("start")
                            .asString())
                    .isEqualTo("2027-01-06T01:00:00Z");
        } finally {
            tag(shop);
            tag(other);
        }
    }

    @Test
    void a_host_has_the_windows_and_freezes_that_it_fits() throws Exception {
        add("/windows", window("nightly", "name==*shop", "every day"));
        add("/windows", window("rarely", "name==none", "third Tuesday"));
        add("/freezes", freeze("sale", "name==*shop", "2027-01-06T00:00", "2027-01-08T00:00"));
        add("/freezes", freeze("over", "", "2026-12-01T00:00", "2027-01-01T00:00"));

        JsonNode own = api("/hosts/" + shop + "/windows");
        assertThat(own.get("restricted").asBoolean()).isTrue();
        assertThat(own.get("openUntil").isNull()).isTrue();
        assertThat(own.get("windows").findValuesAsString("name")).containsExactly("nightly");
        assertThat(own.get("freezes").findValuesAsString("name")).containsExactly("sale");
        assertThat(own.get("openings").get(0).get("start").asString()).isEqualTo("2027-01-08T01:00:00Z");

        JsonNode free = api("/hosts/" + other + "/windows");
        assertThat(free.get("restricted").asBoolean()).isFalse();
        assertThat(free.get("openUntil").asString()).isEqualTo("2027-02-05T12:00:00Z");
        assertThat(free.get("windows")).isEmpty();

        Calendars calendars = server.bean(Windows.class).calendars();
        assertThat(calendars.of(shop).next(NOW))
                .contains(new Opening(Instant.parse("2027-01-08T01:00:00Z"), Instant.parse("2027-01-08T03:00:00Z")));
        assertThat(calendars.of(other).openUntil(NOW)).contains(NOW.plus(WindowCalendar.LONGEST));

        String page = olga.get("/hosts/" + shop + "/windows").body();
        assertThat(page).contains("May not be changed now", "nightly", "sale", "Fri 8 Jan 2027, 02:00 UTC+01:00");
        assertThat(olga.get("/hosts/" + other + "/windows").body()).contains("May be changed now");
    }

    @Test
    void a_host_of_which_nothing_is_known_has_what_is_for_all() throws Exception {
        add("/windows", window("nightly", "", "every day"));
        add("/freezes", freeze("always", "", "2027-01-01T00:00", "2027-02-01T00:00"));
        Calendars calendars = server.bean(Windows.class).calendars();
        HostId unknown = new HostId(4_711);
        assertThat(calendars.of(unknown).isUnrestricted()).isFalse();
        assertThat(calendars.of(unknown).isFrozen(NOW)).isTrue();
        assertThat(calendars
                        .of(unknown)
                        .nextFitting(NOW, Duration.ofMinutes(121))
                        .isPresent())
                .isFalse();
    }

    @Test
    void a_window_that_somebody_has_changed_meanwhile_is_not_overwritten() throws Exception {
        long id = add("/windows", window("shops", "", "weekdays")).get("id").asLong();
        String tag =
                olga.get("/api/v1/windows/" + id).headers().firstValue("ETag").orElseThrow();
        String body = JSON.writeValueAsString(window("shops too", "", "every day"));
        assertThat(olga.json("PUT", "/api/v1/windows/" + id, body, "If-Match", tag)
                        .status())
                .isEqualTo(200);
        assertThat(olga.json("PUT", "/api/v1/windows/" + id, body, "If-Match", tag)
                        .status())
                .isEqualTo(412);
        assertThat(olga.json("PUT", "/api/v1/windows/" + id, body).status()).isEqualTo(428);
        long freeze = add("/freezes", freeze("f", "", "2027-01-01T00:00", "2027-02-01T00:00"))
                .get("id")
                .asLong();
        assertThat(send("PUT", "/freezes/" + freeze, freeze("g", "", "2027-01-01T00:00", "2027-03-01T00:00"))
                        .status())
                .isEqualTo(200);
        assertThat(api("/freezes/" + freeze).get("end").asString()).isEqualTo("2027-03-01T00:00");
        assertThat(audited("freeze.changed")).isPositive();
    }

    @Test
    void what_makes_no_sense_is_refused_with_a_sentence() throws Exception {
        add("/windows", window("taken", "", "every day"));
        add("/freezes", freeze("taken", "", "2027-01-01T00:00", "2027-02-01T00:00"));
        Map<String, String> wrong = new HashMap<>(Map.of(
                "rule=now and then", "third Tuesday",
                "rule=FREQ=SECONDLY", "daily or less often",
                "rule=FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never opens",
                "zone=Berlin", "Did you mean Europe/Berlin?",
                "zone=+02:00", "no time zone",
                "first=soon", "2027-01-19T02:00",
                "first=+999999999-01-01T00:00", "between the years",
                "minutes=0", "1 to 10080 minutes",
                "condition=nothing==1", "has no field",
                "name=taken", "Another window is called taken"));
        wrong.put("name=  ", "has a name");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            Map<String, Object> item = window("x", "", "every day");
            String[] part = each.getKey().split("=", 2);
            item.put(part[0], part[0].equals("minutes") ? (Object) Integer.valueOf(part[1]) : part[1]);
            Visitor.Answer answer = send("POST", "/windows", item);
            assertThat(answer.status()).as(each.getKey()).isEqualTo(422);
            assertThat(answer.body()).as(each.getKey()).contains(each.getValue());
        }
        assertThat(send("POST", "/freezes", freeze("x", "", "2027-01-02T00:00", "2027-01-01T00:00"))
                        .body())
                .contains("ends after it begins");
        assertThat(send("POST", "/freezes", freeze("x", "", "2027-01-02T00:00", "2029-01-01T00:00"))
                        .body())
                .contains("at most 366 days");
        assertThat(send("POST", "/freezes", freeze("taken", "", "2027-01-02T00:00", "2027-01-03T00:00"))
                        .body())
                .contains("Another freeze");
        assertThat(api("/windows").get("items")).hasSize(1);
        assertThat(api("/freezes").get("items")).hasSize(1);
    }

    @Test
    void the_page_shows_what_would_open_before_it_saves() throws Exception {
        Map<String, String> form = new HashMap<>(Map.of(
                "name",
                "shops",
                "first",
                "2027-03-01T02:30",
                "zone",
                "Europe/Berlin",
                "minutes",
                "60",
                "kind",
                "nth",
                "nth",
                "last",
                "day",
                "sunday"));
        String preview = olga.post("/windows/edit", form).body();
        assertThat(preview)
                .contains("on the last Sunday of each month", "Sun 28 Mar 2027, 03:30 UTC+02:00")
                .contains("Clocks don't show 02:30 on this day.");
        assertThat(api("/windows").get("items")).isEmpty();

        form.put("what", "save");
        assertThat(olga.post("/windows/edit", form).status()).isEqualTo(302);
        JsonNode saved = api("/windows").get("items").get(0);
        assertThat(saved.get("rule").asString()).isEqualTo("FREQ=MONTHLY;BYDAY=-1SU");
        String id = saved.get("id").asString();
        assertThat(olga.get("/windows").body()).contains("shops", "on the last Sunday of each month");
        assertThat(olga.get("/windows/edit?id=" + id).body()).contains("value=\"sunday\" selected");
        assertThat(olga.post("/windows/edit", Map.of("id", id, "version", "0", "what", "remove"))
                        .status())
                .isEqualTo(302);
        assertThat(api("/windows").get("items")).isEmpty();

        form.put("kind", "weekly");
        assertThat(olga.post("/windows/edit", form).status()).isEqualTo(422);
        assertThat(olga.post(
                                "/windows/freezes/edit",
                                Map.of(
                                        "name",
                                        "f",
                                        "start",
                                        "2027-01-01T00:00",
                                        "end",
                                        "2027-01-09T00:00",
                                        "zone",
                                        "UTC"))
                        .status())
                .isEqualTo(302);
        assertThat(olga.get("/windows").body()).contains(">now<");
    }

    @Test
    void who_only_sees_hosts_sees_windows_and_sets_none() throws Exception {
        Visitor vera = server.visitor();
        vera.signIn("vera", RunningServer.PASSWORD);
        assertThat(vera.get("/windows").status()).isEqualTo(200);
        assertThat(vera.get("/windows").body()).doesNotContain("/windows/edit");
        assertThat(vera.get("/windows/edit").status()).isEqualTo(403);
        assertThat(vera.get("/hosts/" + shop + "/windows").status()).isEqualTo(200);
        assertThat(vera.get("/api/v1/windows").status()).isEqualTo(200);
        assertThat(vera.json("POST", "/api/v1/windows", JSON.writeValueAsString(window("x", "", "every day")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void calendars_subscribe_with_a_token_as_bearer_or_as_password() throws Exception {
        add("/windows", window("shops", "", "third Tuesday"));
        add("/freezes", freeze("year, end", "", "2027-01-01T00:00", "2027-01-09T00:00"));
        String body = olga.get("/api/v1/windows.ics").body();
        assertThat(body)
                .startsWith("BEGIN:VCALENDAR\r\n")
                .contains("DTSTART:20270119T010000Z", "DTEND:20270119T030000Z", "SUMMARY:shops")
                .contains("SUMMARY:Frozen: year\\, end");

        Visitor stranger = server.visitor();
        Visitor.Answer refused = stranger.get("/api/v1/windows.ics");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"Fettle\"");
        String wrong = Base64.getEncoder().encodeToString("any:fettle_wrong".getBytes(StandardCharsets.UTF_8));
        assertThat(stranger.get("/api/v1/windows.ics", "Authorization", "Basic " + wrong)
                        .status())
                .isEqualTo(401);
        assertThat(stranger.get("/api/v1/windows.ics", "Authorization", "Basic ***")
                        .status())
                .isEqualTo(401);
        Visitor.Answer made =
                olga.json("POST", "/api/v1/tokens", "{\"name\":\"calendar\",\"roles\":[\"operator\"],\"days\":3}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String token = JSON.readTree(made.body()).get("token").asString();
        String right = Base64.getEncoder().encodeToString(("any:" + token).getBytes(StandardCharsets.UTF_8));
        assertThat(stranger.get("/api/v1/windows.ics", "Authorization", "Basic " + right)
                        .body())
                .startsWith("BEGIN:VCALENDAR");
        assertThat(stranger.get("/api/v1/windows.ics", "Authorization", "Bearer " + token)
                        .body())
                .startsWith("BEGIN:VCALENDAR");
        assertThat(stranger.get("/api/v1/windows", "Authorization", "Basic " + right)
                        .status())
                .isEqualTo(401);
    }
}
