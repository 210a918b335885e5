package dev.fettle.server.feeds;

import dev.fettle.feeds.FeedCatalog;
import dev.fettle.feeds.FeedStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalogue that the last good states of all sources make together. */
final class CatalogInForce {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogInForce.class);

    private final FeedStore store;
    private final List<String> locations;
    private volatile FeedCatalog catalog;

    CatalogInForce(Path folder, List<String> locations, InstantSource clock) {
        this.store = new FeedStore(folder, clock, (_, _, _) -> {});
        this.locations = List.copyOf(locations);
        this.catalog = open();
    }

    FeedCatalog catalog() {
        return catalog;
    }

    /** Puts in force what was taken in since. */
    synchronized void reopen() {
        catalog = open();
    }

    private FeedCatalog open() {
        FeedStore.Loaded loaded = store.lastGood(locations);
        loaded.warnings().forEach(warning -> LOG.warn("Feeds: {}", warning));
        return loaded.catalog();
    }
}
