package dev.fettle.server.rollouts;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.fettle.server.Browser;
import dev.fettle.server.Until;
import dev.fettle.server.Visitor;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way from a vulnerability to patched hosts, by two people: once with browsers, once with tokens. */
final class ChangeWalkTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WAVES = "pilot 1 soak=0m\nall rest soak=0m";

    @TempDir
    Path folder;

    @Test
    void a_vulnerability_is_closed_by_two_people_with_their_browsers() throws Exception {
        Optional<Path> program = Browser.program();
        assumeTrue(program.isPresent(), "No Chromium is installed, so nobody walks: apt-get install chromium.");
        try (PlayedFleet fleet = PlayedFleet.start(folder);
                Browser olga = Browser.open(program.get(), fleet.server().address());
                Browser ada = olga.another();
                Browser vera = olga.another()) {
            drafted(olga, fleet);
            olga.page().locator("#propose").click();
            olga.page().locator(".tags .badge:has-text('proposed')").waitFor();
            assertThat(olga.page().locator("#objection")).containsText("You proposed");
            assertThat(olga.page().locator("#approve")).hasCount(0);
            approved(ada, fleet);
            fleet.play(1, 1);
            steered(olga, fleet);
            incident(olga, fleet);
            audited(vera, fleet);
            for (Browser each : List.of(olga, ada, vera)) {
                assertThat(each.complaints()).isEmpty();
            }
        }
    }

    private static void drafted(Browser olga, PlayedFleet fleet) {
        Page page = olga.page();
        olga.signIn("olga");
        page.navigate(fleet.server().address() + "/vulnerabilities");
        page.getByText(PlayedFleet.VULNERABILITY).first().click();
        page.getByText("Make a change of this").click();
        page.waitForURL("**/changes/new**");
        page.locator("#reason").fill("It is open on every shop");
        page.locator("#waves").fill(WAVES);
        page.locator("#atOnce").fill("2");
        page.locator("#unavailable").fill("2");
        picture(olga, "draft");
        page.locator("#save").click();
        page.waitForURL("**/changes/1");
        picture(olga, "planned");
        assertThat(page.locator("main").innerText())
                .contains(PlayedFleet.VULNERABILITY, "libssl3", "1.0-1", "1.0-2", "6 hosts in 2 waves", "shop-6");
    }

    /** For people to look at, with {@code -Dfettle.pictures=FOLDER}. */
    private static void picture(Browser who, String name) {
        String to = System.getProperty("fettle.pictures", "");
        if (!to.isEmpty()) {
            who.page()
                    .screenshot(new Page.ScreenshotOptions()
                            .setPath(Path.of(to, name + ".png"))
                            .setFullPage(true));
        }
    }

    /** What an approver has to know stands on one page. */
    private static void approved(Browser ada, PlayedFleet fleet) {
        Page page = ada.page();
        ada.signIn("ada");
        page.navigate(fleet.server().address() + "/changes?state=proposed");
        page.locator("main").getByText("Close " + PlayedFleet.VULNERABILITY).click();
        page.waitForURL("**/changes/1");
        assertThat(page.locator("main").innerText())
                .contains("6 findings closed on 6 hosts") // risk
                .contains("whether it can be taken back is not known") // reversibility
                .contains("6 hosts may be changed at any time") // window
                .contains("Takes about")
                .contains("1.0-2");
        page.locator("a.button[href$='/hosts']").click();
        page.waitForURL("**/changes/1/hosts");
        page.locator("#name").fill("SHOP-5");
        page.locator("#name").press("Enter");
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody tr")).containsText("2 packages in about 38 seconds; closes 1 vulnerability");
        page.goBack();
        page.goBack();
        page.locator("#approve").click();
        page.locator(".tags .badge:has-text('approved')").waitFor();
        assertThat(page.locator("#roll-out")).hasCount(0);
        picture(ada, "approval");
        ada.look(360, 740, ColorScheme.DARK);
        picture(ada, "approval-narrow");
        assertThat(ada.wider()).as("%s", ada.tooWide()).isFalse();
    }

    /** The page is never loaded anew to see how it goes on. */
    private static void steered(Browser olga, PlayedFleet fleet) {
        Page page = olga.page();
        page.reload();
        page.locator("#roll-out").click();
        page.waitForURL("**/rollouts/1");
        page.locator("#rollout").getByText("1 of 6 hosts are done").waitFor();
        page.locator("#hosts .badge:has-text('asked')").nth(1).waitFor();

        page.locator("#pause").click();
        assertThat(page.locator("#why")).containsText("olga has paused it.");
        assertThat(page.locator("#hosts .badge:has-text('asked')")).hasCount(0);
        page.navigate(fleet.server().address() + "/overview");
        assertThat(page.locator(".call")).containsText("olga has paused it.");
        picture(olga, "overview");
        page.locator(".call a").click();
        page.locator("#host-reason").fill("It is replaced tomorrow");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Skip shop-6"))
                .click();
        page.locator("#hosts .badge:has-text('skipped')").waitFor();
        page.locator("#reason").fill("The pilot is well");
        picture(olga, "paused");
        page.locator("#resume").click();
        assertThat(page.locator("#why")).hasCount(0);

        fleet.play(2, 6);
        page.locator("#rollout .badge:has-text('partly')").waitFor();
        assertThat(page.locator("#rollout").innerText()).contains("5 of 6 hosts are done", "1 skipped");
        assertThat(page.locator("#hosts .badge:has-text('done')")).hasCount(5);
        assertThat(page.locator("#steering")).containsText("It has ended");
        assertThat(page.locator("#hosts").innerText()).contains("Installed in a second, restarted in a second");
        picture(olga, "ended");
        olga.look(360, 740, ColorScheme.DARK);
        picture(olga, "ended-narrow");
        assertThat(olga.wider()).as("%s", olga.tooWide()).isFalse();
    }

    private static void incident(Browser olga, PlayedFleet fleet) {
        Page page = olga.page();
        olga.look(1280, 900, ColorScheme.LIGHT);
        page.navigate(fleet.server().address() + "/changes/1");
        page.locator("#incidents summary").click();
        page.locator("#incident-what").fill("The till stood still");
        page.locator("#incident-minutes").fill("4");
        page.locator("#incident").click();
        assertThat(page.locator("#incidents li")).containsText("The till stood still");
        assertThat(page.locator("#incidents li")).containsText("services down for 4 minutes");
        picture(olga, "incident");
    }

    private static void audited(Browser vera, PlayedFleet fleet) {
        Page page = vera.page();
        vera.signIn("vera");
        page.navigate(fleet.server().address() + "/audit?person=olga");
        assertThat(page.locator("main").innerText())
                .contains(
                        "proposed the change",
                        "started the roll-out",
                        "It is replaced tomorrow",
                        "The pilot is well",
                        "recorded an incident");
        page.navigate(fleet.server().address() + "/audit?person=ada");
        assertThat(page.locator("main").innerText()).contains("approved the change");
        page.navigate(fleet.server().address() + "/audit");
        page.locator("#audit-verify").click();
        page.locator("#verification .badge:has-text('Unbroken')").waitFor();
    }

    @Test
    void a_vulnerability_is_closed_by_two_tokens() throws Exception {
        try (PlayedFleet fleet = PlayedFleet.start(folder)) {
            Program olga = new Program(fleet.server().visitor(), fleet.token("olga", "operator", "approver"));
            Program ada = new Program(fleet.server().visitor(), fleet.token("ada", "approver"));
            JsonNode draft = olga.send("/changes", """
                    {"title":"Close it","reason":"It is open","patches":"vulnerabilities","names":["%s"],"filter":"tags==shop",
                     "waves":["pilot 1 soak=0m","all rest soak=0m"],"atOnce":2,"unavailable":2}""".formatted(PlayedFleet.VULNERABILITY));
            assertThat(draft.get("windows").toString()).contains("at any time");
            String at = "/changes/" + draft.get("change").get("id").asLong();
            String content =
                    "{\"content\":\"" + draft.get("change").get("content").asString() + "\"}";
            olga.send(at + "/propose", "{}");
            assertThat(olga.answer(at + "/approve", content).status()).isEqualTo(409);
            ada.send(at + "/approve", content);

            fleet.play(1, 1);
            JsonNode begun = olga.send(
                    "/rollouts", "{\"change\":" + draft.get("change").get("id").asLong() + "}");
            String run = "/rollouts/" + begun.get("rollout").get("id").asLong();
            comes(fleet, 2, "state = 'asked' and place > 0");
            olga.send(run + "/pause", "{}");
            comes(fleet, 0, "state = 'asked'");
            olga.send(run + "/hosts/" + fleet.host(6) + "/skip", "{\"reason\":\"It is replaced\"}");
            olga.send(run + "/resume", "{\"reason\":\"The pilot is well\"}");
            fleet.play(2, 6);
            comes(fleet, 5, "state = 'done'");

            JsonNode facts = olga.read("/facts?filter=rollout==" + run.substring("/rollouts/".length()));
            assertThat(facts.get("items")).hasSize(6);
            JsonNode first = facts.get("items").get(0);
            assertThat(first.get("outcome").asString()).isEqualTo("done");
            assertThat(first.get("releasedAt").asString()).isEqualTo("2026-11-01T00:00:00Z");
            assertThat(List.of("detectedAt", "approvedAt", "startedAt", "askedAt", "begunAt", "installedAt", "endedAt"))
                    .extracting(
                            each -> Instant.parse(first.get(each).asString()).truncatedTo(ChronoUnit.SECONDS))
                    .isSorted();
            assertThat(first.get("installSeconds").asDouble()).isPositive();
            assertThat(first.get("downSeconds").asDouble()).isPositive();
            assertThat(olga.answer(at + "/incidents", "{\"what\":\" \"}").status())
                    .isEqualTo(422);
            assertThat(olga.answer(at + "/incidents", "{\"what\":\"x\",\"beganAt\":\"2999-01-01T00:00:00Z\"}")
                            .status())
                    .isEqualTo(422);
            assertThat(ada.answer(at + "/incidents", "{\"what\":\"x\"}").status())
                    .isEqualTo(403);
            assertThat(olga.answer("/changes/999/incidents", "{\"what\":\"x\"}").status())
                    .isEqualTo(404);
            olga.send(at + "/incidents", "{\"what\":\"The till stood still\",\"downMinutes\":4}");
            assertThat(ada.read(at + "/incidents").toString()).contains("The till stood still");

            planned(fleet, olga);
            JsonNode ended = olga.read(run);
            assertThat(ended.get("rollout").get("done").asInt()).isEqualTo(5);
            Program vera = new Program(fleet.server().visitor(), fleet.token("vera", "auditor"));
            assertThat(vera.read("/audit?limit=500").toString())
                    .contains("change.approved", "rollout.host-skipped", "rollout.resumed", "\"ada", "\"olga");
        }
    }

    /** What hosts really took, which is here made up from one of them, is what the next plan expects. */
    private static void planned(PlayedFleet fleet, Program olga) throws Exception {
        String wish = """
                {"title":"Again","reason":"It is open","patches":"vulnerabilities","names":["%s"]}""".formatted(PlayedFleet.VULNERABILITY);
        JsonNode few = olga.send("/changes", wish).get("classes").get(0);
        assertThat(few.get("notes").toString()).doesNotContain("By history");
        fleet.server().jdbc().sql("""
                insert into change_fact (rollout, place, change_number, host_id, host_name, outcome, why, package_set, packages,
                    bytes, reboot, started_at, ended_at, install_seconds)
                select rollout, place, change_number, host_id, host_name, outcome, why, package_set, packages, bytes, reboot,
                    started_at, ended_at, 1200 from change_fact cross join generate_series(1, 20)
                where id = (select min(id) from change_fact where outcome = 'done')""").update();
        JsonNode many = olga.send("/changes", wish).get("classes").get(0);
        assertThat(many.get("notes").toString()).contains("95% of the last 25 hosts");
        assertThat(many.get("expectedSeconds").asLong()).isEqualTo(1200);
        assertThat(few.get("expectedSeconds").asLong()).isLessThan(100);
    }

    /** So many hosts stand so. */
    private static void comes(PlayedFleet fleet, long hosts, String condition) {
        assertThat(Until.holds(() -> fleet.server()
                                .jdbc()
                                .sql("select count(*) as n from rollout_host where " + condition)
                                .query((row, _) -> row.getLong("n"))
                                .single()
                        == hosts))
                .as(condition)
                .isTrue();
    }

    /** A program with a token. */
    private record Program(Visitor visitor, String token) {
        JsonNode read(String path) throws Exception {
            return JSON.readTree(visitor.get("/api/v1" + path, "Authorization", "Bearer " + token)
                    .body());
        }

        Visitor.Answer answer(String path, String body) throws Exception {
            return visitor.json("POST", "/api/v1" + path, body, "Authorization", "Bearer " + token, "If-Match", "*");
        }

        JsonNode send(String path, String body) throws Exception {
            Visitor.Answer answer = answer(path, body);
            assertThat(answer.status()).as(answer.body()).isLessThan(300);
            return JSON.readTree(answer.body());
        }
    }
}
