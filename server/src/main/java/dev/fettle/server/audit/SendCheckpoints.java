package dev.fettle.server.audit;

import dev.fettle.core.audit.Checkpoint;
import dev.fettle.server.tasks.Recurring;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends checkpoints to one place outside: each minute what is new, and what could not be sent again, ever more rarely.
 * What was sent is noted after it was taken, so one checkpoint may arrive twice, and none is left out.
 */
final class SendCheckpoints implements Recurring {
    private static final int MOST = 100;
    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;
    private static final Logger LOG = LoggerFactory.getLogger(SendCheckpoints.class);

    private final CheckpointTarget target;
    private final ChainStore chain;
    private final DeliveryStore deliveries;
    private final Clock clock;

    SendCheckpoints(CheckpointTarget target, ChainStore chain, DeliveryStore deliveries, Clock clock) {
        this.target = target;
        this.chain = chain;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    String target() {
        return target.name();
    }

    @Override
    public String name() {
        String name = "checkpoints to " + target.name();
        return name.length() > 200 ? name.substring(0, 200) : name;
    }

    @Override
    public Duration every() {
        return FIRST_WAIT;
    }

    @Override
    public boolean atStart() {
        return false;
    }

    @Override
    public Outcome run() {
        Optional<Checkpoint> newest = chain.lastCheckpoint();
        if (newest.isEmpty()) {
            return Outcome.DONE;
        }
        Instant now = clock.instant();
        // A place that is new begins with the newest: it vouches for all before.
        DeliveryStore.Delivery last = deliveries
                .find(target.name())
                .orElse(new DeliveryStore.Delivery(target.name(), newest.get().number() - 1, 0, Instant.EPOCH, ""));
        List<Checkpoint> waiting = chain.checkpointsAfter(last.number(), MOST);
        boolean early = now.isBefore(last.triedAt().plus(pause(last)));
        boolean clockWasSetBack = now.isBefore(last.triedAt());
        if (waiting.isEmpty() || (early && !clockWasSetBack)) {
            return Outcome.DONE;
        }
        deliveries.put(send(last, waiting, newest.get(), now));
        return Outcome.DONE;
    }

    private Duration pause(DeliveryStore.Delivery last) {
        return last.failures() == 0
                ? target.every()
                : FIRST_WAIT.multipliedBy(1L << Math.min(last.failures() - 1, MOST_DOUBLINGS));
    }

    private DeliveryStore.Delivery send(
            DeliveryStore.Delivery last, List<Checkpoint> waiting, Checkpoint newest, Instant now) {
        boolean newestOnly = !target.every().isZero();
        List<Checkpoint> sent = newestOnly ? List.of(newest) : waiting;
        try {
            target.send(sent);
            return new DeliveryStore.Delivery(target.name(), sent.getLast().number(), 0, now, "");
        } catch (NotSentException e) {
            LOG.warn("Checkpoints of the audit trail could not be sent to {}: {}", target.name(), e.getMessage());
            return new DeliveryStore.Delivery(
                    target.name(), last.number(), last.failures() + 1, now, String.valueOf(e.getMessage()));
        }
    }
}
