package dev.fettle.server.fleet;

import dev.fettle.core.catalog.Catalog;
import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.FeedRef;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.core.product.Platform;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Says something of every source package there may be; the same for the same seed. */
final class MadeUpCatalog implements Catalog {
    private static final int NUMBERS = 40;
    private final long seed;

    MadeUpCatalog(long seed) {
        this.seed = seed;
    }

    @Override
    public List<Statement> statements(Platform platform, String source) {
        Random random = new Random(seed * 31 + source.hashCode());
        List<Statement> statements = new ArrayList<>();
        for (int each = random.nextInt(4); each > 0; each--) {
            String id = "CVE-2099-" + random.nextInt(NUMBERS);
            String fixed = random.nextInt(2) + ":" + random.nextInt(3) + "." + random.nextInt(4) + "-1~deb12u1";
            LocalDate published = LocalDate.of(2026, 7, 1).plusDays(random.nextInt(140));
            statements.add(new Statement(
                    "RECORD-" + id,
                    Statement.Kind.VULNERABILITY,
                    List.of(id),
                    source,
                    List.of(new VersionRange(List.of(
                            new VersionRange.Event(VersionRange.Kind.INTRODUCED, "0"),
                            new VersionRange.Event(VersionRange.Kind.FIXED, fixed)))),
                    List.of(),
                    "",
                    random.nextBoolean() ? null : new Severity("CVSS:3.1/made-up", random.nextInt(100) / 10.0),
                    published + "T00:00:00Z",
                    published + "T00:00:00Z",
                    false,
                    new FeedRef("made up", "")));
        }
        return statements;
    }

    @Override
    public boolean covers(Platform platform) {
        return true;
    }

    @Override
    public boolean knowsExploitation() {
        return true;
    }

    @Override
    public Optional<KnownExploitation> exploitation(String vulnerability) {
        return (vulnerability.hashCode() + seed) % 7 == 0
                ? Optional.of(new KnownExploitation(LocalDate.of(2099, 1, 1), null, false, "made up"))
                : Optional.empty();
    }

    @Override
    public boolean knowsPrediction() {
        return false;
    }

    @Override
    public Optional<ExploitPrediction> prediction(String vulnerability) {
        return Optional.empty();
    }
}
