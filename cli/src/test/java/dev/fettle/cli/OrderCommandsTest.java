package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code fettle order} and {@code fettle orders} ask of a server, and what they say of its answers. */
final class OrderCommandsTest {
    private static final String HOSTS = """
            {"items": [{"id": 7, "name": "web-07"}], "next": null}""";

    @TempDir
    private Path home;

    private PlayedServer server;
    private final Deque<String> states = new ArrayDeque<>();

    @BeforeEach
    void start() throws IOException {
        server = PlayedServer.start(home, this::answer);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String item(String state) {
        return """
                {"id": 17, "uuid": "u", "hostId": 7, "host": "web-07", "kind": "install", "changing": true,
                 "about": "nginx\\u001b[2J", "state": "STATE", "mayStillCome": MAY, "follows": null, "askedBy": "ada",
                 "reason": "x", "issuedAt": "2026-11-21T12:00:00Z", "expiresAt": "2026-11-22T12:00:00Z",
                 "timeLimitMinutes": 30, "takenAt": null, "endedAt": null, "failure": null, "message": null}""".replace("STATE", state).replace("MAY", Boolean.toString(state.equals("withdrawn")));
    }

    private static String detail(String state) {
        return "{\"order\": " + item(state)
                + ", \"builds\": [\"nginx:amd64=1\"], \"newcomers\": [], \"absent\": [], \"units\": [],"
                + " \"checks\": [], \"reported\": false, \"changes\": [], \"notes\": [], \"stale\": [], \"output\": \"\"}";
    }

    private @Nullable String answer(String method, String path) {
        if (!path.contains("/orders")) {
            return path.endsWith("/hosts") ? HOSTS : null;
        }
        String state = states.size() > 1 ? states.removeFirst() : states.isEmpty() ? "waiting" : states.getFirst();
        return path.endsWith("/orders") && method.equals("GET") ? PlayedServer.list(item(state)) : detail(state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "order install web-07 nginx openssl --reason x|POST /api/v1/hosts/7/orders {\"reason\":\"x\",\"kind\":\"install\",\"packages\":[\"nginx\",\"openssl\"]}",
                "order simulate 7 nginx|POST /api/v1/hosts/7/orders {\"kind\":\"simulate\",\"packages\":[\"nginx\"]}",
                "order download 7 nginx|POST /api/v1/hosts/7/orders {\"kind\":\"download\",\"packages\":[\"nginx\"]}",
                "order restart 7 nginx --reason x|POST /api/v1/hosts/7/orders {\"reason\":\"x\",\"kind\":\"restart-services\",\"units\":[\"nginx\"]}",
                "order reboot 7 --reason x --expires 60 --time-limit 10|POST /api/v1/hosts/7/orders {\"reason\":\"x\",\"expiresInMinutes\":60,\"timeLimitMinutes\":10,\"kind\":\"reboot\"}",
                "order update-agent 7 --reason x|POST /api/v1/hosts/7/orders {\"reason\":\"x\",\"kind\":\"update-agent\"}",
                "order refresh 7|POST /api/v1/hosts/7/orders {\"kind\":\"refresh-metadata\"}",
                "order inventory 7|POST /api/v1/hosts/7/orders {\"kind\":\"take-inventory\"}",
                "order evidence 7|POST /api/v1/hosts/7/orders {\"kind\":\"collect-evidence\"}",
                "order checks 7|POST /api/v1/hosts/7/orders {\"kind\":\"run-checks\"}",
                "order check 7 disk|POST /api/v1/hosts/7/orders {\"kind\":\"run-checks\",\"checks\":[\"disk\"]}",
                "order roll-back 17 --reason x|POST /api/v1/orders/17/roll-back {\"reason\":\"x\"}",
                "order verify 17|POST /api/v1/orders/17/verify {}",
                "order again 17 --reason x|POST /api/v1/orders/17/install {\"reason\":\"x\"}",
                "order show 17|GET /api/v1/orders/17"
            })
    void each_way_asks_for_what_it_says(String command, String expected) {
        FettleUser.Result result = server.run(command.split(" ", -1));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(server.asked()).filteredOn(each -> each.contains("/orders")).containsExactly(expected);
        assertThat(result.out())
                .contains("order.id: 17", "builds: nginx:amd64=1")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order install web-07|fettle order install HOST PACKAGE…",
                "order reboot|fettle order reboot HOST",
                "order reboot 7 --expires soon|--expires takes a number of minutes",
                "order blow 7|is nothing that fettle order does",
                "order|needs a word after it"
            })
    void what_is_written_wrongly_asks_nothing(String command, String sentence) {
        FettleUser.Result result = server.run(command.split(" ", -1));

        assertThat(result.code()).isEqualTo(64);
        assertThat(result.err()).contains(sentence);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void orders_are_listed_of_all_hosts_and_of_one() {
        assertThat(server.run("orders").out())
                .contains("web-07", "install", "waiting")
                .doesNotContain("\u001b");
        assertThat(server.run("orders", "--host", "web-07", "--format", "csv").out())
                .contains("17,web-07,install,waiting");
        assertThat(server.asked())
                .filteredOn(each -> each.contains("/orders"))
                .containsExactly("GET /api/v1/orders?limit=100", "GET /api/v1/hosts/7/orders?limit=100");
    }

    @Test
    void a_withdrawal_says_whether_the_order_may_still_come() {
        states.add("withdrawn");

        assertThat(server.run("order", "withdraw", "17").out()).contains("the host may still begin it until");
        assertThat(server.asked()).containsExactly("POST /api/v1/orders/17/withdraw * {}");
    }

    @Test
    void waiting_ends_with_the_order_and_only_success_is_one() {
        states.addAll(List.of("waiting", "taken", "succeeded"));
        assertThat(server.run("order", "show", "17", "--wait").code()).isZero();
        assertThat(server.asked()).hasSizeGreaterThan(2);
        for (String state : List.of("failed", "unknown", "overdue", "expired", "withdrawn")) {
            states.clear();
            states.addAll(List.of("waiting", "taken", state));
            FettleUser.Result result = server.run("order", "reboot", "7", "--reason", "x", "--wait");
            assertThat(result.code()).as(state).isEqualTo(1);
            assertThat(result.err()).contains("has not succeeded: it is " + state);
        }
    }
}
