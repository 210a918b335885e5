package dev.fettle.server.database.backup;

import dev.fettle.server.database.DatabaseException;
import dev.fettle.server.database.Schema;
import dev.fettle.server.folder.DataFolder;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes all that the server must not lose into one file. The server may go on working meanwhile. */
public final class Backup {
    private final Schema schema;
    private final Path feeds;
    private final String fettle;
    private final InstantSource clock;

    /**
     * @param feeds the folder of the compiled feeds; need not exist
     * @param fettle the version of this program
     */
    public Backup(Schema schema, Path feeds, String fettle, InstantSource clock) {
        this.schema = schema;
        this.feeds = feeds;
        this.fettle = fettle;
        this.clock = clock;
    }

    /**
     * What a backup holds.
     *
     * @param bytes of the file
     */
    public record Done(long rows, long bytes) {}

    /**
     * Writes the file whole or not at all: it has its name only after it was read back and found right. Only this user
     * can read it.
     *
     * @param progress is told sentences on what is done
     * @throws BackupException if the file is there already, cannot be written, or the work was stopped
     * @throws DatabaseException if the database cannot be read, holds nothing of Fettle's, or belongs to a newer Fettle
     */
    public Done write(Path file, Stop stop, Consumer<String> progress) throws BackupException, DatabaseException {
        Path target = file.toAbsolutePath().normalize();
        try (PartFile part = PartFile.create(target)) {
            Manifest manifest = write(part, stop, progress);
            part.force();
            progress.accept("Reading it back.");
            try (BackupReader reader = BackupReader.open(part.path(), stop)) {
                if (!reader.manifest().equals(manifest)) {
                    throw new DamagedException("its manifest was read back otherwise than it was written");
                }
                reader.verify(progress);
            }
            long bytes = part.channel().size();
            part.publish();
            return new Done(manifest.rows(), bytes);
        } catch (Stop.Requested e) {
            throw new BackupException("The backup was stopped, and nothing of it was kept.", e);
        } catch (DamagedException e) {
            throw new BackupException(
                    target + " was not written, because it came back from the disk damaged (" + e.getMessage()
                            + "). Use another disk.",
                    e);
        } catch (IOException e) {
            throw new BackupException(target + " cannot be written: " + DataFolder.reason(e), e);
        }
    }

    private Manifest write(PartFile part, Stop stop, Consumer<String> progress)
            throws IOException, BackupException, DatabaseException {
        try (BackupWriter writer = new BackupWriter(Channels.newOutputStream(part.channel()), stop);
                Connection connection = schema.connect()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            TableCopies copies = new TableCopies(connection);
            copies.settle();
            int version = version(connection);
            String madeAt = clock.instant().toString();
            List<Manifest.Table> tables = new ArrayList<>();
            for (TableCopies.Shape table : copies.tables()) {
                Manifest.Table written = writer.table(table.name(), table.columns(), out -> copies.copyOut(table, out));
                tables.add(written);
                progress.accept(table.name() + ": " + written.rows() + " rows, " + written.bytes() + " bytes");
            }
            String postgres = copies.postgresVersion();
            connection.rollback();
            List<Manifest.Kept> files = new FeedFiles(feeds).writeTo(writer);
            Manifest manifest = new Manifest(Manifest.FORM, fettle, version, postgres, madeAt, tables, files);
            progress.accept("feeds: " + files.size() + " files, " + manifest.fileBytes() + " bytes");
            writer.finish(manifest);
            return manifest;
        } catch (SQLException e) {
            throw DatabaseException.during("The backup", e);
        }
    }

    private static int version(Connection connection) throws SQLException, BackupException {
        Optional<Integer> version = Schema.version(connection);
        if (version.isEmpty() || version.get() == 0) {
            throw new BackupException("There is nothing to back up: no Fettle server has used this database.");
        }
        if (version.get() > Schema.NEWEST) {
            throw new BackupException("The database belongs to a newer Fettle (schema " + version.get()
                    + ", this one knows up to " + Schema.NEWEST + "). Make the backup with that version.");
        }
        return version.get();
    }
}
