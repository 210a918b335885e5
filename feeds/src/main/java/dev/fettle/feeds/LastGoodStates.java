package dev.fettle.feeds;

import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.FeedKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Puts in force what was taken in before, by pointers and compiled tables alone: where it came from is not looked at. */
final class LastGoodStates {
    private final KnownSources known;

    LastGoodStates(KnownSources known) {
        this.known = known;
    }

    /** What was taken in from an address. */
    void ofAddress(Download download, Gathered gathered) {
        if (!found(download.name(), download.shown(), gathered)) {
            gathered.never(download.name(), download.shown());
        }
    }

    /** What was taken in from a path, be it a file's or, from below it, a folder's. */
    void ofPath(Path path, Gathered gathered) throws IOException {
        SourceFile itself = SourceFile.of(path);
        boolean any = found(itself.name(), itself.location(), gathered);
        for (String location : known.below(path)) {
            any |= found(name(location), location, gathered);
        }
        if (!any) {
            gathered.never(itself.name(), itself.location());
        }
    }

    /** As {@link SourceFile} names what lies at a location. */
    private static String name(String location) {
        String records = "/*.json";
        return location.endsWith(records)
                ? SourceFile.ofRecords(Path.of(location.substring(0, location.length() - records.length())), List.of())
                        .name()
                : SourceFile.of(Path.of(location)).name();
    }

    private boolean found(String name, String location, Gathered gathered) {
        try {
            Optional<KnownSources.State> state = known.state(location);
            if (state.isPresent()) {
                gathered.add(name, state.get().pointer(), state.get().table(), Status.UNCHANGED, "");
            }
            return state.isPresent();
        } catch (IOException e) {
            gathered.failed(
                    name,
                    location,
                    "What was taken in from " + location + " cannot be read any more; refresh it. "
                            + Failure.sentence(e));
            return true;
        }
    }

    /** Puts a state known from before in force; false if its compiled table is gone or damaged. */
    boolean inForce(SourceFile source, SourcePointer pointer, Asked asked, Gathered gathered) {
        if (pointer.kind() == FeedKind.NONE) {
            if (asked == Asked.BY_FOLDER) {
                gathered.ignored(source, "It is no feed that Fettle knows.");
            }
            return asked == Asked.BY_FOLDER;
        }
        try {
            Table table = known.table(pointer);
            if (asked == Asked.BY_NAME && !table.speaksOfDebian()) {
                return false;
            }
            gathered.add(source.name(), pointer, table, Status.UNCHANGED, "");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Keeps the last good state in force, because what is there now could not be taken in. */
    void insteadOf(String name, String location, IOException cause, Gathered gathered) {
        String why = Failure.sentence(cause);
        try {
            Optional<KnownSources.State> before = known.state(location);
            if (before.isPresent() && before.get().table().speaksOfDebian()) {
                SourcePointer good = before.get().pointer();
                String of = good.date().isEmpty() ? "" : ", of " + good.date();
                String message =
                        why + " The last good state stays in force (" + good.records() + " records" + of + ").";
                gathered.add(name, good, before.get().table(), Status.LAST_GOOD, message);
                return;
            }
        } catch (IOException e) {
            why = why + " The last good state cannot be read either. " + Failure.sentence(e);
        }
        gathered.failed(name, location, why);
    }

    /** A folder that is gone or empty may be one that is not mounted: what was taken in from below it stays in force. */
    void insteadOfMissing(Path path, FeedException why, Gathered gathered) throws IOException {
        insteadOfFolder(path, why, gone -> new FeedException(gone + " does not exist."), gathered);
    }

    /** @param whyBelow why what was taken in from a location below it is not to be had now */
    void insteadOfFolder(Path path, IOException why, Function<String, IOException> whyBelow, Gathered gathered)
            throws IOException {
        SourceFile itself = SourceFile.of(path);
        List<String> below = known.below(path);
        if (below.isEmpty() || known.of(itself.location()).isPresent()) {
            insteadOf(itself.name(), itself.location(), why, gathered);
        }
        for (String gone : below) {
            insteadOf(gone, gone, whyBelow.apply(gone), gathered);
        }
    }
}
