package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code fettle webhooks} asks of a server, and what it says of its answers. */
final class WebhookCommandsTest {
    private static final String ITEM = """
            {"id": 4, "name": "tickets\\u001b[2J", "address": "https://t.example/in", "events": ["change.approved"],
             "madeBy": "ada", "madeAt": "2026-11-21T12:00:00Z"}""";
    private static final String DELIVERY = """
            {"id": 9, "message": "msg_1", "event": "change.approved", "madeAt": "2026-11-21T12:00:00Z", "state": "given-up",
             "attempts": 11, "dueAt": null, "triedAt": "2026-11-21T12:00:00Z", "status": 500, "fault": "It answered 500."}""";

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
        if (!path.contains("/webhooks")) {
            return null;
        }
        if (path.endsWith("/deliveries")) {
            return PlayedServer.list(DELIVERY);
        }
        if (path.contains("/deliveries/") || path.endsWith("/test")) {
            return DELIVERY;
        }
        return switch (method) {
            case "GET" -> path.endsWith("/webhooks") ? PlayedServer.list(ITEM) : ITEM;
            case "PUT" -> ITEM;
            default -> "{\"webhook\": " + ITEM + ", \"secret\": \"whsec_AAAA\"}";
        };
    }

    @Test
    void webhooks_and_what_they_were_told_are_listed_and_nothing_steers_the_terminal() {
        FettleUser.Result list = server.run("webhooks");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out()).contains("tickets", "change.approved").doesNotContain("\u001b");

        FettleUser.Result told = server.run("webhooks", "deliveries", "4");
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.out()).contains("given-up", "It answered 500.");
    }

    @Test
    void one_is_added_and_its_secret_shown() {
        FettleUser.Result added =
                server.run("webhooks", "add", "tickets", "https://t.example/in", "--event", "change.approved");
        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.out()).contains("whsec_AAAA");
        assertThat(server.asked())
                .singleElement()
                .asString()
                .startsWith("POST /api/v1/webhooks ")
                .contains(
                        "\"name\":\"tickets\"",
                        "\"address\":\"https://t.example/in\"",
                        "\"events\":[\"change.approved\"]");
    }

    @Test
    void one_is_changed_tested_and_sent_a_message_again() {
        assertThat(server.run("webhooks", "change", "4", "--address", "https://u.example/")
                        .code())
                .isZero();
        assertThat(server.asked().getLast())
                .startsWith("PUT /api/v1/webhooks/4 ")
                .contains("\"address\":\"https://u.example/\"", "\"events\":[\"change.approved\"]");
        assertThat(server.run("webhooks", "test", "4").code()).isZero();
        assertThat(server.asked().getLast()).startsWith("POST /api/v1/webhooks/4/test");
        assertThat(server.run("webhooks", "retry", "4", "9").code()).isZero();
        assertThat(server.asked().getLast()).startsWith("POST /api/v1/webhooks/4/deliveries/9/retry");
        assertThat(server.run("webhooks", "secret", "4").out()).contains("whsec_AAAA");
        assertThat(server.run("webhooks", "remove", "4").code()).isZero();
        assertThat(server.asked().getLast()).startsWith("DELETE /api/v1/webhooks/4");
    }
}
