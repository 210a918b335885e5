package dev.fettle.server.demo;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.folder.DataFolder;
import dev.fettle.server.folder.FolderException;
import dev.fettle.server.web.Notices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Whether this server shows a fleet that never was, which every page then says. */
@Component
public final class Demo implements Notices {
    /** Stands in the data folder of a demonstration too, where it is known before there is a database. */
    public static final String MARK = "demo";

    private static final String FEEDS = "demo-feeds";

    private final Optional<LocalDate> begun;

    Demo(DataFolder data, DemoStore store, Audit audit, PlatformTransactionManager transactions) {
        Optional<LocalDate> known = store.begun();
        this.begun = known.isPresent() ? known : begun(data.path());
        if (known.isEmpty()) {
            begun.ifPresent(
                    day -> new TransactionTemplate(transactions).executeWithoutResult(_ -> mark(store, audit, day)));
        }
    }

    private static void mark(DemoStore store, Audit audit, LocalDate day) {
        store.mark(day);
        audit.append(
                Actor.server("demonstration"),
                new Deed(
                        "demo.begun",
                        new AuditSubject("server", "", "this server"),
                        Map.of(),
                        Map.of("begun", day.toString()),
                        ""));
    }

    /** The day before which everything is made up; empty on a real server. */
    Optional<LocalDate> begun() {
        return begun;
    }

    @Override
    public List<String> notices() {
        return List.of();
    }

    @Override
    public List<String> toEverybody() {
        return begun.isPresent()
                ? List.of(
                        "This is a demonstration: its hosts and what they have are generated, and none of them exists.")
                : List.of();
    }

    /** The day on which a demonstration was begun in this folder; empty if it holds none. */
    public static Optional<LocalDate> begun(Path folder) {
        try {
            return Optional.of(LocalDate.parse(Files.readString(folder.resolve(MARK), StandardCharsets.UTF_8)
                    .strip()));
        } catch (IOException | DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Marks a folder whose database came from the backup of a demonstration, so that a start of it is one too. */
    public static void mark(DataFolder data, DataSource database) throws FolderException {
        Optional<LocalDate> day = DemoStore.in(database).begun();
        if (day.isPresent()) {
            try {
                DataFolder.writePrivate(data.resolve(MARK), day.get() + "\n");
            } catch (IOException e) {
                throw new FolderException(data.resolve(MARK) + " cannot be written: " + DataFolder.reason(e), e);
            }
        }
    }

    /** The folder with the feeds of a demonstration. */
    public static Path feeds(Path folder) {
        return folder.resolve(FEEDS);
    }

    /**
     * Marks a folder as that of a demonstration, unless it is one, and writes its feeds.
     *
     * @throws IOException also if it holds the data of a real server, with a sentence
     */
    public static void prepare(Path folder, LocalDate today) throws IOException, FolderException {
        LocalDate day = begun(folder).orElse(today);
        if (begun(folder).isEmpty()) {
            if (Files.exists(folder.resolve("postgres"))) {
                throw new IOException(folder + " holds the data of a real server. Name another folder with --data, or"
                        + " leave --data out.");
            }
            try (DataFolder data = DataFolder.open(folder)) {
                DataFolder.writePrivate(data.resolve(MARK), day + "\n");
            }
        }
        new DemoFeeds(new MadeUpWorld(), day).write(feeds(folder));
    }
}
