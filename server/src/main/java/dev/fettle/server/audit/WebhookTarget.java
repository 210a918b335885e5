package dev.fettle.server.audit;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;
import dev.fettle.core.audit.Checkpoint;
import dev.fettle.server.settings.Settings;
import dev.fettle.trail.TrailWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Posts checkpoints, each by itself, signed as Standard Webhooks 1.0 are. Follows no redirection. */
final class WebhookTarget implements CheckpointTarget {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Settings.Webhook webhook;
    private final Webhook signer;
    private final Clock clock;
    private final RestClient client;

    WebhookTarget(Settings.Webhook webhook, Clock clock) {
        this.webhook = webhook;
        this.clock = clock;
        try {
            this.signer = new Webhook(webhook.secret().reveal());
        } catch (EmptyWebhookSecretException e) {
            throw new IllegalStateException("The settings let an empty secret pass.", e);
        }
        SimpleClientHttpRequestFactory requests = new SimpleClientHttpRequestFactory();
        requests.setConnectTimeout(LONGEST);
        requests.setReadTimeout(LONGEST);
        this.client = RestClient.builder().requestFactory(requests).build();
    }

    /** Without its query, in which a secret may be. */
    @Override
    public String name() {
        return "the webhook " + webhook.address().getScheme() + "://"
                + webhook.address().getAuthority() + webhook.address().getPath();
    }

    @Override
    public Duration every() {
        return Duration.ZERO;
    }

    @Override
    public void send(List<Checkpoint> checkpoints) throws NotSentException {
        for (Checkpoint checkpoint : checkpoints) {
            post(checkpoint);
        }
    }

    private void post(Checkpoint checkpoint) throws NotSentException {
        String id = "checkpoint-" + checkpoint.number() + "-"
                + checkpoint.keyId().hex().substring(0, 16);
        long now = clock.instant().getEpochSecond();
        String body = "{\"type\":\"audit.checkpoint\",\"timestamp\":\"" + checkpoint.at() + "\",\"data\":"
                + TrailWriter.checkpoint(checkpoint) + "}";
        try {
            client.post()
                    .uri(webhook.address())
                    .contentType(MediaType.APPLICATION_JSON)
                    .header("webhook-id", id)
                    .header("webhook-timestamp", Long.toString(now))
                    .header("webhook-signature", signer.sign(id, now, body))
                    .body(body.getBytes(StandardCharsets.UTF_8))
                    .exchange((_, response) -> {
                        int status = response.getStatusCode().value();
                        if (!response.getStatusCode().is2xxSuccessful()) {
                            throw new RestClientException("it answered with status " + status + ".");
                        }
                        return status;
                    });
        } catch (RestClientException e) {
            throw new NotSentException(
                    String.valueOf(e.getMessage()).replace(webhook.address().toString(), "it"), e);
        } catch (WebhookSigningException e) {
            throw new IllegalStateException("A text could not be signed.", e);
        }
    }
}
