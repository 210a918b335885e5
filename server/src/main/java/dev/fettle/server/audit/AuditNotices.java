package dev.fettle.server.audit;

import dev.fettle.core.audit.Checkpoint;
import dev.fettle.core.signing.Octets;
import dev.fettle.server.web.Notices;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What concerns everybody about the audit trail. */
@Component
final class AuditNotices implements Notices {
    private static final Duration LATE = Duration.ofMinutes(1);

    private final ChainStore chain;
    private final KeyFolder folder;
    private final DeliveryStore deliveries;
    private final AuditConfiguration.Deliveries targets;
    private final Clock clock;

    AuditNotices(
            ChainStore chain,
            KeyFolder folder,
            DeliveryStore deliveries,
            AuditConfiguration.Deliveries targets,
            Clock clock) {
        this.deliveries = deliveries;
        this.targets = targets;
        this.chain = chain;
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        if (chain.isBehind()) {
            chain.backlog()
                    .filter(waiting -> waiting.since().isBefore(clock.instant().minus(LATE)))
                    .ifPresent(waiting -> notices.add("Entries of the audit trail wait to be sealed for more than a"
                            + " minute; the log says why."));
        }
        lostCheckpoint().ifPresent(notices::add);
        Set<String> wanted =
                targets.tasks().stream().map(SendCheckpoints::target).collect(Collectors.toSet());
        if (!wanted.isEmpty()) {
            deliveries.all().stream()
                    .filter(each -> each.failures() > 0 && wanted.contains(each.target()))
                    .forEach(each -> notices.add("Checkpoints of the audit trail do not reach " + each.target()
                            + ", which is tried again: " + each.message()));
        }
        return notices;
    }

    /** The database was put back to an older state, or the chain's end was cut off or changed. */
    private Optional<String> lostCheckpoint() {
        try {
            Optional<Checkpoint> kept = folder.lastKept();
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            Optional<Octets> hash = chain.hash(kept.get().number());
            return hash.isPresent() && hash.get().equals(kept.get().hash())
                    ? Optional.empty()
                    : Optional.of("The audit trail is not the one that this server has signed: its end was cut off or"
                            + " changed, or an older state of the database was put back. Verify it on the page of the"
                            + " audit.");
        } catch (IOException e) {
            return Optional.of("The checkpoints of the audit trail cannot be read: " + e.getMessage());
        }
    }
}
