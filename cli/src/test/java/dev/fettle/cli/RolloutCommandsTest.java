package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fettle rollouts} asks of a server, and what it says of its answers. */
final class RolloutCommandsTest {
    private static final String ITEM = """
            {"id": 5, "change": 17, "title": "Mend\\u001b[2J", "stage": "rolling", "open": true, "wave": 1, "waves": 2,
             "hosts": 4, "done": 1, "underWay": 1, "failed": 0, "startedBy": "olga", "startedAt": "2026-11-21T12:00:00Z",
             "startAt": "2026-11-21T12:00:00Z", "backAnyTime": false, "override": "nothing",
             "overrideReason": null, "content": "ab", "endedAt": null}""";
    private static final String DETAIL = """
            {"rollout": ITEM, "says": "It is at wave 1 of 2 (pilot).", "why": null, "waits": ["1 host is at work."],
             "waves": [], "builds": {"kept": 2, "others": 1, "says": "2 of its 3 package files are kept."}}""".replace("ITEM", ITEM);
    private static final String HOST = """
            {"place": 0, "wave": 1, "host": 7, "name": "web-1\\u001b[2J", "state": "failed", "says": "No space.",
             "order": 12}""";

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
        if (!path.contains("/rollouts")) {
            return null;
        }
        if (path.endsWith("/hosts")) {
            return PlayedServer.list(HOST);
        }
        return path.endsWith("/rollouts") && method.equals("GET") ? PlayedServer.list(ITEM) : DETAIL;
    }

    @Test
    void roll_outs_are_listed_and_told_and_nothing_steers_the_terminal() {
        FettleUser.Result list = server.run("rollouts");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out()).contains("rolling", "olga", "Mend").doesNotContain("\u001b");

        FettleUser.Result one = server.run("rollouts", "show", "5");
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.out())
                .contains("1 host is at work.", "It is at wave 1 of 2")
                .doesNotContain("\u001b");
        assertThat(server.asked()).last().isEqualTo("GET /api/v1/rollouts/5");
    }

    @Test
    void its_hosts_are_chosen_by_state_wave_and_name() {
        FettleUser.Result result = server.run(
                "rollouts", "hosts", "5", "--state", "failed", "--wave", "1", "--name", "web &", "--limit", "7");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("No space.", "12").doesNotContain("\u001b");
        assertThat(server.asked())
                .containsExactly("GET /api/v1/rollouts/5/hosts?limit=7&state=failed&wave=1&name=web%20%26");
    }

    @Test
    void a_filter_that_the_hosts_of_a_roll_out_do_not_take_is_refused() {
        FettleUser.Result result = server.run("rollouts", "hosts", "5", "--filter", "name==web");

        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains("--state, --wave and --name");
        assertThat(server.asked()).isEmpty();
        assertThat(server.run("rollouts", "start", "17").out()).contains("2 of its 3 package files are kept.");
    }

    @Test
    void a_start_has_what_the_options_say() {
        assertThat(server.asks("rollouts", "start", "17")).isEqualTo("POST /api/v1/rollouts {\"change\":17}");
        assertThat(server.asks(
                        "rollouts",
                        "start",
                        "17",
                        "--at",
                        "2027-01-19T02:00:00Z",
                        "--back-any-time",
                        "--override-reason",
                        "No time"))
                .startsWith("POST /api/v1/rollouts {")
                .contains(
                        "\"startAt\":\"2027-01-19T02:00:00Z\"",
                        "\"backAnyTime\":true",
                        "\"overrideReason\":\"No time\"");
        assertThat(server.run("rollouts", "start", "Mend").code()).isEqualTo(64);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_change_is_drafted_for_what_it_has_left() {
        assertThat(server.asks("rollouts", "follow-up", "5")).startsWith("POST /api/v1/rollouts/5/follow-up");
    }

    @Test
    void it_is_steered_whatever_it_has_come_to() {
        assertThat(server.asks("rollouts", "pause", "5")).startsWith("POST /api/v1/rollouts/5/pause * {");
        assertThat(server.asks("rollouts", "resume", "5", "--reason", "Seen"))
                .isEqualTo("POST /api/v1/rollouts/5/resume * {\"reason\":\"Seen\"}");
        assertThat(server.asks("rollouts", "abort", "5", "--back", "wave", "--reason", "Enough"))
                .startsWith("POST /api/v1/rollouts/5/abort * {")
                .contains("\"which\":\"wave\"", "\"reason\":\"Enough\"");
        assertThat(server.asks("rollouts", "abort", "5", "--reason", "Enough")).contains("\"which\":\"nothing\"");
        assertThat(server.asks("rollouts", "skip", "5", "7", "--reason", "Gone"))
                .isEqualTo("POST /api/v1/rollouts/5/hosts/7/skip * {\"reason\":\"Gone\"}");
        assertThat(server.asks("rollouts", "retry", "5", "7")).startsWith("POST /api/v1/rollouts/5/hosts/7/retry * {");
    }
}
