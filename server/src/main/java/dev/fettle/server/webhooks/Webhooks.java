package dev.fettle.server.webhooks;

import dev.fettle.server.web.Notices;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The webhooks, and what each was told. */
@Component
public final class Webhooks implements Notices {
    /** So many of the newest messages are shown. */
    static final int SHOWN = 1_000;

    private static final Duration RECENT = Duration.ofDays(1);

    private final WebhookStore store;
    private final OutboxStore outbox;
    private final Clock clock;

    Webhooks(WebhookStore store, OutboxStore outbox, Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** By name. */
    public List<Webhook> all() {
        return store.all();
    }

    public Optional<Webhook> find(long id) {
        return store.find(id);
    }

    /** The newest first, at most so many. */
    public List<Delivery> deliveries(long webhook, int limit) {
        return outbox.newest(webhook, limit);
    }

    @Override
    public List<String> notices() {
        return outbox.givenUp(clock.instant().minus(RECENT)).stream()
                .map(each -> "The webhook “" + each.webhook() + "” did not take "
                        + (each.messages() == 1 ? "a message" : each.messages() + " messages")
                        + " within the last day, and no further attempt is made. Settings, Webhooks says why.")
                .toList();
    }
}
