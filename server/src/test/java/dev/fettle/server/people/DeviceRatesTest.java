package dev.fettle.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.RunningServer;
import dev.fettle.server.Visitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often programs may ask that nobody knows, behind a proxy on this machine. */
final class DeviceRatesTest {
    private static final String DEVICES = "/api/v1/device-authorizations";
    private static final Pattern CODE = Pattern.compile("\"deviceCode\":\"([^\"]+)\"");

    @TempDir
    static Path folder;

    private static RunningServer server;
    private static Visitor visitor;

    @BeforeAll
    static void start() throws Exception {
        server = RunningServer.start(folder, Map.of());
        visitor = server.visitor();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Visitor.Answer ask(String from, String code) throws IOException, InterruptedException {
        return visitor.json("POST", DEVICES + "/token", "{\"deviceCode\": \"" + code + "\"}", "X-Forwarded-For", from);
    }

    private static String begun(String from) throws IOException, InterruptedException {
        Visitor.Answer answer = visitor.json("POST", DEVICES, "{\"name\": \"x\"}", "X-Forwarded-For", from);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        Matcher code = CODE.matcher(answer.body());
        assertThat(code.find()).isTrue();
        return code.group(1);
    }

    /** Asks with a code that nobody has until that is too much. */
    private static void useUp(String... from) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            Visitor.Answer answer = ask(from[i % from.length], "wrong");
            if (answer.status() == 429) {
                assertThat(answer.header("Retry-After")).matches("[1-9][0-9]?");
                return;
            }
            assertThat(answer.status()).isEqualTo(200);
        }
        throw new AssertionError("Any number of questions is answered.");
    }

    @Test
    void all_addresses_of_one_network_of_ipv6_have_one_share() throws Exception {
        useUp("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:1::3", "2001:db8:0:1::4");
        assertThat(ask("2001:db8:0:1::5", "wrong").status()).isEqualTo(429);
        assertThat(ask("2001:db8:0:2::1", "wrong").status()).isEqualTo(200);
    }

    @Test
    void an_address_of_ipv4_has_one_share_however_it_is_written() throws Exception {
        useUp("192.0.2.1", "::ffff:192.0.2.1");
        assertThat(ask("::ffff:192.0.2.1", "wrong").status()).isEqualTo(429);
        assertThat(ask("::ffff:192.0.2.2", "wrong").status()).isEqualTo(200);
    }

    @Test
    void a_program_that_waits_rightly_takes_nothing_from_strangers_and_is_answered_when_they_are_not()
            throws Exception {
        String[] codes = new String[4];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = begun("198.51.100.7");
        }
        for (int i = 0; i < 80; i++) {
            assertThat(ask("198.51.100.7", codes[i % codes.length]).body()).contains("pending");
        }
        begun("198.51.100.7");
        useUp("198.51.100.7");
        assertThat(ask("198.51.100.7", codes[0]).body()).contains("pending");
    }

    @Test
    void a_program_that_asks_all_the_time_is_told_to_wait() throws Exception {
        String code = begun("203.0.113.9");
        Visitor.Answer answer = ask("203.0.113.9", code);
        for (int i = 0; i < 200 && answer.status() == 200; i++) {
            answer = ask("203.0.113.9", code);
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }
}
