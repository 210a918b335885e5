package dev.fettle.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fettle.agent.connection.ServerAddress;
import dev.fettle.core.order.FailureKind;
import dev.fettle.core.order.Order;
import dev.fettle.core.signing.Octets;
import dev.fettle.host.ChangeException;
import dev.fettle.host.Deadline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs fetched over real TLS; the pauses pass by themselves. */
@Timeout(60)
final class FetchProgramTest {
    private static final Enrol.Machine MACHINE =
            new Enrol.Machine("machine-id " + "0".repeat(64), "web-01", "1.0", new UUID(1, 2));
    private static final byte[] PROGRAM = program();

    private final MadeUpServer server = MadeUpServer.at(new MadeUpAuthority(), "127.0.0.1");
    private final UUID order = UUID.randomUUID();
    private Duration passed = Duration.ZERO;

    @TempDir
    Path state;

    private static byte[] program() {
        byte[] program = new byte[3 << 20];
        new Random(7).nextBytes(program);
        return program;
    }

    @BeforeEach
    void enrolled() throws Exception {
        assertThat(new Enrol(state, MACHINE, InstantSource.system())
                        .enrol(ServerAddress.of(server.url(), Optional.empty()), server.token(), false))
                .isInstanceOf(Enrol.Outcome.Enrolled.class);
        server.programs.put(order, PROGRAM);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private Instant now() {
        return Instant.now().plus(passed);
    }

    private Path fetch() throws Exception {
        Path to = state.resolve("packed");
        new FetchProgram(state, this::now, time -> passed = passed.plus(time))
                .fetch(
                        order,
                        new Order.UpdateAgent("1.1", "amd64", PROGRAM.length, Octets.sha256(PROGRAM)),
                        to,
                        Deadline.of(this::now, Instant.now(), Duration.ofMinutes(30)));
        return to;
    }

    private FailureKind refused() {
        return catchThrowableOfType(ChangeException.class, this::fetch).kind();
    }

    private void answers(int status, int times) {
        for (int i = 0; i < times; i++) {
            server.faults.add(exchange -> {
                exchange.getResponseHeaders().set("Retry-After", "30");
                MadeUpServer.send(exchange, status, new byte[0]);
            });
        }
    }

    @Test
    void a_server_that_has_no_turn_yet_is_asked_again_as_long_as_there_is_time() throws Exception {
        answers(503, 20);
        assertThat(fetch()).hasBinaryContent(PROGRAM);
        assertThat(passed).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void one_that_never_has_is_given_up_when_the_time_of_the_order_is_over() {
        answers(503, 100);
        assertThat(refused()).isEqualTo(FailureKind.TIMEOUT);
    }

    @Test
    void connections_that_break_are_tried_thrice() throws Exception {
        server.faults.add(exchange -> {
            exchange.sendResponseHeaders(200, PROGRAM.length);
            exchange.getResponseBody().write(PROGRAM, 0, 1 << 20);
            exchange.close();
        });
        server.faults.add(exchange -> exchange.close());
        assertThat(fetch()).hasBinaryContent(PROGRAM);

        for (int i = 0; i < 3; i++) {
            server.faults.add(exchange -> exchange.close());
        }
        assertThat(refused()).isEqualTo(FailureKind.DOWNLOAD);
    }

    @Test
    void what_is_not_just_what_was_signed_is_not_taken() throws Exception {
        byte[] changed = PROGRAM.clone();
        changed[changed.length - 1]++;
        server.programs.put(order, changed);
        assertThat(refused()).isEqualTo(FailureKind.SIGNATURE);

        server.programs.put(order, Arrays.copyOf(PROGRAM, PROGRAM.length - 1));
        assertThat(refused()).isEqualTo(FailureKind.DOWNLOAD);

        server.programs.put(order, Arrays.copyOf(PROGRAM, PROGRAM.length + 1));
        assertThat(refused()).isEqualTo(FailureKind.DOWNLOAD);
        assertThat(Files.size(state.resolve("packed"))).isLessThanOrEqualTo(PROGRAM.length);
    }

    @Test
    void a_server_that_knows_no_such_order_or_host_is_not_asked_again() {
        for (int status : new int[] {400, 401, 403, 404}) {
            answers(status, 1);
            server.asked.clear();
            assertThat(refused()).isEqualTo(FailureKind.DOWNLOAD);
            assertThat(server.asked).hasSize(1);
        }
    }
}
