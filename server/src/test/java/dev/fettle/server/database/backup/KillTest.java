package dev.fettle.server.database.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fettle.server.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills at moments drawn from the steps that the process tells and a few milliseconds after them. */
@Timeout(240)
class KillTest {
    private static final int KILLS = 8;

    @TempDir
    Path folder;

    @AfterEach
    void drop() throws Exception {
        Filled.dropAll();
    }

    /** Returns whether it was done before the kill. */
    private boolean kill(String work, TestDatabase database, Path file, Random random)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackupChildMain.class.getName(),
                        work,
                        database.url(),
                        database.user(),
                        database.password(),
                        file.toString(),
                        folder.resolve("feeds-" + work).toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            int steps = random.nextInt(17);
            String line = said.readLine();
            for (int step = 0; step < steps && line != null && !line.equals("done"); step++) {
                line = said.readLine();
            }
            boolean _ = new CountDownLatch(1).await(random.nextInt(30), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return "done".equals(line);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void a_killed_backup_leaves_no_file_of_that_name_or_a_whole_one() throws Exception {
        TestDatabase database = Filled.some(60);
        Path file = folder.resolve("b.zip");
        Random random = new Random(3);
        for (int i = 0; i < KILLS; i++) {
            boolean _ = kill("backup", database, file, random);
            if (Files.exists(file)) {
                Restore.open(file, new Stop(), _ -> {}).close();
                Files.delete(file);
            }
        }
        Backup.Done done = new Backup(Filled.schema(database), folder, "t", InstantSource.system())
                .write(file, new Stop(), _ -> {});
        assertThat(done.bytes()).isEqualTo(Files.size(file));
        assertThat(folder.resolve("b.zip.part")).doesNotExist();
    }

    @Test
    void a_killed_restore_leaves_the_database_empty_or_whole() throws Exception {
        TestDatabase before = Filled.some(60);
        Path file = folder.resolve("b.zip");
        Backup.Done _ =
                new Backup(Filled.schema(before), folder, "t", InstantSource.system()).write(file, new Stop(), _ -> {});
        Map<String, String> rows = Filled.rows(before);
        Random random = new Random(4);
        TestDatabase after = Filled.none();
        for (int i = 0; i < KILLS; i++) {
            boolean done = kill("restore", after, file, random);
            // Waits for what the killed one's session still holds.
            if (Filled.isEmpty(after)) {
                assertThat(done).isFalse();
            } else {
                assertThat(Filled.rows(after)).isEqualTo(rows);
                after = Filled.none();
            }
        }
        if (Filled.isEmpty(after)) {
            try (Restore restore = Restore.open(file, new Stop(), _ -> {})) {
                restore.into(Filled.schema(after), folder.resolve("f"), folder, true);
            }
        }
        assertThat(Filled.rows(after)).isEqualTo(rows);
    }
}
