package dev.fettle.host.pkg.apt;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.inventory.Inventory;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.Interruption;
import dev.fettle.host.Problems;
import dev.fettle.host.Progress;
import dev.fettle.host.pkg.apt.SourceUpdate.Deb;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which vulnerabilities pending patches say they mend, read from the changelogs in the candidates' own packages. Of each
 * source package only its smallest package file is fetched.
 */
public final class Changelogs {
    private static final String WHERE = "changelogs";

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
     * @param unread sources whose changelog could not be had, by name; what their patches mend is not known from here
     * @param downloadedBytes fetched this time; what was kept from before costs nothing
     */
    public record Reading(
            Map<String, ChangelogClaim> bySource, List<String> unread, List<Problem> problems, long downloadedBytes) {
        public Reading {
            bySource = Map.copyOf(bySource);
            unread = List.copyOf(unread);
            problems = List.copyOf(problems);
        }
    }

    /**
     * What could not be fetched or read is a problem of the reading.
     *
     * @throws HostException only if the thread is interrupted, which ends it soon
     */
    public Reading read(Inventory inventory, PendingChanges pending, Progress progress) throws HostException {
        Problems problems = new Problems();
        Map<String, ChangelogClaim> claims = new TreeMap<>();
        List<String> unread = new ArrayList<>();
        List<SourceUpdate> updates = SourceUpdate.of(inventory, pending, unread, problems);
        long fetched = 0;
        if (!updates.isEmpty()) {
            try {
                StateDirectory state = StateDirectory.open(stateDirectory);
                Path kept = state.subdirectory("changelogs");
                progress.step("Looking for changelogs");
                try (RunLock _ = RunLock.take(state);
                        Apt apt = Apt.open(shell, files, state, nativeArchitecture(inventory))) {
                    DebDownloads downloads = new DebDownloads(apt, state.subdirectory("downloads"), progress, problems);
                    fetched =
                            new Round(new ChangelogCache(kept), downloads, progress, problems).readAll(updates, claims);
                }
            } catch (HostException failed) {
                Interruption.check();
                problems.add(failed.problem());
            }
        }
        updates.stream()
                .map(update -> update.candidate().name())
                .filter(source -> !claims.containsKey(source))
                .forEach(unread::add);
        return new Reading(claims, unread, problems.list(), fetched);
    }

    private static String nativeArchitecture(Inventory inventory) {
        return inventory.packages().stream()
                .filter(each -> each.name().equals("dpkg"))
                .map(each -> each.architecture())
                .findFirst()
                .orElse("amd64");
    }

    /** One reading: first what was kept, then in up to three batches the files that are missing. */
    private final class Round {
        private final ChangelogCache cache;
        private final DebDownloads downloads;
        private final Progress progress;
        private final Problems problems;

        Round(ChangelogCache cache, DebDownloads downloads, Progress progress, Problems problems) {
            this.cache = cache;
            this.downloads = downloads;
            this.progress = progress;
            this.problems = problems;
        }

        long readAll(List<SourceUpdate> updates, Map<String, ChangelogClaim> claims) throws HostException {
            List<Search> searches = new ArrayList<>();
            for (SourceUpdate update : updates) {
                searches.add(new Search(update));
            }
            try {
                List<Search> open = settle(searches, claims);
                while (!open.isEmpty()) {
                    progress.step("Fetching " + open.size() + " changelogs");
                    fetch(open);
                    open = settle(open, claims);
                }
            } finally {
                settle(searches, claims);
            }
            return downloads.fetchedBytes();
        }

        private void fetch(List<Search> open) throws HostException {
            List<Deb> debs = new ArrayList<>();
            for (Search search : open) {
                Deb deb = search.present;
                if (deb != null && downloads.allows(deb)) {
                    debs.add(deb);
                }
            }
            try {
                downloads.fetch(debs);
            } catch (HostException cutShort) {
                Interruption.check();
                problems.add(cutShort.problem());
            }
            for (Search search : open) {
                Deb deb = search.present;
                Interruption.check();
                if (deb != null) {
                    extract(deb, search);
                }
            }
        }

        private void extract(Deb deb, Search search) throws HostException {
            try {
                Path file = downloads.file(deb);
                if (file == null) {
                    search.giveUp();
                    return;
                }
                String source = search.update.candidate().name();
                Changelog changelog = new DebChangelog(shell).read(file, deb.name(), source);
                cache.keep(deb.download().sha256(), changelog == null ? new Changelog(List.of()) : changelog);
                Files.deleteIfExists(file);
            } catch (HostException unreadable) {
                Interruption.check();
                problems.add(unreadable.problem());
                search.giveUp();
            } catch (IOException undeletable) {
                problems.add(WHERE, "A fetched package file could not be deleted.", String.valueOf(undeletable));
            }
        }

        /** Takes what is known now; returns the searches that need another file. */
        private List<Search> settle(List<Search> searches, Map<String, ChangelogClaim> claims) throws HostException {
            List<Search> open = new ArrayList<>();
            for (Search search : searches) {
                String source = search.update.candidate().name();
                if (claims.containsKey(source) || search.givenUp) {
                    continue;
                }
                Changelog changelog = search.advance(cache);
                if (changelog != null) {
                    claims.put(source, changelog.claim(search.update, problems));
                } else if (search.present != null) {
                    open.add(search);
                } else {
                    search.giveUp();
                    problems.add(WHERE, "No package file of " + source + " carries its changelog.");
                }
            }
            return open;
        }
    }

    /** The way through the files of one source until one has the changelog. */
    private static final class Search {
        private final SourceUpdate update;
        private final Iterator<Deb> rest;
        private @Nullable Deb present;
        private boolean givenUp;

        Search(SourceUpdate update) {
            this.update = update;
            this.rest = update.debs().iterator();
            this.present = rest.next();
        }

        void giveUp() {
            givenUp = true;
        }

        /** The changelog, if a file of it is known; otherwise null, and {@link #present} is the file to be fetched next. */
        @Nullable
        Changelog advance(ChangelogCache cache) throws HostException {
            Deb deb = present;
            while (deb != null) {
                Optional<Changelog> kept = cache.find(deb.download().sha256());
                if (kept.isEmpty()) {
                    return null;
                }
                if (kept.get().tellsOf(update.candidate().name())) {
                    return kept.get();
                }
                deb = rest.hasNext() ? rest.next() : null;
                present = deb;
            }
            return null;
        }
    }
}
