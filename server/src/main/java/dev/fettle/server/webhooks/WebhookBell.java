package dev.fettle.server.webhooks;

import dev.fettle.server.database.Bell;
import org.springframework.stereotype.Component;

/** Wakes this server's look at what is to be sent. */
@Component
final class WebhookBell extends Bell {}
