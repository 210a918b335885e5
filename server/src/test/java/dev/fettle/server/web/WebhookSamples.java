package dev.fettle.server.web;

import static dev.fettle.server.web.SamplePages.NOW;

import dev.fettle.server.web.SamplePages.Sample;
import dev.fettle.server.webhooks.Delivery;
import dev.fettle.server.webhooks.EventKind;
import dev.fettle.server.webhooks.SetWebhooks;
import dev.fettle.server.webhooks.Webhook;
import dev.fettle.server.webhooks.WebhookPages;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models for the pages on webhooks. */
final class WebhookSamples {
    private final String text;

    WebhookSamples(String text) {
        this.text = text;
    }

    Map<String, Sample> all() {
        Webhook webhook = new Webhook(
                4,
                text,
                URI.create("https://tickets.example/in?key=k"),
                List.of(EventKind.CHANGE_APPROVED, EventKind.ROLLOUT_HALTED),
                text,
                NOW,
                2);
        Webhook silent = new Webhook(5, text, URI.create("http://127.0.0.1"), List.of(), text, NOW, 0);
        List<Delivery> deliveries = List.of(
                new Delivery(3, 4, "msg_3", "test", NOW, Delivery.State.WAITING, 0, NOW, null, null, ""),
                new Delivery(2, 4, "msg_2", "test", NOW, Delivery.State.GIVEN_UP, 11, NOW, NOW, 500, text),
                new Delivery(1, 4, "msg_1", "change.approved", NOW, Delivery.State.DELIVERED, 1, NOW, NOW, 204, ""));
        Map<String, Sample> all = new LinkedHashMap<>();
        String place = "/settings/webhooks";
        all.put("webhooks", new Sample(place, "webhooks/list", new WebhookPages.WebhookList(List.of(webhook, silent))));
        all.put("webhooks-none", new Sample(place, "webhooks/list", new WebhookPages.WebhookList(List.of())));
        all.put("webhook", new Sample(place + "/4", "webhooks/one", new WebhookPages.One(webhook, deliveries, text)));
        all.put(
                "webhook-silent",
                new Sample(place + "/5", "webhooks/one", new WebhookPages.One(silent, List.of(), "")));
        all.put(
                "webhook-edit",
                new Sample(
                        place + "/edit",
                        "webhooks/edit",
                        new WebhookPages.Form(
                                4, 2, new SetWebhooks.Wish(text, text, List.of("change.approved", text)), text)));
        all.put(
                "webhook-secret",
                new Sample(place + "/edit", "webhooks/secret", new WebhookPages.Secret(webhook, "whsec_" + text)));
        return all;
    }
}
