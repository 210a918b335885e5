package dev.fettle.server.hosts;

import dev.fettle.core.assessment.Judged;
import java.time.Instant;
import java.util.List;

/**
 * How a host came to be what it is, as far as verdicts depend on it. Archives and changelogs are of now only: what is
 * gone is taken for the distribution's own.
 *
 * @param changes the newest first
 */
public record HostPast(HostId host, List<Change> changes) {
    public HostPast {
        changes = List.copyOf(changes);
    }

    /**
     * What one look found otherwise than the one before.
     *
     * @param gone what is judged no more from then on
     * @param come what is judged from then on
     */
    public record Change(Instant at, List<Judged> gone, List<Judged> come) {
        public Change {
            gone = List.copyOf(gone);
            come = List.copyOf(come);
        }
    }
}
