package dev.fettle.server.webhooks;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.api.ApiFault;
import dev.fettle.server.api.Checks;
import dev.fettle.server.api.Etags;
import dev.fettle.server.api.ProblemKind;
import dev.fettle.server.api.lists.Fields;
import dev.fettle.server.api.lists.ListPlan;
import dev.fettle.server.api.lists.ListRequest;
import dev.fettle.server.api.lists.ListedRoutes;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.wire.DeliveryItem;
import dev.fettle.wire.Listing;
import dev.fettle.wire.MadeWebhook;
import dev.fettle.wire.WebhookItem;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Webhooks, for programs. */
@RestController
final class WebhookApi implements ListedRoutes {
    private static final Fields<Webhook> WEBHOOKS = Fields.<Webhook>builder()
            .whole("id", Webhook::id, "")
            .sortedText("name", Webhook::name, "")
            .build("id", "name");

    private static final Fields<Delivery> DELIVERIES = Fields.<Delivery>builder()
            .whole("id", Delivery::number, "")
            .text("event", Delivery::event, "")
            .choice(
                    "state",
                    each -> each.state().word(),
                    "",
                    Arrays.stream(Delivery.State.values())
                            .map(Delivery.State::word)
                            .toList())
            .build("id", "-id");

    private final Webhooks webhooks;
    private final SetWebhooks setWebhooks;

    WebhookApi(Webhooks webhooks, SetWebhooks setWebhooks) {
        this.webhooks = webhooks;
        this.setWebhooks = setWebhooks;
    }

    @Override
    public Map<String, Fields<?>> fields() {
        return Map.of("list", WEBHOOKS, "deliveries", DELIVERIES);
    }

    @Needs(Permission.SEE_SETTINGS)
    @Operation(summary = "Lists the webhooks, their addresses without queries")
    @GetMapping("/api/v1/webhooks")
    ResponseEntity<Listing<WebhookItem>> list(ListRequest request) {
        ListPlan<Webhook> plan = request.plan(WEBHOOKS);
        return plan.answer(plan.of(webhooks.all()), each -> item(each, each.shown()));
    }

    @Needs(Permission.SET_WEBHOOKS)
    @Operation(summary = "Tells one webhook, with its whole address")
    @GetMapping("/api/v1/webhooks/{id}")
    ResponseEntity<WebhookItem> one(@PathVariable long id) {
        return tagged(HttpStatus.OK, find(id));
    }

    /** The newest thousand. */
    @Needs(Permission.SEE_SETTINGS)
    @Operation(summary = "Lists what a webhook was told, the newest first")
    @GetMapping("/api/v1/webhooks/{id}/deliveries")
    ResponseEntity<Listing<DeliveryItem>> deliveries(@PathVariable long id, ListRequest request) {
        ListPlan<Delivery> plan = request.plan(DELIVERIES);
        find(id);
        return plan.answer(plan.of(webhooks.deliveries(id, Webhooks.SHOWN)), WebhookApi::item);
    }

    /** The secret is told this once. */
    @Needs(Permission.SET_WEBHOOKS)
    @Operation(summary = "Adds a webhook, and tells its secret")
    @PostMapping("/api/v1/webhooks")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<MadeWebhook> add(Viewer viewer, @RequestBody WebhookItem sent) {
        return made(HttpStatus.CREATED, setWebhooks.add(viewer.actor(), wish(sent)));
    }

    @Needs(Permission.SET_WEBHOOKS)
    @Operation(summary = "Changes a webhook; its secret stays")
    @PutMapping("/api/v1/webhooks/{id}")
    ResponseEntity<WebhookItem> change(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
            @RequestBody WebhookItem sent) {
        long seen = Etags.seen(ifMatch, find(id).version());
        return switch (setWebhooks.change(viewer.actor(), id, seen, wish(sent))) {
            case SetWebhooks.Outcome.Done(Webhook webhook) -> tagged(HttpStatus.OK, webhook);
            case SetWebhooks.Outcome other -> throw fault(other);
        };
    }

    @Needs(Permission.SET_WEBHOOKS)
    @Operation(summary = "Removes a webhook, and what it was told and was to be told")
    @DeleteMapping("/api/v1/webhooks/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            Viewer viewer,
            @PathVariable long id,
            @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
        long seen = Etags.seen(ifMatch, find(id).version());
        SetWebhooks.Outcome outcome = setWebhooks.remove(viewer.actor(), id, seen);
        if (!(outcome instanceof SetWebhooks.Outcome.Done)) {
            throw fault(outcome);
        }
    }

    /** What is sent from then on is signed with it alone. */
    @Needs(Permission.SET_WEBHOOKS)
    @Operation(summary = "Gives a webhook another secret, and tells it this once")
    @PostMapping("/api/v1/webhooks/{id}/secret")
    ResponseEntity<MadeWebhook> secret(Viewer viewer, @PathVariable long id) {
        return made(HttpStatus.OK, setWebhooks.renewSecret(viewer.actor(), id));
    }

    @Needs(Permission.SET_WEBHOOKS)
    @Operation(summary = "Sends a test to a webhook")
    @PostMapping("/api/v1/webhooks/{id}/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ResponseEntity<DeliveryItem> test(Viewer viewer, @PathVariable long id) {
        return sending(setWebhooks.test(viewer.actor(), id));
    }

    /** Whatever became of it so far. */
    @Needs(Permission.SET_WEBHOOKS)
    @Operation(summary = "Has a message to a webhook sent again")
    @PostMapping("/api/v1/webhooks/{id}/deliveries/{number}/retry")
    @ResponseStatus(HttpStatus.ACCEPTED)
    ResponseEntity<DeliveryItem> retry(Viewer viewer, @PathVariable long id, @PathVariable long number) {
        return sending(setWebhooks.retry(viewer.actor(), id, number));
    }

    private Webhook find(long id) {
        return webhooks.find(id).orElseThrow(WebhookApi::missing);
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such webhook.");
    }

    private static SetWebhooks.Wish wish(WebhookItem sent) {
        Checks checks = new Checks();
        String name = checks.there("/name", sent.name(), "");
        String address = checks.there("/address", sent.address(), "");
        List<String> events = checks.there("/events", sent.events(), List.<String>of());
        checks.end();
        return new SetWebhooks.Wish(
                name, address, events.stream().filter(Objects::nonNull).toList());
    }

    private static ResponseEntity<WebhookItem> tagged(HttpStatus status, Webhook webhook) {
        return Etags.tagged(
                status,
                "/api/v1/webhooks/" + webhook.id(),
                webhook.version(),
                item(webhook, webhook.address().toString()));
    }

    private static ResponseEntity<MadeWebhook> made(HttpStatus status, SetWebhooks.Outcome outcome) {
        return switch (outcome) {
            case SetWebhooks.Outcome.Made(Webhook webhook, String secret) ->
                ResponseEntity.status(status)
                        .cacheControl(CacheControl.noStore())
                        .body(new MadeWebhook(item(webhook, webhook.address().toString()), secret));
            case SetWebhooks.Outcome other -> throw fault(other);
        };
    }

    private static ResponseEntity<DeliveryItem> sending(SetWebhooks.Outcome outcome) {
        return switch (outcome) {
            case SetWebhooks.Outcome.Sending(Delivery delivery) ->
                ResponseEntity.status(HttpStatus.ACCEPTED).body(item(delivery));
            case SetWebhooks.Outcome other -> throw fault(other);
        };
    }

    private static RuntimeException fault(SetWebhooks.Outcome outcome) {
        return switch (outcome) {
            case SetWebhooks.Outcome.NoSuchWebhook() -> missing();
            case SetWebhooks.Outcome.NoSuchDelivery() ->
                new NotFoundException("There is no such message to this webhook any more.");
            case SetWebhooks.Outcome.Overtaken() -> Etags.stale();
            case SetWebhooks.Outcome.Refused(String why) -> new ApiFault(ProblemKind.INVALID, why);
            case SetWebhooks.Outcome.Done _, SetWebhooks.Outcome.Made _, SetWebhooks.Outcome.Sending _ ->
                new IllegalStateException("That is no refusal.");
        };
    }

    private static WebhookItem item(Webhook webhook, String address) {
        return new WebhookItem(
                webhook.id(),
                webhook.name(),
                address,
                webhook.events().stream().map(EventKind::word).toList(),
                webhook.madeBy(),
                webhook.madeAt());
    }

    private static DeliveryItem item(Delivery delivery) {
        return new DeliveryItem(
                delivery.number(),
                delivery.message(),
                delivery.event(),
                delivery.madeAt(),
                delivery.state().word(),
                delivery.attempts(),
                delivery.waits() ? delivery.dueAt() : null,
                delivery.triedAt(),
                delivery.status(),
                delivery.fault().isEmpty() ? null : delivery.fault());
    }
}
