package dev.fettle.server.webhooks;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Posts one message. No redirection is followed, nothing of an answer but its status is looked at, and what its body says
 * is not read at all.
 */
final class PostMessage implements AutoCloseable {
    /** For the connection, and for the answer to begin. */
    static final Duration LONGEST = Duration.ofSeconds(10);

    private static final int OK = 200;
    private static final int REDIRECTED = 300;
    private static final int REFUSED = 400;
    private static final int GONE = 410;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(LONGEST)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** What came of it. */
    sealed interface Answer {
        /** @param status 200 to 299 */
        record Taken(int status) implements Answer {}

        /**
         * It was not taken, or nobody knows.
         *
         * @param status what was answered; null if nothing was
         * @param why a sentence
         * @param forGood the receiver says that it will never take anything any more
         */
        record NotTaken(@Nullable Integer status, String why, boolean forGood) implements Answer {}
    }

    /** @param second of the clock, since 1970 */
    Answer post(URI address, WebhookSecret secret, String message, long second, String body)
            throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(LONGEST)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Fettle")
                .header("webhook-id", message)
                .header("webhook-timestamp", Long.toString(second))
                .header("webhook-signature", secret.sign(message, second, body))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8)))
                .build();
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            // Closed unread: what it says does not matter, and it may never end.
            try (InputStream _ = response.body()) {
                return answer(response.statusCode());
            }
        } catch (IOException e) {
            return new Answer.NotTaken(null, why(e), false);
        }
    }

    private static Answer answer(int status) {
        if (status >= OK && status < REDIRECTED) {
            return new Answer.Taken(status);
        }
        if (status == GONE) {
            return new Answer.NotTaken(
                    status, "It answered 410: it takes nothing any more. Change or remove this webhook.", true);
        }
        String why = status < REFUSED
                ? "It answered " + status + ", which leads elsewhere; that is not followed. Set the address that it"
                        + " leads to."
                : "It answered " + status + ".";
        return new Answer.NotTaken(status, why, false);
    }

    /** In words of our own: those of an exception may repeat the address with what is secret in it. */
    private static String why(IOException e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            if (each instanceof HttpConnectTimeoutException) {
                return "It could not be reached within " + LONGEST.toSeconds() + " s.";
            }
            if (each instanceof HttpTimeoutException) {
                return "It did not answer within " + LONGEST.toSeconds() + " s.";
            }
            if (each instanceof UnresolvedAddressException) {
                return "The name of its host is not known.";
            }
            if (each instanceof SSLException) {
                return "TLS with it failed: its certificate is not one that this server's Java trusts, or it does not speak"
                        + " TLS there.";
            }
        }
        return e instanceof ConnectException
                ? "It refused the connection, or its host cannot be reached."
                : "The connection broke before it answered.";
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
