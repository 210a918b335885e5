package dev.fettle.feeds;

import dev.fettle.core.catalog.FeedRef;
import dev.fettle.feeds.FeedState.Status;
import dev.fettle.feeds.compiled.Advisories;
import dev.fettle.feeds.compiled.Exploited;
import dev.fettle.feeds.compiled.Predicted;
import dev.fettle.feeds.compiled.Table;
import dev.fettle.feeds.intake.FeedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers, feed by feed, what is in force and how each feed stands. */
final class Gathered {
    private final List<Advisories> advisories = new ArrayList<>();
    private final List<Exploited> exploited = new ArrayList<>();
    private final List<Dated> predicted = new ArrayList<>();
    private final List<FeedState> states = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, FeedDifference> differences = new TreeMap<>();
    private final Differences wanted;

    /** Whether to compare new states with the last good ones. */
    enum Differences {
        WANTED,
        NOT_WANTED
    }

    Gathered(Differences wanted) {
        this.wanted = wanted;
    }

    boolean wantsDifferences() {
        return wanted == Differences.WANTED;
    }

    void difference(String location, FeedDifference difference) {
        differences.put(location, difference);
    }

    private record Dated(String date, Predicted table) {}

    /** @throws FeedException if the table is not of the pointer's kind */
    void add(String name, SourcePointer pointer, Table table, Status status, String message) throws FeedException {
        String date = table.property("date");
        if (!table.speaksOfDebian()) {
            states.add(state(name, pointer, Status.IGNORED, "It speaks of no Debian release."));
            return;
        }
        switch (pointer.kind()) {
            case OSV -> advisories.add(new Advisories(table, new FeedRef(name, date)));
            case KEV_JSON, KEV_CSV -> exploited.add(new Exploited(table));
            case EPSS -> predicted.add(new Dated(date, new Predicted(table)));
            case NONE -> throw new FeedException(name + " is no feed.");
        }
        if (!table.property("unreadable").isEmpty()
                && !table.property("unreadable").equals("0")) {
            warnings.add(name + ": the versions of some statements cannot be read (" + table.property("unreadable")
                    + ", the first in " + table.property("first-unreadable") + "); what they say counts as unknown.");
        }
        states.add(state(name, pointer, status, message));
    }

    private static FeedState state(String name, SourcePointer pointer, Status status, String message) {
        return new FeedState(
                name,
                pointer.location(),
                pointer.kind().family(),
                status,
                pointer.date(),
                pointer.records(),
                pointer.content(),
                message);
    }

    void ignored(SourceFile source, String message) {
        states.add(new FeedState(source.name(), source.location(), "unknown", Status.IGNORED, "", 0, "", message));
    }

    void failed(String name, String location, String message) {
        states.add(new FeedState(name, location, "unknown", Status.FAILED, "", 0, "", message));
    }

    void never(String name, String location) {
        states.add(new FeedState(
                name,
                location,
                "unknown",
                Status.NEVER,
                "",
                0,
                "",
                location + " has not been taken in yet. Refresh it."));
    }

    void warn(String sentence) {
        warnings.add(sentence);
    }

    /** Without differences of what was not taken in after all. */
    FeedStore.Refreshed refreshed() {
        differences
                .keySet()
                .removeIf(location -> states.stream()
                        .noneMatch(state -> state.location().equals(location) && state.status() == Status.NEW));
        return new FeedStore.Refreshed(states, differences, warnings);
    }

    FeedStore.Loaded loaded() {
        predicted.sort(Comparator.comparing(Dated::date).reversed());
        FeedCatalog catalog = new FeedCatalog(
                advisories, exploited, predicted.stream().map(Dated::table).toList());
        return new FeedStore.Loaded(catalog, List.copyOf(states), List.copyOf(warnings));
    }
}
