package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.Problem;
import dev.fettle.core.inventory.Survey;
import dev.fettle.host.HostException;
import dev.fettle.host.Progress;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Asks a Debian system all it can tell: what is installed, what apt would change, and what the changelogs say of it. */
public final class DebianSurvey {
    private final Shell shell;
    private final HostFiles files;
    private final Path stateDirectory;
    private final InstantSource clock;
    private final Progress progress;

    /** @param stateDirectory as for {@link DebianHost} and {@link Changelogs}; one for each host */
    public DebianSurvey(Shell shell, HostFiles files, Path stateDirectory, InstantSource clock, Progress progress) {
        this.shell = shell;
        this.files = files;
        this.stateDirectory = stateDirectory;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Takes seconds, and minutes where many changelogs have to be fetched.
     *
     * @param readChangelogs whether to fetch the changelogs of the pending patches
     * @throws HostException if it is no Debian, its package database or the state directory cannot be used, or the
     *     thread is interrupted, which ends it soon
     */
    public HostSurvey take(boolean readChangelogs) throws HostException {
        Survey scan = new DebianHost(shell, files, stateDirectory, clock, progress).scan();
        List<Problem> problems = new ArrayList<>(scan.inventory().problems());
        HostSurvey.Changelogs changelogs = new HostSurvey.Changelogs.NotAsked();
        if (readChangelogs && scan.pending() instanceof Survey.Pending.Known(PendingChanges pending)) {
            Changelogs.Reading reading =
                    new Changelogs(shell, files, stateDirectory).read(scan.inventory(), pending, progress);
            problems.addAll(reading.problems());
            changelogs = new HostSurvey.Changelogs.Asked(reading.bySource(), reading.unread());
        }
        return new HostSurvey(scan.inventory(), scan.pending(), changelogs, problems);
    }
}
