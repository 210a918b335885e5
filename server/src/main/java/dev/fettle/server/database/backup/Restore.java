package dev.fettle.server.database.backup;

import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Schema;
import dev.fettle.server.folder.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings a backup back into an empty database: all of it or nothing. */
public final class Restore implements AutoCloseable {
    private final Path file;
    private final BackupReader backup;
    private final Stop stop;
    private final Consumer<String> progress;

    private Restore(Path file, BackupReader backup, Stop stop, Consumer<String> progress) {
        this.file = file;
        this.backup = backup;
        this.stop = stop;
        this.progress = progress;
    }

    /**
     * Opens a backup and verifies all of it; nothing is written yet.
     *
     * @param progress is told sentences on what is done
     * @throws BackupException if the file cannot be read, is no whole backup, or was made by a newer Fettle
     */
    public static Restore open(Path file, Stop stop, Consumer<String> progress) throws BackupException {
        boolean good = false;
        @Nullable BackupReader backup = null;
        try {
            backup = BackupReader.open(file, stop);
            Manifest manifest = backup.manifest();
            if (manifest.schema() > Schema.NEWEST) {
                throw new BackupException(file + " was made by a newer Fettle (" + manifest.fettle() + ", schema "
                        + manifest.schema() + "; this one knows up to " + Schema.NEWEST
                        + "). Restore it with that version.");
            }
            progress.accept("The backup is of " + manifest.madeAt() + ", made by Fettle " + manifest.fettle()
                    + " on PostgreSQL " + manifest.postgres() + ".");
            backup.verify(progress);
            good = true;
            return new Restore(file, backup, stop, progress);
        } catch (IOException e) {
            throw fault(file, e);
        } finally {
            if (!good) {
                close(backup);
            }
        }
    }

    private static void close(@Nullable BackupReader backup) throws BackupException {
        try {
            if (backup != null) {
                backup.close();
            }
        } catch (IOException e) {
            throw new BackupException("The backup cannot be closed: " + DataFolder.reason(e), e);
        }
    }

    private static BackupException fault(Path file, IOException e) {
        return switch (e) {
            case Stop.Requested _ ->
                new BackupException("The restore was stopped. The database is empty; restore again.", e);
            case NoSuchFileException _ -> new BackupException("There is no file " + file + ".", e);
            case DamagedException _ -> damaged(file, e);
            case java.util.zip.ZipException _, java.io.EOFException _ -> damaged(file, e);
            default -> new BackupException(file + " cannot be restored: " + DataFolder.reason(e), e);
        };
    }

    private static BackupException damaged(Path file, IOException e) {
        return new BackupException(
                file + " is no whole backup of Fettle: " + e.getMessage()
                        + ". Nothing was restored. Take another copy, or another backup.",
                e);
    }

    /** Whether the backup holds rows of a table. */
    public boolean has(String table) {
        return backup.manifest().tables().stream().anyMatch(each -> each.name().equals(table) && each.rows() > 0);
    }

    /**
     * Restores into an empty database. The schema then has the version of the backup; {@link Schema#prepare(String)}
     * brings it to the newest.
     *
     * @param feeds the folder for the compiled feeds; made if absent
     * @param room whose disk must have room for what is unpacked; a folder that exists
     * @param databaseToo whether the database is on that disk
     * @throws BackupException if the database is not empty, the disk too small or the backup not of this schema
     * @throws DatabaseException if the database refuses
     */
    public void into(Schema schema, Path feeds, Path room, boolean databaseToo)
            throws BackupException, DatabaseException {
        Manifest manifest = backup.manifest();
        try {
            requireRoom(room, databaseToo ? manifest.bytes() : manifest.fileBytes());
            requireEmpty(schema, manifest);
            schema.migrateTo(manifest.schema());
            try (Connection connection = schema.connect()) {
                connection.setAutoCommit(false);
                copy(connection, feeds);
                stop.check();
                connection.commit();
            }
        } catch (SQLException e) {
            throw DatabaseException.during("The restore", e);
        } catch (IOException e) {
            throw fault(file, e);
        }
        progress.accept("Restored: " + manifest.rows() + " rows.");
    }

    private static void requireRoom(Path folder, long bytes) throws IOException, BackupException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < bytes) {
            throw new BackupException(
                    "The disk of " + folder + " has " + free + " bytes left, and the backup unpacks to " + bytes
                            + ". Make room, or name another folder with --data.");
        }
    }

    private static void requireEmpty(Schema schema, Manifest manifest)
            throws SQLException, BackupException, DatabaseException {
        try (Connection connection = schema.connect()) {
            connection.setAutoCommit(false);
            TableCopies copies = new TableCopies(connection);
            copies.settle();
            Optional<Integer> version = Schema.version(connection);
            if (version.isPresent()) {
                requireEmpty(copies);
                if (version.get() > manifest.schema()) {
                    throw new BackupException("The database is empty, but has schema " + version.get()
                            + ", which is newer than the backup's (" + manifest.schema()
                            + "). Name an empty folder with --data, or drop the schema " + Schema.NAME
                            + " of your database.");
                }
            }
            connection.rollback();
        }
    }

    private static void requireEmpty(TableCopies copies) throws SQLException, BackupException {
        Optional<String> filled = copies.firstWithRows();
        if (filled.isPresent()) {
            throw new BackupException("The database already holds something (table " + filled.get()
                    + " has rows), and a restore never overwrites. Move the data folder away or name an empty one with"
                    + " --data; of an own PostgreSQL, name an empty database in database.url.");
        }
    }

    private void copy(Connection connection, Path feeds) throws SQLException, IOException, BackupException {
        TableCopies copies = new TableCopies(connection);
        copies.settle();
        List<TableCopies.Shape> shapes = copies.tables();
        Map<String, Manifest.Table> tables = backup.manifest().tables().stream()
                .collect(Collectors.toMap(Manifest.Table::name, Function.identity()));
        requireSame(shapes, tables);
        copies.lock(shapes);
        requireEmpty(copies);
        for (TableCopies.Shape shape : shapes) {
            Manifest.Table table = tables.get(shape.name());
            if (table == null) {
                throw new IllegalStateException(shape.name() + " was compared before.");
            }
            try (InputStream rows = backup.open(table)) {
                long written = copies.copyIn(new TableCopies.Shape(table.name(), table.columns()), rows);
                if (written != table.rows()) {
                    throw new DamagedException(table.name() + " in it has " + table.rows()
                            + " rows, of which the database took " + written);
                }
            }
            copies.moveSequences(shape);
            progress.accept(table.name() + ": " + table.rows() + " rows");
        }
        FeedFiles files = new FeedFiles(feeds);
        for (Manifest.Kept kept : backup.manifest().files()) {
            try (InputStream content = backup.open(kept)) {
                files.restore(kept, content);
            }
        }
    }

    private static void requireSame(List<TableCopies.Shape> shapes, Map<String, Manifest.Table> tables)
            throws DamagedException {
        boolean same = shapes.size() == tables.size()
                && shapes.stream().allMatch(shape -> {
                    Manifest.Table table = tables.get(shape.name());
                    return table != null
                            && table.columns().size() == shape.columns().size()
                            && new HashSet<>(table.columns()).equals(new HashSet<>(shape.columns()));
                });
        if (!same) {
            throw new DamagedException("its tables or their columns are not those of its schema version");
        }
    }

    @Override
    public void close() throws BackupException {
        close(backup);
    }
}
