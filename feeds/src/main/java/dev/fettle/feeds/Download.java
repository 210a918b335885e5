package dev.fettle.feeds;

import dev.fettle.feeds.intake.BoundedStream;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.Interruption;
import dev.fettle.feeds.intake.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fetches a feed by HTTP. Redirections never lead from HTTPS to HTTP. */
final class Download {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int BUFFER = 1 << 16;
    private static final int MAX_PORT = 65_535;

    private final URI address;
    private final String shown;
    private final FeedProgress progress;
    private final Duration limit;
    private final ProxySelector proxies = new EnvironmentProxies(System.getenv());

    /** @throws FeedException if the address is no HTTP address or carries a password */
    Download(String text, FeedProgress progress) throws FeedException {
        this(text, progress, IDLE);
    }

    /** @param limit how long the server may send nothing */
    Download(String text, FeedProgress progress, Duration limit) throws FeedException {
        this.limit = limit;
        this.shown = shown(text);
        try {
            this.address = new URI(text);
        } catch (URISyntaxException e) {
            throw new FeedException(shown + " is no address: " + e.getReason() + ".", e);
        }
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new FeedException(shown + " is fetched by " + scheme + ", which Fettle does not know. Use https.");
        }
        if (address.getUserInfo() != null) {
            throw new FeedException(
                    "An address with a user or password in it is not taken: it would end up in lists and logs.");
        }
        if (address.getHost() == null || address.getPort() > MAX_PORT) {
            throw new FeedException(shown + " names no server that there can be. Check the address.");
        }
        this.progress = progress;
    }

    /**
     * An address as people may see it, also one that cannot be used: without user and password, and with the query,
     * which can hold a token, cut to what tells it from others.
     */
    static String shown(String text) {
        String scheme = text.substring(0, text.indexOf("://") + 3).toLowerCase(Locale.ROOT);
        try {
            URI address = new URI(text);
            if (address.getHost() != null) {
                String port = address.getPort() < 0 ? "" : ":" + address.getPort();
                return scheme + address.getHost() + port + address.getRawPath() + mark(address.getRawQuery());
            }
        } catch (URISyntaxException _) {
            // Then nothing behind the scheme is known to be harmless.
        }
        return scheme + "…";
    }

    private static String mark(@Nullable String query) {
        if (query == null) {
            return "";
        }
        byte[] digest = SourceFile.sha256().digest(query.getBytes(StandardCharsets.UTF_8));
        return "?…" + HexFormat.of().formatHex(digest, 0, 4);
    }

    String shown() {
        return shown;
    }

    String name() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1).isEmpty() ? shown : path.substring(path.lastIndexOf('/') + 1);
    }

    /** Whether nobody on the way can change what comes: by HTTPS, or from this very machine. */
    boolean isTrustworthy() {
        String host = address.getHost();
        return "https".equalsIgnoreCase(address.getScheme())
                || host.equals("localhost")
                || host.startsWith("127.")
                || host.equals("[::1]");
    }

    /** @param etag what the server calls the state; empty if it does not */
    record Fetched(Path file, String etag) {}

    /**
     * Fetches into a temporary file; empty if the server says that nothing has changed since {@code etag}.
     *
     * @throws FeedException if it cannot be had, a sentence that says why
     */
    Optional<Fetched> fetch(String etag, Path folder) throws IOException {
        HttpRequest request = request(etag);
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .proxy(proxies)
                .build();
        // A request's own time limit ends with the headers.
        Deadline idle = new Deadline(limit, client::shutdownNow);
        try {
            return store(client.send(request, HttpResponse.BodyHandlers.ofInputStream()), folder, idle);
        } catch (FeedException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Interruption.of(shown);
        } catch (IOException e) {
            Interruption.check(shown); // Else the connection would seem to have broken by itself.
            String why = idle.isOver() ? "the server sent nothing for " + limit.toSeconds() + " seconds" : why(e);
            throw new FeedException(
                    shown + " could not be fetched (" + why + "). Check the network and the address, then try again.",
                    e);
        } finally {
            idle.cancel();
            client.shutdownNow();
            client.close();
        }
    }

    private static String why(IOException e) {
        if (e instanceof ConnectException) {
            return e.getCause() instanceof UnresolvedAddressException
                    ? "no server of that name is known"
                    : "no connection to the server";
        }
        return e.getMessage() == null ? "the connection broke" : e.getMessage();
    }

    private HttpRequest request(String etag) throws FeedException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(address).timeout(limit).header("User-Agent", "fettle");
            if (!etag.isEmpty()) {
                request.header("If-None-Match", etag);
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            throw new FeedException(shown + " cannot be asked for: " + e.getMessage() + ". Check the address.", e);
        }
    }

    private Optional<Fetched> store(HttpResponse<InputStream> response, Path folder, Deadline idle) throws IOException {
        try (InputStream body = new BoundedStream(response.body(), shown, Limits.FILE_BYTES)) {
            if (response.statusCode() == 304) {
                return Optional.empty();
            }
            if (response.statusCode() != 200) {
                throw new FeedException(shown + " could not be fetched: the server answered with status "
                        + response.statusCode() + ". Check the address.");
            }
            long total = response.headers().firstValueAsLong("Content-Length").orElse(0);
            Path file = Files.createTempFile(folder, "download", ".part");
            boolean whole = false;
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                long done = 0;
                int got;
                while ((got = body.read(buffer)) >= 0) {
                    idle.putOff();
                    out.write(buffer, 0, got);
                    done += got;
                    progress.amount(name(), done, total);
                }
                whole = true;
            } finally {
                if (!whole) {
                    Files.deleteIfExists(file);
                }
            }
            return Optional.of(
                    new Fetched(file, response.headers().firstValue("ETag").orElse("")));
        }
    }
}
