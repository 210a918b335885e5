package dev.fettle.core.assessment;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.FeedRef;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.core.product.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A catalogue that says what a test told it. */
final class StatedCatalog implements Catalog {
    static final FeedRef FEED = new FeedRef("made-by-hand", "2099-01-01");

    private final Map<String, List<Statement>> statements = new HashMap<>();
    private final Map<String, KnownExploitation> exploited = new HashMap<>();
    private final Map<String, ExploitPrediction> predicted = new HashMap<>();

    static VersionRange fixedIn(String version) {
        return new VersionRange(
                List.of(event(VersionRange.Kind.INTRODUCED, "0"), event(VersionRange.Kind.FIXED, version)));
    }

    static VersionRange unfixed() {
        return new VersionRange(List.of(event(VersionRange.Kind.INTRODUCED, "0")));
    }

    static VersionRange.Event event(VersionRange.Kind kind, String version) {
        return new VersionRange.Event(kind, version);
    }

    static Statement record(String id, String source, VersionRange... ranges) {
        return new Statement(
                id,
                Statement.Kind.VULNERABILITY,
                List.of(id),
                source,
                List.of(ranges),
                List.of(),
                "not yet assigned",
                null,
                "2099-01-01T00:00:00Z",
                "2099-01-01T00:00:00Z",
                false,
                FEED);
    }

    static Statement advisory(
            String id, String source, String published, VersionRange range, String... vulnerabilities) {
        return new Statement(
                id,
                Statement.Kind.ADVISORY,
                List.of(vulnerabilities),
                source,
                List.of(range),
                List.of(),
                "",
                null,
                published,
                published,
                false,
                FEED);
    }

    static Statement rated(Statement plain, double score) {
        Severity severity = new Severity("CVSS:3.1/made-up", score);
        return copy(plain, plain.urgency(), severity, plain.modified(), plain.withdrawn());
    }

    static Statement urgent(Statement plain, String urgency) {
        return copy(plain, urgency, plain.severity(), plain.modified(), plain.withdrawn());
    }

    static Statement changed(Statement plain, String modified, boolean withdrawn) {
        return copy(plain, plain.urgency(), plain.severity(), modified, withdrawn);
    }

    private static Statement copy(
            Statement plain, String urgency, @Nullable Severity severity, String modified, boolean withdrawn) {
        return new Statement(
                plain.record(),
                plain.kind(),
                plain.vulnerabilities(),
                plain.source(),
                plain.ranges(),
                plain.versions(),
                urgency,
                severity,
                modified,
                plain.published(),
                withdrawn,
                plain.feed());
    }

    StatedCatalog says(String platform, Statement... all) {
        for (Statement statement : all) {
            statements
                    .computeIfAbsent(platform + " " + statement.source(), _ -> new ArrayList<>())
                    .add(statement);
        }
        return this;
    }

    StatedCatalog exploited(String vulnerability, KnownExploitation entry) {
        exploited.put(vulnerability, entry);
        return this;
    }

    StatedCatalog predicted(String vulnerability, double probability) {
        predicted.put(vulnerability, new ExploitPrediction(probability, 0.5));
        return this;
    }

    @Override
    public List<Statement> statements(Platform platform, String source) {
        return statements.getOrDefault(platform + " " + source, List.of());
    }

    @Override
    public boolean covers(Platform platform) {
        return statements.keySet().stream().anyMatch(key -> key.startsWith(platform + " "));
    }

    @Override
    public boolean knowsExploitation() {
        return !exploited.isEmpty();
    }

    @Override
    public Optional<KnownExploitation> exploitation(String vulnerability) {
        return Optional.ofNullable(exploited.get(vulnerability));
    }

    @Override
    public boolean knowsPrediction() {
        return !predicted.isEmpty();
    }

    @Override
    public Optional<ExploitPrediction> prediction(String vulnerability) {
        return Optional.ofNullable(predicted.get(vulnerability));
    }
}
