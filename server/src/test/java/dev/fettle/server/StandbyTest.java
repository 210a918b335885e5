package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.core.signing.Octets;
import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.KeyPrints;
import dev.fettle.server.database.Login;
import dev.fettle.server.database.OnlyServer;
import dev.fettle.server.database.Schema;
import dev.fettle.server.settings.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that waits for another one to end. Both as processes that are killed: TwoServersTest. */
final class StandbyTest {
    @TempDir
    Path folder;

    private final TestDatabase database = TestDatabase.fresh();
    private final Login owner = new Login(database.url(), database.user(), database.password());
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @AfterEach
    void drop() throws Exception {
        database.drop();
    }

    private CompletableFuture<Optional<OnlyServer>> waiting(CompletableFuture<?> stop) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return OnlyServer.waiting(owner, Clock.systemUTC(), said::add, stop::isDone);
            } catch (DatabaseException e) {
                throw new AssertionError(e);
            }
        });
    }

    private String saysNext() throws InterruptedException {
        String sentence = said.poll(30, TimeUnit.SECONDS);
        assertThat(sentence).isNotNull();
        return sentence;
    }

    @Test
    void takes_over_when_the_other_one_ends() throws Exception {
        CompletableFuture<Optional<OnlyServer>> second;
        try (OnlyServer first = OnlyServer.of(owner, Clock.systemUTC())) {
            second = waiting(new CompletableFuture<>());
            assertThat(saysNext()).startsWith("Another Fettle server works in").contains("stands by");
            assertThat(second).isNotDone();
            assertThat(first.lost().toCompletableFuture()).isNotDone();
        }
        try (OnlyServer taken = second.get(30, TimeUnit.SECONDS).orElseThrow()) {
            assertThat(taken.lost().toCompletableFuture()).isNotDone();
            assertThat(said).as("it is told once").isEmpty();
        }
    }

    @Test
    void stops_waiting_when_it_is_told_to() throws Exception {
        try (OnlyServer first = OnlyServer.of(owner, Clock.systemUTC())) {
            CompletableFuture<Void> stop = new CompletableFuture<>();
            CompletableFuture<Optional<OnlyServer>> second = waiting(stop);
            saysNext();
            stop.complete(null);
            assertThat(second.get(30, TimeUnit.SECONDS)).isEmpty();
            assertThat(first.lost().toCompletableFuture()).isNotDone();
        }
    }

    @Test
    void one_whose_connection_breaks_learns_that_another_has_taken_over() throws Exception {
        try (OnlyServer first = OnlyServer.of(owner, Clock.systemUTC())) {
            CompletableFuture<Optional<OnlyServer>> second = waiting(new CompletableFuture<>());
            saysNext();
            breakHolder();
            try (OnlyServer taken = second.get(30, TimeUnit.SECONDS).orElseThrow()) {
                assertThat(first.lost().toCompletableFuture().get(30, TimeUnit.SECONDS))
                        .startsWith("Another Fettle server has taken over");
                assertThat(taken.lost().toCompletableFuture()).isNotDone();
            }
        }
    }

    @Test
    void one_whose_connection_breaks_keeps_its_right_if_nobody_waits_for_it() throws Exception {
        try (OnlyServer first = OnlyServer.of(owner, Clock.systemUTC())) {
            int before = breakHolder();
            assertThat(Until.holds(() -> holders().stream().anyMatch(pid -> pid != before)))
                    .as("it has it again")
                    .isTrue();
            assertThat(first.lost().toCompletableFuture()).isNotDone();
        }
    }

    private List<Integer> holders() {
        List<Integer> pids = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select pid from pg_locks where locktype = 'advisory' and granted"
                                + " and database = (select oid from pg_database where datname = current_database())")) {
            while (rows.next()) {
                pids.add(rows.getInt(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return pids;
    }

    private int breakHolder() throws Exception {
        int pid = holders().getFirst();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(" + pid + ")");
        }
        return pid;
    }

    @Test
    void one_with_other_keys_does_not_start() throws Exception {
        new Schema(owner).migrateTo(Schema.NEWEST);
        KeyPrints.note(owner, Map.of("orders/signing-key.pem", Octets.sha256(new byte[] {1})));
        SettingsReader.Outcome.Read read = (SettingsReader.Outcome.Read) SettingsReader.ofThisProcess()
                .read(
                        Map.of(
                                "data",
                                folder.resolve("data").toString(),
                                "listen",
                                "127.0.0.1:0",
                                "database.standby",
                                "true",
                                "feeds.sources",
                                Files.createDirectory(folder.resolve("feeds")).toString()),
                        Map.of("FETTLE_DATABASE_URL", database.setting()));

        assertThatThrownBy(() -> Server.start(read.settings(), Clock.systemUTC(), _ -> {}))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("copy these files")
                .hasMessageContaining("orders/signing-key.pem");
        assertThat(folder.resolve("data/orders")).as("none were made").doesNotExist();
    }

    @Test
    void the_database_that_the_server_brings_along_has_no_standby() {
        assertThat(SettingsReader.ofThisProcess()
                        .read(Map.of("data", folder.toString(), "database.standby", "true"), Map.of()))
                .isInstanceOfSatisfying(
                        SettingsReader.Outcome.Faulty.class,
                        faulty -> assertThat(faulty.sentences())
                                .singleElement()
                                .asString()
                                .contains("database.standby"));
    }
}
