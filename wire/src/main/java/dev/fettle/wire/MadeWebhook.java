package dev.fettle.wire;

/**
 * A webhook with its new secret, this once.
 *
 * @param secret {@code whsec_} and Base64: what its receiver verifies signatures with
 */
public record MadeWebhook(WebhookItem webhook, String secret) {}
