package dev.fettle.server.webhooks;

import dev.fettle.core.audit.Actor;
import dev.fettle.server.settings.Settings;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/** Where slices put what other systems are to be told, in the transaction of the fact itself. */
@Component
public final class Outbox {
    /** Longer texts are cut; what slices put here is shorter as a rule. */
    private static final int LONGEST = 1_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OutboxStore store;
    private final WebhookBell bell;
    private final Optional<URI> publicUrl;
    private final Clock clock;

    Outbox(OutboxStore store, WebhookBell bell, Settings settings, Clock clock) {
        this.store = store;
        this.bell = bell;
        this.publicUrl = settings.publicUrl();
        this.clock = clock;
    }

    /**
     * Has all webhooks told that want to know of such events, once the caller's transaction is committed.
     *
     * @param path of the page that shows it
     * @param facts numbers and texts by name; never a secret
     * @throws IllegalStateException without a transaction
     */
    public void put(EventKind event, Actor actor, String path, Map<String, Object> facts) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException(event.word() + " was to be told outside of its transaction.");
        }
        Instant now = clock.instant();
        store.put(event, body(event.word(), actor, path, facts, now), now);
        bell.ringAfterCommit();
    }

    /** A message as it is sent. */
    String body(String event, Actor actor, String path, Map<String, Object> facts, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("by", actor.kind() == Actor.Kind.SERVER ? "server" : cut(actor.person()));
        facts.forEach((name, value) -> data.put(name, value instanceof String text ? cut(text) : value));
        publicUrl.ifPresent(url -> data.put("url", url + path));
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", event);
        message.put("timestamp", now.truncatedTo(ChronoUnit.MILLIS).toString());
        message.put("data", data);
        return JSON.writeValueAsString(message);
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 2)) ? LONGEST - 2 : LONGEST - 1;
        return text.substring(0, end) + "…";
    }
}
