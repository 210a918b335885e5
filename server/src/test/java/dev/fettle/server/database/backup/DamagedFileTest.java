package dev.fettle.server.database.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fettle.server.TestDatabase;
import dev.fettle.server.database.Schema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DamagedFileTest {
    private static final String ROW = "1\tmachine\tname\t2026-01-01 00:00:00+00\n";
    private static final List<String> HOST = List.of("id", "machine", "name", "added_at");

    @TempDir
    Path folder;

    private int made;

    @AfterEach
    void drop() throws Exception {
        Filled.dropAll();
    }

    private void assertRefused(Path file, String because) {
        assertThatThrownBy(() -> Restore.open(file, new Stop(), _ -> {}).close())
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith(file + " is no whole backup of Fettle: ")
                .hasMessageContaining(because)
                .hasMessageContaining("Nothing was restored.");
    }

    @Test
    void a_bit_turned_over_anywhere_is_noticed() throws Exception {
        byte[] good = good();
        Path file = folder.resolve("bad.zip");
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bad = good.clone();
            // Every bit of the last bytes, then any.
            int bit = i < 1000 ? bad.length * 8 - 1 - i : random.nextInt(bad.length * 8);
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            assertRefused(file, "");
        }
    }

    @Test
    void a_file_cut_or_lengthened_anywhere_is_noticed() throws Exception {
        byte[] good = good();
        Path file = folder.resolve("bad.zip");
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            int length = i < 100 ? good.length - 1 - i : i < 200 ? i - 100 : random.nextInt(good.length);
            Files.write(file, java.util.Arrays.copyOf(good, length));
            assertRefused(file, "");
            Files.write(file, java.util.Arrays.copyOf(good, good.length + 1 + i));
            assertRefused(file, "");
        }
    }

    private byte[] good() throws Exception {
        Path file = folder.resolve("good.zip");
        Backup.Done _ = new Backup(Filled.schema(Filled.some(2)), folder.resolve("feeds"), "t", InstantSource.system())
                .write(file, new Stop(), _ -> {});
        return Files.readAllBytes(file);
    }

    /** A well sealed file with one host, of which a test makes something else. */
    private Path sealed(UnaryOperator<Manifest> change) throws IOException, SQLException {
        Path file = folder.resolve("hostile" + made++ + ".zip");
        try (BackupWriter writer = new BackupWriter(Files.newOutputStream(file), new Stop())) {
            List<Manifest.Table> tables = new ArrayList<>();
            tables.add(writer.table("host", HOST, out -> out.write(ROW.getBytes(StandardCharsets.UTF_8))));
            writer.finish(change.apply(new Manifest(Manifest.FORM, "t", 1, "18", "now", tables, List.of())));
        }
        return file;
    }

    private Path zip(String manifest, String... more) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SealedOutput sealed = new SealedOutput(bytes, new Stop());
        try (ZipOutputStream zip = new ZipOutputStream(sealed)) {
            zip.setComment("-".repeat(SealedOutput.SEAL));
            for (String each : more) {
                zip.putNextEntry(new ZipEntry(each));
                zip.closeEntry();
            }
            zip.putNextEntry(new ZipEntry(BackupWriter.MANIFEST));
            zip.write(manifest.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            zip.finish();
            sealed.seal();
        }
        return Files.write(folder.resolve("made" + made++ + ".zip"), bytes.toByteArray());
    }

    private static UnaryOperator<Manifest> table(UnaryOperator<Manifest.Table> change) {
        return manifest -> new Manifest(
                manifest.form(),
                manifest.fettle(),
                manifest.schema(),
                manifest.postgres(),
                manifest.madeAt(),
                manifest.tables().stream().map(change).toList(),
                manifest.files());
    }

    @Test
    void a_well_sealed_file_that_says_other_than_it_holds_is_refused() throws Exception {
        assertRefused(
                sealed(table(t -> new Manifest.Table(t.name(), t.columns(), 2, t.bytes(), t.sha256()))),
                "not what its manifest says");
        assertRefused(
                sealed(table(t -> new Manifest.Table(t.name(), t.columns(), 1, t.bytes() + 1, t.sha256()))),
                "not what its manifest says");
        assertRefused(
                sealed(table(t -> new Manifest.Table(t.name(), t.columns(), 1, t.bytes() - 1, t.sha256()))),
                "longer than its manifest says");
        assertRefused(
                sealed(table(t -> new Manifest.Table(t.name(), t.columns(), 1, t.bytes(), "0".repeat(64)))),
                "not what its manifest says");
        assertRefused(
                sealed(table(t -> new Manifest.Table(t.name(), List.of("id"), 1, t.bytes(), t.sha256()))),
                "not what its manifest says");
        assertRefused(
                sealed(table(t -> new Manifest.Table("hosts", t.columns(), 1, t.bytes(), t.sha256()))),
                "just what its manifest names");
        assertRefused(
                zip(
                        "{\"form\":1,\"fettle\":\"\",\"schema\":1,\"postgres\":\"\",\"madeAt\":\"\",\"tables\":[],\"files\":[]}",
                        "../../../etc/passwd"),
                "just what its manifest names");
    }

    @Test
    void a_newer_form_or_schema_is_refused_with_what_to_do() throws Exception {
        assertRefused(
                sealed(m -> new Manifest(2, m.fettle(), 1, "18", "now", m.tables(), m.files())), "a newer Fettle");
        Path newer = sealed(m -> new Manifest(1, "77.1", Schema.NEWEST + 1, "18", "now", m.tables(), m.files()));
        assertThatThrownBy(() -> Restore.open(newer, new Stop(), _ -> {}).close())
                .hasMessageContaining("made by a newer Fettle (77.1, schema " + (Schema.NEWEST + 1))
                .hasMessageContaining("Restore it with that version.");
    }

    @Test
    void tables_or_rows_that_the_schema_does_not_have_leave_the_database_empty() throws Exception {
        TestDatabase database = Filled.none();
        Path oneTable = sealed(m -> m);
        try (Restore restore = Restore.open(oneTable, new Stop(), _ -> {})) {
            assertThatThrownBy(() -> restore.into(Filled.schema(database), folder.resolve("f"), folder, true))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("not those of its schema version");
        }
        assertThat(Filled.isEmpty(database)).isTrue();
    }

    @Test
    void what_would_not_fit_on_the_disk_is_refused_before_anything_is_written() throws Exception {
        TestDatabase database = Filled.none();
        Path file = sealed(m -> m);
        try (Restore restore = Restore.open(file, new Stop(), _ -> {})) {
            assertThat(Files.getFileStore(folder).getUsableSpace()).isPositive();
            assertThatThrownBy(() -> restore.into(Filled.schema(database), folder, Path.of("/proc"), true))
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("0 bytes left");
        }
    }

    @Test
    void manifests_that_are_none_are_refused() throws Exception {
        for (String json : List.of(
                "",
                "[]",
                "{}",
                "{\"form\":1}",
                "{\"form\":1,\"form\":1}",
                "[".repeat(5000),
                "{\"form\":1,\"fettle\":null,\"schema\":1,\"postgres\":\"\",\"madeAt\":\"\",\"tables\":[],\"files\":[]}",
                "{\"form\":1,\"fettle\":\"\",\"schema\":1,\"postgres\":\"\",\"madeAt\":\"\",\"tables\":[null],\"files\":[]}",
                "{\"form\":1,\"fettle\":\"\",\"schema\":1,\"postgres\":\"\",\"madeAt\":\"\",\"tables\":[],\"files\":"
                        + "[{\"name\":\"../x\",\"bytes\":0,\"sha256\":\"" + "0".repeat(64) + "\"}]}",
                "{\"form\":1,\"fettle\":\"\",\"schema\":1,\"postgres\":\"\",\"madeAt\":\"\",\"tables\":[{\"name\":"
                        + "\"host; drop\",\"columns\":[\"id\"],\"rows\":0,\"bytes\":0,\"sha256\":\"" + "0".repeat(64)
                        + "\"}],\"files\":[]}",
                " ".repeat(Manifest.MOST_BYTES + 1))) {
            assertRefused(zip(json), "manifest");
        }
    }

    @Test
    void folders_and_absent_files_are_told_as_such() {
        assertRefused(folder, "it is a folder");
        assertThatThrownBy(() -> Restore.open(folder.resolve("none"), new Stop(), _ -> {})
                        .close())
                .hasMessage("There is no file " + folder.resolve("none") + ".");
    }
}
