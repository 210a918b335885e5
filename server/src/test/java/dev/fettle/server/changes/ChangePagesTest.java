package dev.fettle.server.changes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.core.access.Grant;
import dev.fettle.core.access.Role;
import dev.fettle.core.access.Scope;
import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import dev.fettle.server.hosts.HostId;
import dev.fettle.server.orders.OrderedHosts;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a change by page, with two people. */
final class ChangePagesTest {
    private static final Pattern CONTENT = Pattern.compile("name=\"content\" value=\"([0-9a-f]{64})\"");
    private static final Pattern VERSION = Pattern.compile("name=\"version\" value=\"([0-9]+)\"");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor olga;
    private static Visitor ada;
    private static Visitor both;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        olga = visitor("olga", Role.OPERATOR);
        ada = visitor("ada", Role.APPROVER);
        both = visitor("beth", Role.OPERATOR, Role.APPROVER);
        HostId host = OrderedHosts.add(server, "web-1<b>", "web").host();
        OrderedHosts.settleManaged(server, List.of(host));
    }

    private static Visitor visitor(String name, Role... roles) throws Exception {
        server.add(
                name,
                List.of(roles).stream()
                        .map(role -> new Grant(role, Scope.everything()))
                        .toList());
        Visitor visitor = server.visitor();
        visitor.signIn(name, RunningServer.PASSWORD);
        return visitor;
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Map<String, String> fields(String... more) {
        Map<String, String> fields = new LinkedHashMap<>(Map.of(
                "title", "Mend <i>all</i>",
                "reason", "Because",
                "patches", "all",
                "waves", "all rest",
                "filter", ""));
        for (int i = 0; i < more.length; i += 2) {
            fields.put(more[i], more[i + 1]);
        }
        return fields;
    }

    private static String found(Pattern pattern, Visitor.Answer page) {
        Matcher matcher = pattern.matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1);
    }

    /** @return its address */
    private static String draft(Visitor who) throws Exception {
        who.keepProof(who.get("/changes/new"));
        Visitor.Answer answer = who.post("/changes", fields());
        assertThat(answer.status()).as(answer.body()).isEqualTo(302);
        return address(answer);
    }

    private static String address(Visitor.Answer answer) {
        return answer.header("Location").replaceFirst("^https?://[^/]+", "");
    }

    private static Visitor.Answer move(Visitor who, String at, String what) throws Exception {
        Visitor.Answer page = who.get(at);
        who.keepProof(page);
        return who.post(at + "/move", Map.of("what", what, "version", found(VERSION, page), "reason", "over"));
    }

    @Test
    void a_change_goes_from_its_draft_to_its_approval_by_page() throws Exception {
        String at = draft(olga);
        Visitor.Answer page = olga.get(at);
        assertThat(page.body())
                .contains("Mend &lt;i&gt;all&lt;/i&gt;", "web-1&lt;b", "1.0-2", "Not rehearsed")
                .doesNotContain("<i>all", "web-1<b>");
        assertThat(move(olga, at, "propose").status()).isEqualTo(302);
        assertThat(olga.get(at).body()).contains("proposed").doesNotContain("Approve it");

        Visitor.Answer seen = ada.get(at);
        ada.keepProof(seen);
        Visitor.Answer judged =
                ada.post(at + "/judge", Map.of("what", "approve", "content", found(CONTENT, seen), "reason", ""));

        assertThat(judged.status()).as(judged.body()).isEqualTo(302);
        assertThat(ada.get(at).body()).contains("approved").doesNotContain("Approve it");
        assertThat(olga.get("/changes?q=mend&state=approved").body()).contains(at);
    }

    @Test
    void who_proposed_it_reads_why_they_may_not_approve_it() throws Exception {
        String at = draft(both);
        assertThat(move(both, at, "propose").status()).isEqualTo(302);

        assertThat(both.get(at).body())
                .contains("You proposed this change, so somebody else has to approve it.")
                .doesNotContain("Approve it");
    }

    @Test
    void an_approval_of_a_page_that_is_not_of_now_shows_what_is_there_now() throws Exception {
        String at = draft(olga);
        move(olga, at, "propose");
        String content = found(CONTENT, ada.get(at));
        Visitor.Answer form = olga.get(at + "/edit");
        olga.keepProof(form);
        Visitor.Answer saved = olga.post(
                at + "/edit", fields("patches", "packages", "names", "nginx", "version", found(VERSION, form)));
        assertThat(saved.status()).as(saved.body()).isEqualTo(302);
        move(olga, at, "propose");

        ada.keepProof(ada.get(at));
        Visitor.Answer judged = ada.post(at + "/judge", Map.of("what", "approve", "content", content, "reason", ""));

        assertThat(judged.status()).isEqualTo(409);
        assertThat(judged.body()).contains("not what you saw").contains("Approve it");
        assertThat(found(CONTENT, judged)).isNotEqualTo(content);
    }

    @Test
    void what_is_filled_in_wrongly_is_shown_again_with_a_sentence() throws Exception {
        olga.keepProof(olga.get("/changes/new?patches=vulnerabilities&names=CVE-2099-1&title=Close"));
        Visitor.Answer answer = olga.post("/changes", fields("waves", "one [nothing==1]"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("id=\"fault\"", "one [nothing==1]", "Mend &lt;i");
        assertThat(olga.get("/changes/4711").status()).isEqualTo(404);
        assertThat(ada.post("/changes", fields()).status()).isEqualTo(403);
    }
}
