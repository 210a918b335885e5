package dev.fettle.feeds;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.product.Platform;
import dev.fettle.feeds.compiled.Advisories;
import dev.fettle.feeds.compiled.Exploited;
import dev.fettle.feeds.compiled.Predicted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The catalogue that compiled feeds make together. Where several speak of exploitation, the first that knows counts. */
public final class FeedCatalog implements Catalog {
    private final List<Advisories> advisories;
    private final List<Exploited> exploited;
    private final List<Predicted> predicted;

    /** @param predicted newest first */
    public FeedCatalog(List<Advisories> advisories, List<Exploited> exploited, List<Predicted> predicted) {
        this.advisories = List.copyOf(advisories);
        this.exploited = List.copyOf(exploited);
        this.predicted = List.copyOf(predicted);
    }

    /** A catalogue that knows nothing, and says so. */
    public static FeedCatalog empty() {
        return new FeedCatalog(List.of(), List.of(), List.of());
    }

    /** OSV writes {@code debian:12} as {@code Debian:12}. */
    private static String ecosystem(Platform platform) {
        String distribution = platform.distribution();
        return Character.toUpperCase(distribution.charAt(0)) + distribution.substring(1) + ":" + platform.release();
    }

    @Override
    public List<Statement> statements(Platform platform, String source) {
        String ecosystem = ecosystem(platform);
        if (advisories.size() == 1) {
            return advisories.getFirst().statements(ecosystem, source);
        }
        List<Statement> all = new ArrayList<>();
        for (Advisories feed : advisories) {
            for (Statement statement : feed.statements(ecosystem, source)) {
                if (!isOutdated(statement, feed)) {
                    all.add(statement);
                }
            }
        }
        return all;
    }

    /** Whether another feed has a younger text of the record, which may not speak of this package any more. */
    private boolean isOutdated(Statement statement, Advisories feed) {
        for (Advisories other : advisories) {
            if (!other.equals(feed)
                    && other.modified(statement.record())
                            .filter(modified -> modified.compareTo(statement.modified()) > 0)
                            .isPresent()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean covers(Platform platform) {
        return advisories.stream().anyMatch(feed -> feed.covers(ecosystem(platform)));
    }

    @Override
    public boolean knowsExploitation() {
        return !exploited.isEmpty();
    }

    @Override
    public Optional<KnownExploitation> exploitation(String vulnerability) {
        for (Exploited feed : exploited) {
            Optional<KnownExploitation> found = feed.find(vulnerability);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean knowsPrediction() {
        return !predicted.isEmpty();
    }

    @Override
    public Optional<ExploitPrediction> prediction(String vulnerability) {
        for (Predicted feed : predicted) {
            Optional<ExploitPrediction> found = feed.find(vulnerability);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
