package dev.fettle.core.assessment;

import dev.fettle.core.catalog.ExploitPrediction;
import dev.fettle.core.catalog.KnownExploitation;
import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.product.SourceBuild;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one vulnerability in one installed source build, with what it rests on.
 *
 * @param build the source build judged; for signed packages the build that was signed
 * @param urgency the vendor's rating in the vendor's word; empty if there is none
 * @param severity null if no source rates it
 * @param exploitation null if it is not listed as exploited, or no list is at hand
 * @param prediction null if it has no EPSS score, or no scores are at hand
 */
public record Finding(
        SourceBuild build,
        String vulnerability,
        Verdict verdict,
        String urgency,
        @Nullable Severity severity,
        @Nullable KnownExploitation exploitation,
        @Nullable ExploitPrediction prediction,
        List<Evidence> evidence) {

    public Finding {
        evidence = List.copyOf(evidence);
    }

    /** Whether the vendor says that it has no effect worth mending; known exploitation overrules that. */
    public boolean unimportant() {
        return urgency.equals(Statement.UNIMPORTANT) && exploitation == null;
    }

    /** The same with one more thing that it rests on. */
    Finding with(Evidence more) {
        List<Evidence> all = new ArrayList<>(evidence);
        all.add(more);
        return new Finding(build, vulnerability, verdict, urgency, severity, exploitation, prediction, all);
    }

    /** Whether the mended build is installed and not in effect. */
    public boolean mendedOnDisk() {
        return verdict instanceof Verdict.Fixable(String _, Verdict.Way way) && way.isInstalled();
    }

    public boolean open() {
        return verdict.open();
    }
}
