package dev.fettle.core.order;

import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.inventory.StaleProcess;
import dev.fettle.core.product.DebVersion;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a host tells of one order. All texts in it are the host's own and hostile.
 *
 * @param begunAt by the host's clock
 * @param outcome the one thing that counts
 * @param changes what was changed, or for a simulation what would be
 * @param notes what people should know besides, in sentences: configuration files kept or put aside, builds to which
 *     there is no way back
 * @param stale processes that still execute replaced files
 * @param output the end of what was written, for evidence
 */
public record Report(
        UUID order,
        Instant begunAt,
        Instant endedAt,
        Outcome outcome,
        List<Change> changes,
        List<String> notes,
        List<StaleProcess> stale,
        String output) {
    public Report {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
        stale = List.copyOf(stale);
    }

    /**
     * One package.
     *
     * @param before null if it was not installed
     * @param after null if it went
     */
    public record Change(
            String name,
            String architecture,
            @Nullable DebVersion before,
            @Nullable DebVersion after) {}

    /** Services that still execute replaced files and may be restarted while the system runs; sorted. */
    public List<String> staleServices() {
        return stale.stream()
                .map(StaleProcess::unit)
                .distinct()
                .filter(Order.RestartServices::canName)
                .filter(unit -> StaleBuild.Remedy.of(unit) == StaleBuild.Remedy.RESTART)
                .sorted()
                .toList();
    }

    /** A report that tells the outcome alone. */
    public static Report of(UUID order, Instant begunAt, Instant endedAt, Outcome outcome) {
        return new Report(order, begunAt, endedAt, outcome, List.of(), List.of(), List.of(), "");
    }
}
