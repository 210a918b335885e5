package dev.fettle.server.webhooks;

import dev.fettle.core.audit.Actor;
import dev.fettle.core.audit.AuditSubject;
import dev.fettle.core.audit.Deed;
import dev.fettle.server.audit.Audit;
import dev.fettle.server.database.AllOrNothing;
import dev.fettle.server.people.SealedSecrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What administrators do with webhooks. */
@Component
public final class SetWebhooks {
    static final int MOST = 20;
    static final int LONGEST_NAME = 100;
    static final int LONGEST_ADDRESS = 1_000;
    /** Of a message that somebody wants to see arrive. */
    static final String TEST = "test";

    private final WebhookStore store;
    private final OutboxStore outbox;
    private final Outbox messages;
    private final WebhookBell bell;
    private final SealedSecrets seals;
    private final Audit audit;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SetWebhooks(
            WebhookStore store,
            OutboxStore outbox,
            Outbox messages,
            WebhookBell bell,
            SealedSecrets seals,
            Audit audit,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.store = store;
        this.outbox = outbox;
        this.messages = messages;
        this.bell = bell;
        this.seals = seals;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * A webhook as somebody writes it.
     *
     * @param events their words
     */
    public record Wish(String name, String address, List<String> events) {
        public Wish {
            events = List.copyOf(events);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /** @param webhook as it is now; as it was, if it is removed */
        record Done(Webhook webhook) implements Outcome {}

        /**
         * It has a secret that it did not have before.
         *
         * @param secret {@code whsec_…}; never to be had again
         */
        record Made(Webhook webhook, String secret) implements Outcome {
            @Override
            public String toString() {
                return "Made[webhook=" + webhook + "]";
            }
        }

        /** A message is on its way, or will be. */
        record Sending(Delivery delivery) implements Outcome {}

        record NoSuchWebhook() implements Outcome {}

        record NoSuchDelivery() implements Outcome {}

        /** Somebody else has changed it since the actor saw it. */
        record Overtaken() implements Outcome {}

        /** @param why a sentence that says what to do */
        record Refused(String why) implements Outcome {}
    }

    /** For what the secret of a webhook is sealed. */
    static String purpose(long webhook) {
        return "webhook " + webhook;
    }

    public Outcome add(Actor actor, Wish wish) {
        return read(
                actor,
                wish,
                webhook -> within(webhook.name(), () -> {
                    if (store.count() >= MOST) {
                        return new Outcome.Refused(
                                "There are " + MOST + " webhooks already. Remove one that is not needed any more.");
                    }
                    Optional<Long> id = store.add(webhook);
                    if (id.isEmpty()) {
                        return taken(webhook.name());
                    }
                    String secret = secret(id.get());
                    Webhook added = store.find(id.get()).orElseThrow();
                    audit.append(actor, Deed.added("webhook.added", subject(added), told(added)));
                    return new Outcome.Made(added, secret);
                }));
    }

    /** @param version that the actor saw; null for whatever it is */
    public Outcome change(Actor actor, long id, @Nullable Long version, Wish wish) {
        return read(
                actor,
                wish,
                webhook -> within(
                        webhook.name(),
                        () -> changing(id, version, before -> {
                            if (!store.change(new Webhook(
                                    id,
                                    webhook.name(),
                                    webhook.address(),
                                    webhook.events(),
                                    before.madeBy(),
                                    before.madeAt(),
                                    before.version()))) {
                                return taken(webhook.name());
                            }
                            Webhook after = store.find(id).orElseThrow();
                            audit.append(
                                    actor, new Deed("webhook.changed", subject(after), told(before), told(after), ""));
                            return new Outcome.Done(after);
                        })));
    }

    /** What it was told and what it was to be told is forgotten. */
    public Outcome remove(Actor actor, long id, @Nullable Long version) {
        return within(
                "",
                () -> changing(id, version, before -> {
                    store.remove(id);
                    audit.append(actor, new Deed("webhook.removed", subject(before), told(before), Map.of(), ""));
                    return new Outcome.Done(before);
                }));
    }

    /** What is sent from now on is signed with the new one alone. */
    public Outcome renewSecret(Actor actor, long id) {
        return within(
                "",
                () -> changing(id, null, before -> {
                    String secret = secret(id);
                    Webhook after = store.find(id).orElseThrow();
                    audit.append(actor, Deed.of("webhook.secret-renewed", subject(after)));
                    return new Outcome.Made(after, secret);
                }));
    }

    /** Has it sent a message that says nothing. */
    public Outcome test(Actor actor, long id) {
        return within(
                "",
                () -> changing(id, null, webhook -> {
                    Instant now = clock.instant();
                    String body = messages.body(TEST, actor, "/settings/webhooks/" + id, Map.of(), now);
                    long number = outbox.put(id, TEST, body, now);
                    audit.append(actor, Deed.of("webhook.tested", subject(webhook)));
                    return new Outcome.Sending(outbox.find(id, number).orElseThrow());
                }));
    }

    /** Has a message sent now, whatever became of it so far, and as often as a new one if need be. */
    public Outcome retry(Actor actor, long id, long number) {
        return within(
                "",
                () -> changing(id, null, webhook -> {
                    Optional<Delivery> found = outbox.find(id, number);
                    if (found.isEmpty()) {
                        return new Outcome.NoSuchDelivery();
                    }
                    outbox.again(number, clock.instant());
                    audit.append(
                            actor,
                            new Deed(
                                    "webhook.retried",
                                    subject(webhook),
                                    Map.of("state", found.get().state().word()),
                                    Map.of(
                                            "state",
                                            Delivery.State.WAITING.word(),
                                            "message",
                                            found.get().message()),
                                    ""));
                    return new Outcome.Sending(outbox.find(id, number).orElseThrow());
                }));
    }

    private String secret(long id) {
        WebhookSecret secret = WebhookSecret.anew(random);
        store.secret(id, seals.seal(secret.bytes(), purpose(id)));
        return secret.reveal();
    }

    private Outcome read(Actor actor, Wish wish, Function<Webhook, Outcome> how) {
        String name = wish.name().strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            return new Outcome.Refused("A webhook has a name, of at most " + LONGEST_NAME
                    + " characters, none of them a control character.");
        }
        Optional<URI> address = address(wish.address().strip());
        if (address.isEmpty()) {
            return new Outcome.Refused("The address of a webhook begins with https:// or http://, names a host, has"
                    + " neither a user nor a #, and at most " + LONGEST_ADDRESS + " characters.");
        }
        List<EventKind> events = new ArrayList<>();
        for (String word : wish.events()) {
            Optional<EventKind> event = EventKind.of(word);
            if (event.isEmpty()) {
                return new Outcome.Refused(
                        "There is no such event. There are: " + words(List.of(EventKind.values())) + ".");
            }
            events.add(event.get());
        }
        return how.apply(new Webhook(
                0,
                name,
                address.get(),
                events.stream().distinct().sorted().toList(),
                actor.person(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                0));
    }

    private static Optional<URI> address(String text) {
        try {
            URI address = new URI(text);
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            boolean fine = text.length() <= LONGEST_ADDRESS
                    && text.chars().allMatch(each -> each > ' ' && each < 0x7f)
                    && (scheme.equals("https") || scheme.equals("http"))
                    && address.getHost() != null
                    && address.getPort() <= 65_535
                    && address.getPort() != 0
                    && address.getRawUserInfo() == null
                    && address.getRawFragment() == null;
            return fine ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private Outcome changing(long id, @Nullable Long version, Function<Webhook, Outcome> how) {
        Optional<Webhook> before = store.lock(id);
        if (before.isEmpty()) {
            return new Outcome.NoSuchWebhook();
        }
        return version != null && version != before.get().version() ? new Outcome.Overtaken() : how.apply(before.get());
    }

    private Outcome within(String name, Supplier<Outcome> work) {
        Outcome outcome = AllOrNothing.within(
                transaction,
                each -> each instanceof Outcome.Done || each instanceof Outcome.Made || each instanceof Outcome.Sending,
                work,
                () -> taken(name));
        bell.ring();
        return Objects.requireNonNull(outcome);
    }

    private static Outcome taken(String name) {
        return new Outcome.Refused("Another webhook is called " + name + ". Choose another name.");
    }

    private static String words(List<EventKind> events) {
        return events.stream().map(EventKind::word).collect(Collectors.joining(", "));
    }

    private static AuditSubject subject(Webhook webhook) {
        return new AuditSubject("webhook", Long.toString(webhook.id()), webhook.name());
    }

    /** Of the address its origin, and a sum of the whole: that shows that it changes, and nothing of what is secret in it. */
    private Map<String, String> told(Webhook webhook) {
        return Map.of(
                "name",
                webhook.name(),
                "origin",
                webhook.origin(),
                "address-sum",
                seals.sums("addresses of webhooks").of(webhook.address().toString()),
                "events",
                words(webhook.events()));
    }
}
