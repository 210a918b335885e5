package dev.fettle.server.webhooks;

import dev.fettle.server.people.SealedSecrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends what is due. An attempt is counted before it is made: whatever cuts a server off in the middle, another takes the
 * message over when the lease is over, with the same id. So a message may arrive twice, and never not at all without
 * that being shown.
 */
@Component
final class SendMessages {
    /** Longer than any attempt takes. */
    static final Duration LEASE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(SendMessages.class);

    private final OutboxStore store;
    private final SealedSecrets seals;
    private final Clock clock;

    SendMessages(OutboxStore store, SealedSecrets seals, Clock clock) {
        this.store = store;
        this.seals = seals;
        this.clock = clock;
    }

    /** @param busy webhooks to which something is sent at the moment */
    List<OutboxStore.Due> take(Collection<Long> busy) {
        return store.take(busy, LEASE, clock.instant());
    }

    void send(OutboxStore.Due due, PostMessage way) throws InterruptedException {
        Optional<WebhookSecret> secret = seals.open(due.sealed().bytes(), SetWebhooks.purpose(due.webhook()))
                .map(WebhookSecret::new);
        PostMessage.Answer answer = secret.isPresent()
                ? way.post(
                        due.address(),
                        secret.get(),
                        due.message(),
                        clock.instant().getEpochSecond(),
                        due.body())
                : new PostMessage.Answer.NotTaken(
                        null,
                        "Its secret cannot be read with the key in this server's data folder. Renew the secret.",
                        false);
        switch (answer) {
            case PostMessage.Answer.Taken(int status) -> store.tried(due, Delivery.State.DELIVERED, status, "", null);
            case PostMessage.Answer.NotTaken failed -> failed(due, failed);
        }
    }

    private void failed(OutboxStore.Due due, PostMessage.Answer.NotTaken failed) {
        Optional<Instant> next = failed.forGood()
                ? Optional.empty()
                : Retries.after(due.attempts()).map(clock.instant()::plus);
        Delivery.State state = next.isPresent() ? Delivery.State.WAITING : Delivery.State.GIVEN_UP;
        store.tried(due, state, failed.status(), failed.why(), next.orElse(null));
        if (next.isEmpty()) {
            LOG.warn(
                    "Message {} to webhook {} is given up after {} attempts: {}",
                    due.message(),
                    due.webhook(),
                    due.attempts(),
                    failed.why());
        }
    }
}
