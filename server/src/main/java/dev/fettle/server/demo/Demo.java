package dev.fettle.server.demo;

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
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whether this server shows a fleet that never was, which every page then says. */
@Component
public final class Demo implements Notices {
    /** Stands in the data folder of a demonstration, and says on which day it was begun. */
    public static final String MARK = "demo";

    private static final String FEEDS = "demo-feeds";

    private final Optional<LocalDate> begun;

    Demo(DataFolder data) {
        this.begun = begun(data.path());
    }

    /** The day before which everything is made up; empty on a real server. */
    Optional<LocalDate> begun() {
        return begun;
    }

    @Override
    public List<String> notices() {
        return begun.isPresent()
                ? List.of(
                        "All hosts and vulnerabilities here are generated: this server runs with --demo to be looked at.")
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
