package dev.fettle.server.webhooks;

import dev.fettle.core.access.Permission;
import dev.fettle.server.access.Needs;
import dev.fettle.server.access.Viewer;
import dev.fettle.server.web.NotFoundException;
import dev.fettle.server.web.Page;
import dev.fettle.server.web.Pages;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.RedirectView;

/** Webhooks, what they were told, and the one page on which a secret is shown. */
@Controller
public final class WebhookPages {
    private static final String PLACE = "/settings/webhooks";
    private static final String EDIT = PLACE + "/edit";
    private static final int SHOWN = 100;

    private final Webhooks webhooks;
    private final SetWebhooks setWebhooks;
    private final Pages pages;

    WebhookPages(Webhooks webhooks, SetWebhooks setWebhooks, Pages pages) {
        this.webhooks = webhooks;
        this.setWebhooks = setWebhooks;
        this.pages = pages;
    }

    public record WebhookList(List<Webhook> rows) {
        public WebhookList {
            rows = List.copyOf(rows);
        }
    }

    /**
     * @param deliveries the newest first
     * @param fault what could not be done; empty if nothing was asked
     */
    public record One(Webhook webhook, List<Delivery> deliveries, String fault) {
        public One {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * @param id of the webhook; 0 for a new one
     * @param version that was seen
     * @param fault a sentence on what could not be done; empty at first
     */
    public record Form(long id, long version, SetWebhooks.Wish fields, String fault) {
        public List<String> events() {
            return Arrays.stream(EventKind.values()).map(EventKind::word).toList();
        }
    }

    /** @param secret shown now and never again */
    public record Secret(Webhook webhook, String secret) {
        @Override
        public String toString() {
            return "Secret[webhook=" + webhook + "]";
        }
    }

    @Needs(Permission.SEE_SETTINGS)
    @GetMapping(PLACE)
    Page list() {
        return pages.of("webhooks/list", new WebhookList(webhooks.all()));
    }

    @Needs(Permission.SET_WEBHOOKS)
    @GetMapping(EDIT)
    Page form(@RequestParam(defaultValue = "0") long id) {
        if (id == 0) {
            return pages.of(
                    "webhooks/edit",
                    new Form(
                            0,
                            0,
                            new SetWebhooks.Wish(
                                    "",
                                    "",
                                    Arrays.stream(EventKind.values())
                                            .map(EventKind::word)
                                            .toList()),
                            ""));
        }
        Webhook webhook = find(id);
        SetWebhooks.Wish fields = new SetWebhooks.Wish(
                webhook.name(),
                webhook.address().toString(),
                webhook.events().stream().map(EventKind::word).toList());
        return pages.of("webhooks/edit", new Form(id, webhook.version(), fields, ""));
    }

    /** @param what {@code save} or {@code remove} */
    @Needs(Permission.SET_WEBHOOKS)
    @PostMapping(EDIT)
    View edit(
            Viewer viewer,
            @RequestParam(defaultValue = "0") long id,
            @RequestParam(defaultValue = "0") long version,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "") String address,
            @RequestParam(required = false) @Nullable List<String> events,
            @RequestParam(defaultValue = "save") String what,
            HttpServletResponse response) {
        SetWebhooks.Wish wish = new SetWebhooks.Wish(name, address, events == null ? List.of() : events);
        SetWebhooks.Outcome outcome;
        if (what.equals("remove")) {
            outcome = setWebhooks.remove(viewer.actor(), id, version);
        } else {
            outcome = id == 0
                    ? setWebhooks.add(viewer.actor(), wish)
                    : setWebhooks.change(viewer.actor(), id, version, wish);
        }
        return switch (outcome) {
            case SetWebhooks.Outcome.Made made -> shown(made);
            case SetWebhooks.Outcome.Done _, SetWebhooks.Outcome.Sending _ -> new RedirectView(PLACE);
            case SetWebhooks.Outcome.NoSuchWebhook _, SetWebhooks.Outcome.NoSuchDelivery _ -> throw missing();
            case SetWebhooks.Outcome.Overtaken _ ->
                refused(
                        new Form(id, version, wish, ""),
                        "Somebody has changed the webhook since you opened this page. Open it again, and then say what"
                                + " you want.",
                        response);
            case SetWebhooks.Outcome.Refused(String why) -> refused(new Form(id, version, wish, ""), why, response);
        };
    }

    private Page shown(SetWebhooks.Outcome.Made made) {
        return pages.of("webhooks/secret", new Secret(made.webhook(), made.secret()));
    }

    private Page refused(Form form, String why, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of("webhooks/edit", new Form(form.id(), form.version(), form.fields(), why));
    }

    @Needs(Permission.SEE_SETTINGS)
    @GetMapping(PLACE + "/{id}")
    Page one(@PathVariable long id) {
        return pages.of("webhooks/one", view(id, ""));
    }

    private One view(long id, String fault) {
        return new One(find(id), webhooks.deliveries(id, SHOWN), fault);
    }

    /** @param what {@code test}, {@code secret}, or {@code retry} with the number of a message */
    @Needs(Permission.SET_WEBHOOKS)
    @PostMapping(PLACE + "/{id}")
    View act(
            Viewer viewer,
            @PathVariable long id,
            @RequestParam(defaultValue = "") String what,
            @RequestParam(defaultValue = "0") long number,
            HttpServletResponse response) {
        SetWebhooks.Outcome outcome =
                switch (what) {
                    case "test" -> setWebhooks.test(viewer.actor(), id);
                    case "secret" -> setWebhooks.renewSecret(viewer.actor(), id);
                    case "retry" -> setWebhooks.retry(viewer.actor(), id, number);
                    default ->
                        new SetWebhooks.Outcome.Refused(
                                "A webhook is tested, given a secret, or sent a message again.");
                };
        return switch (outcome) {
            case SetWebhooks.Outcome.Made made -> shown(made);
            case SetWebhooks.Outcome.Done _, SetWebhooks.Outcome.Sending _ -> new RedirectView(PLACE + "/" + id);
            case SetWebhooks.Outcome.NoSuchWebhook _ -> throw missing();
            case SetWebhooks.Outcome.NoSuchDelivery _ -> again(id, "There is no such message any more.", response);
            case SetWebhooks.Outcome.Overtaken _ -> again(id, "Somebody has changed it meanwhile.", response);
            case SetWebhooks.Outcome.Refused(String why) -> again(id, why, response);
        };
    }

    private Page again(long id, String fault, HttpServletResponse response) {
        response.setStatus(HttpStatus.UNPROCESSABLE_CONTENT.value());
        return pages.of("webhooks/one", view(id, fault));
    }

    private Webhook find(long id) {
        return webhooks.find(id).orElseThrow(WebhookPages::missing);
    }

    private static NotFoundException missing() {
        return new NotFoundException("There is no such webhook any more.");
    }
}
