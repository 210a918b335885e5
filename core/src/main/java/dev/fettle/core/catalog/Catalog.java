package dev.fettle.core.catalog;

import dev.fettle.core.product.Platform;
import java.util.List;
import java.util.Optional;

/** What all sources say, each kept apart. That a source is absent is told, so that silence is never taken for safety. */
public interface Catalog {

    /** Every statement on a source package of a platform, withdrawn and superseded ones included, in no order. */
    List<Statement> statements(Platform platform, String source);

    /** Whether any source speaks of this platform at all. */
    boolean covers(Platform platform);

    /** Whether a list of known exploited vulnerabilities is at hand. */
    boolean knowsExploitation();

    Optional<KnownExploitation> exploitation(String vulnerability);

    /** Whether exploit predictions are at hand. */
    boolean knowsPrediction();

    Optional<ExploitPrediction> prediction(String vulnerability);
}
