package dev.fettle.core.plan;

import dev.fettle.core.assessment.OpenFinding;
import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.product.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What counts of a host for which patches it gets. Hosts that are alike in that share one object, and are worked out once.
 *
 * @param known what is known of each pending patch, by its id
 * @param exposedTo those of the vulnerabilities that a change is for which are open there, whether or not something pending
 *     closes them
 */
public record Situation(Platform platform, PendingChanges pending, Map<String, Known> known, Set<String> exposedTo) {
    public Situation {
        known = Map.copyOf(known);
        exposedTo = Set.copyOf(exposedTo);
    }

    /**
     * What is known of a pending patch.
     *
     * @param firstSeen when it was seen first on any host; null if nobody knows, and then it counts as new
     * @param rank of its step among what to patch first on the hosts of the change, from 1; 0 if it has none
     * @param closes the findings that are closed by it, worst first
     */
    public record Known(@Nullable Instant firstSeen, int rank, List<OpenFinding> closes) {
        static final Known NOTHING = new Known(null, 0, List.of());

        public Known {
            closes = List.copyOf(closes);
        }
    }

    Known of(String patch) {
        return known.getOrDefault(patch, Known.NOTHING);
    }
}
