package dev.fettle.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.hosts.MachineId;
import dev.fettle.server.hosts.NumberedLooks;
import dev.fettle.server.hosts.RecordLook;
import dev.fettle.server.postgres.RamDisk;
import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.SettingsReader;
import dev.fettle.server.tasks.Recurring;
import dev.fettle.server.tasks.RecurringTasks;
import dev.fettle.server.tasks.Tasks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/** A disk that fills up under a server that works. */
@Timeout(180)
final class FullDiskTest {
    private static final int MOST_LOOKS = 800;
    private static final String HOST = "host";

    @TempDir
    Path temporary;

    private int acknowledged;

    @Test
    void what_was_acknowledged_stays_and_with_room_again_it_works_again() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        Path disk = Files.createDirectory(temporary.resolve("disk"));
        Path feeds = Files.createDirectory(temporary.resolve("feeds"));
        CrashFeeds.write(feeds, CrashFeeds.files(1));
        try (RamDisk small = RamDisk.mount(disk, "260m")) {
            assertThat(small).isNotNull();
            Path filler = disk.resolve("filler");
            Optional<String> ended;
            try (Server server = start(disk, feeds)) {
                record(server.beans());
                assertThat(hasTakenIn(server.beans(), 1)).isTrue();
                fill(filler);
                CrashFeeds.write(feeds, CrashFeeds.files(2));
                CompletableFuture<String> end = server.ended().toCompletableFuture();
                Optional<RuntimeException> refused = recordUntilRefused(server.beans());
                assertThat(refused.isPresent() || end.isDone()).isTrue();
                Files.delete(filler);
                ended = goesOn(server, end) ? Optional.empty() : Optional.of(end.join());
            }
            ended.ifPresent(why -> assertThat(why).contains("because the disk is full"));
            try (Server server = start(disk, feeds)) {
                assertThat(stored(server.beans())).isGreaterThanOrEqualTo(acknowledged);
                record(server.beans());
                assertThat(hasTakenIn(server.beans(), 2)).isTrue();
            }
        }
    }

    private static Server start(Path disk, Path feeds) throws StartException {
        Map<String, String> options = Map.of(
                "data",
                disk.resolve("data").toString(),
                "listen",
                "127.0.0.1:0",
                "feeds.sources",
                feeds.toString(),
                "scan.this-machine",
                "false");
        if (SettingsReader.ofThisProcess().read(options, Map.of())
                instanceof SettingsReader.Outcome.Read(Settings settings)) {
            return Server.start(settings, Clock.systemUTC(), _ -> {});
        }
        throw new AssertionError("These settings are right.");
    }

    private void record(ApplicationContext beans) {
        NumberedLooks.Look look = NumberedLooks.look(HOST, acknowledged + 1);
        beans.getBean(RecordLook.class).record(new MachineId(HOST), look.takenAt(), look.inventory(), look.pending());
        acknowledged++;
    }

    private Optional<RuntimeException> recordUntilRefused(ApplicationContext beans) {
        for (int look = 0; look < MOST_LOOKS; look++) {
            try {
                record(beans);
            } catch (DataAccessException | TransactionException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    private boolean isRecorded(ApplicationContext beans) {
        try {
            record(beans);
            return true;
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
    }

    /** Whether it takes looks in again, and feeds; false if it has ended. */
    private boolean goesOn(Server server, CompletableFuture<String> end) {
        assertThat(Until.holds(() -> end.isDone() || isRecorded(server.beans())))
                .isTrue();
        return !end.isDone() && hasTakenIn(server.beans(), 2);
    }

    private static boolean hasTakenIn(ApplicationContext beans, int number) {
        Recurring refresh = beans.getBeansOfType(RecurringTasks.class).values().stream()
                .<Recurring>flatMap(each -> each.tasks().stream())
                .filter(each -> each.name().startsWith("feed "))
                .findFirst()
                .orElseThrow();
        return Until.holds(() -> {
            beans.getBean(Tasks.class).runNow(refresh);
            return beans.getBean(JdbcClient.class)
                            .sql("select count(*) as taken from feed where sha256 in (?, ?, ?) and health = 'good'")
                            .params(digests(number))
                            .query((row, _) -> row.getLong("taken"))
                            .single()
                    == 3;
        });
    }

    private static List<String> digests(int number) {
        try {
            return CrashFeeds.files(number).values().stream()
                    .map(CrashFeeds::sha256)
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int stored(ApplicationContext beans) {
        return beans.getBean(JdbcClient.class)
                .sql("select max(revision) as looks from delta where subject = 'build'")
                .query((row, _) -> row.getInt("looks"))
                .single();
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream output = Files.newOutputStream(filler)) {
            while (true) {
                output.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left on device");
        }
    }
}
