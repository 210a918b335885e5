package dev.fettle.feeds;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes feeds in and keeps them compiled by content. A feed is taken in whole or not at all: whatever is wrong with
 * it, the last good state from the same location stays in force, and the feed's {@link FeedState} says so.
 *
 * <p>Safe for several threads and processes on one folder, as far as the progress is: none sees anything half-written.
 * A thread that is interrupted takes in nothing more, soon, and stays interrupted; the states of what it did not take
 * in say that this was interrupted.
 */
public final class FeedStore {
    /** Whatever looks like an address is treated as one, so that no password in it is shown. */
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");

    private final LastGoodStates lastGood;
    private final Intake intake;
    private final FeedProgress progress;

    /** @param folder where compiled feeds are kept; made when first written to */
    public FeedStore(Path folder, InstantSource clock, FeedProgress progress) {
        this(new KnownSources(new CacheFolder(folder)), clock, progress);
    }

    FeedStore(KnownSources known, InstantSource clock, FeedProgress progress) {
        this.lastGood = new LastGoodStates(known);
        this.intake = new Intake(known, clock, progress);
        this.progress = progress;
    }

    /**
     * What is in force, and how each feed that was asked for stands.
     *
     * @param warnings sentences on what went wrong around the feeds, such as a cache that cannot be written to
     */
    public record Loaded(FeedCatalog catalog, List<FeedState> states, List<String> warnings) {}

    /**
     * What became of a refresh; {@link #lastGood} puts it in force together with other feeds.
     *
     * @param states of one feed, or of all in a folder
     * @param differences what changed, by the location of each state that is {@link FeedState.Status#NEW}
     * @param warnings as in {@link Loaded}
     */
    public record Refreshed(List<FeedState> states, Map<String, FeedDifference> differences, List<String> warnings) {
        public Refreshed {
            states = List.copyOf(states);
            differences = Map.copyOf(differences);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A location as people and logs may see it: a path as it is; an address, also one that cannot be used, without user
     * and password, and with its query, which can hold a token, cut to what tells it from others. Whatever is noted of an
     * address that is of use bears this as its {@link FeedState#location}.
     */
    public static String shown(String location) {
        return ADDRESS.matcher(location).lookingAt() ? Download.shown(location) : location;
    }

    /** @param locations files, folders and HTTP addresses */
    public Loaded load(List<String> locations) {
        Gathered gathered = new Gathered(Gathered.Differences.NOT_WANTED);
        locations.forEach(location -> dispatch(location, intake::download, intake::path, gathered));
        return gathered.loaded();
    }

    /** Takes in what is new at a location, as {@link #load} does, and tells what it changes. */
    public Refreshed refresh(String location) {
        Gathered gathered = new Gathered(Gathered.Differences.WANTED);
        dispatch(location, intake::download, intake::path, gathered);
        return gathered.refreshed();
    }

    /**
     * Puts in force what is known of locations, within milliseconds: nothing is fetched, and no upstream file is read or
     * even looked for. Of a folder that is what was taken in from below it. The states are {@link
     * FeedState.Status#UNCHANGED}, or {@link FeedState.Status#FAILED} where what was kept is damaged, or {@link
     * FeedState.Status#NEVER}.
     */
    public Loaded lastGood(List<String> locations) {
        Gathered gathered = new Gathered(Gathered.Differences.NOT_WANTED);
        locations.forEach(location -> dispatch(location, lastGood::ofAddress, lastGood::ofPath, gathered));
        return gathered.loaded();
    }

    /** What is to be done with a path. */
    @FunctionalInterface
    private interface ForPath {
        void accept(Path path, Gathered gathered) throws IOException;
    }

    /** What is to be done with an address. */
    @FunctionalInterface
    private interface ForAddress {
        void accept(Download download, Gathered gathered);
    }

    private void dispatch(String location, ForAddress forAddress, ForPath forPath, Gathered gathered) {
        boolean address = ADDRESS.matcher(location).lookingAt();
        String shown = shown(location);
        try {
            if (address) {
                forAddress.accept(new Download(location, progress), gathered);
            } else {
                forPath.accept(Path.of(location), gathered);
            }
        } catch (IOException e) {
            gathered.failed(shown, shown, Failure.sentence(e));
        } catch (InvalidPathException e) {
            gathered.failed(
                    location, location, "It is no path on this system (" + e.getReason() + "). Check the name.");
        }
    }
}
