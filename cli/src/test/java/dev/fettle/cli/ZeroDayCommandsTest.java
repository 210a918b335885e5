package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fettle zero-day} asks of a server, and what it says of its answers. */
final class ZeroDayCommandsTest {
    private static final String CHANGE = """
            {"change": {"id": 12, "title": "Close\\u001b[2J", "type": "emergency", "ticket": "", "state": "draft",
             "draftedBy": "olga", "draftedAt": "2026-11-21T12:00:00Z", "editedBy": "olga",
             "plannedAt": "2026-11-21T12:00:00Z", "content": "abcd", "hosts": 4, "leftOpen": 1, "findings": 4,
             "proposer": null, "needed": null, "approvedBy": [], "owedUntil": null, "decidedWhy": null},
             "wish": {}, "fault": null, "warnings": [], "vulnerabilities": 1, "exploited": 0, "reboots": 0,
             "classes": [], "waves": [{"name": "pilot", "line": "pilot 2 soak=10m", "hosts": 2, "expectedSeconds": 40,
             "hostIds": [1, 2]}], "leftOut": [], "windows": [], "alert": null}""";

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
        if (path.endsWith("/start")) {
            return "{\"rollout\": {\"id\": 5}}";
        }
        return path.contains("/zero-days") || path.contains("/changes") ? CHANGE : null;
    }

    @Test
    void it_is_shown_first_and_the_way_to_start_just_that_is_told() {
        FettleUser.Result shown =
                server.run("zero-day", "CVE-2099-0777", "--filter", "tags==web", "--reason", "It burns");

        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(server.asked())
                .containsExactly("POST /api/v1/zero-days {\"vulnerability\":\"CVE-2099-0777\",\"filter\":\"tags==web\","
                        + "\"reason\":\"It burns\"}");
        assertThat(shown.out() + shown.err())
                .contains("pilot 2 soak=10m", "Nothing has begun.", "fettle zero-day start 12 --content abcd")
                .doesNotContain("\u001b");

        FettleUser.Result urgent =
                server.run("zero-day", "CVE-2099-0777", "--override", "windows", "--override-reason", "It's burning");
        assertThat(urgent.out() + urgent.err())
                .contains("start 12 --content abcd --override 'windows' --override-reason 'It'\\''s burning'");
    }

    @Test
    void with_yes_one_command_starts_it() {
        FettleUser.Result started = server.run(
                "zero-day", "CVE-2099-0777", "--yes", "--override", "windows", "--override-reason", "It burns");

        assertThat(started.code()).as(started.err()).isZero();
        assertThat(server.asked()).hasSize(2);
        assertThat(server.asked().getLast())
                .isEqualTo("POST /api/v1/zero-days/12/start {\"content\":\"abcd\",\"override\":\"windows\","
                        + "\"overrideReason\":\"It burns\"}");
    }

    @Test
    void one_that_was_shown_is_started_and_its_alert_acknowledged() {
        assertThat(server.run("zero-day", "start", "12", "--content", "abcd").code())
                .isZero();
        assertThat(server.asked().getLast()).isEqualTo("POST /api/v1/zero-days/12/start {\"content\":\"abcd\"}");

        assertThat(server.run("changes", "acknowledge", "12").code()).isZero();
        assertThat(server.asked().getLast()).startsWith("POST /api/v1/changes/12/acknowledge");
    }
}
