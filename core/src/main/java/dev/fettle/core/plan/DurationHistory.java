package dev.fettle.core.plan;

import java.time.Duration;
import java.util.List;

/** How long changes of the same packages really took. */
@FunctionalInterface
public interface DurationHistory {
    /** Nothing is known of anything. */
    DurationHistory NONE = _ -> List.of();

    /** What hosts took that are done, from beginning the installation until it was verified; of the last ones is enough. */
    List<Duration> took(PackageSet set);
}
