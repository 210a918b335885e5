package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fettle changes} asks of a server, and what it says of its answers. */
final class ChangeCommandsTest {
    private static final String ITEM = """
            {"id": 17, "title": "Mend\\u001b[2J", "type": "normal", "ticket": "T-1", "state": "draft", "draftedBy": "olga",
             "draftedAt": "2026-11-21T12:00:00Z", "editedBy": "olga", "plannedAt": "2026-11-21T12:00:00Z", "content": "ab",
             "hosts": 3, "leftOpen": 1, "findings": 2, "proposedBy": null, "needed": null, "approvedBy": [],
             "owedUntil": null, "why": null}""";
    private static final String DETAIL = """
            {"change": ITEM, "wish": {"title": "Mend", "reason": "x", "patches": "security", "waves": ["all rest"]},
             "fault": null, "warnings": ["Beware."], "vulnerabilities": 1, "exploited": 0, "reboots": 0, "windows": [],
             "classes": [],
             "waves": [], "leftOut": []}""".replace("ITEM", ITEM);

    @TempDir
    private Path home;

    private PlayedServer server;

    @BeforeEach
    void start() throws IOException {
        server = PlayedServer.start(home, this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private @Nullable String answer(String method, String path) {
        if (!path.contains("/changes")) {
            return null;
        }
        return path.endsWith("/changes") && method.equals("GET") ? PlayedServer.list(ITEM) : DETAIL;
    }

    @Test
    void a_draft_has_what_the_options_say() {
        FettleUser.Result result = server.run(
                "changes",
                "draft",
                "Mend all",
                "--reason",
                "because",
                "--patches",
                "packages",
                "--name",
                "nginx",
                "--name",
                "vim",
                "--filter",
                "tags==web",
                "--wave",
                "pilot 10% soak=24h",
                "--wave",
                "broad rest",
                "--at-once",
                "5",
                "--host",
                "7",
                "--repeatable");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(server.asked()).hasSize(1);
        assertThat(server.asked().getFirst())
                .startsWith("POST /api/v1/changes {")
                .contains(
                        "\"title\":\"Mend all\"",
                        "\"reason\":\"because\"",
                        "\"patches\":\"packages\"",
                        "\"names\":[\"nginx\",\"vim\"]",
                        "\"filter\":\"tags==web\"",
                        "\"waves\":[\"pilot 10% soak=24h\",\"broad rest\"]",
                        "\"atOnce\":5",
                        "\"hosts\":[7]",
                        "\"repeatable\":true");
        assertThat(result.out()).contains("change.id: 17", "Beware.").doesNotContain("\u001b");
    }

    @Test
    void an_edit_leaves_what_the_options_do_not_say() {
        FettleUser.Result result = server.run("changes", "edit", "17", "--wave", "broad rest");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(server.asked()).hasSize(2);
        assertThat(server.asked().getLast())
                .startsWith("PUT /api/v1/changes/17 \"v3\" {")
                .contains("\"title\":\"Mend\"", "\"patches\":\"security\"", "\"waves\":[\"broad rest\"]");
    }

    @Test
    void an_approval_names_the_content_that_was_seen() {
        FettleUser.Result blind = server.run("changes", "approve", "17");
        assertThat(blind.code()).isEqualTo(64);
        assertThat(blind.err()).contains("--content", "fettle changes show 17");
        server.asked().clear();

        FettleUser.Result result = server.run("changes", "approve", "17", "--content", "ab");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(server.asked()).hasSize(1);
        assertThat(server.asked().getFirst())
                .startsWith("POST /api/v1/changes/17/approve {")
                .contains("\"content\":\"ab\"");
    }

    @Test
    void changes_are_listed_proposed_and_withdrawn() {
        assertThat(server.run("changes").out()).contains("17", "draft", "T-1").doesNotContain("\u001b");
        assertThat(server.run("changes", "propose", "17").code()).isZero();
        assertThat(server.run("changes", "withdraw", "17", "--reason", "over").code())
                .isZero();

        assertThat(server.asked())
                .anyMatch(each -> each.startsWith("POST /api/v1/changes/17/propose"))
                .anyMatch(each ->
                        each.startsWith("POST /api/v1/changes/17/withdraw") && each.contains("\"reason\":\"over\""));
    }
}
