package dev.fettle.feeds;

import dev.fettle.feeds.intake.BoundedStream;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Fetches a feed by HTTP. Redirections never lead from HTTPS to HTTP. */
final class Download {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration WHOLE = Duration.ofMinutes(15);
    private static final int BUFFER = 1 << 16;

    private final URI address;
    private final String shown;
    private final FeedProgress progress;

    /** @throws FeedException if the address is no HTTP address or carries a password */
    Download(String text, FeedProgress progress) throws FeedException {
        try {
            this.address = new URI(text);
        } catch (URISyntaxException e) {
            throw new FeedException("\"" + text + "\" is no address: " + e.getReason() + ".", e);
        }
        if (address.getUserInfo() != null) {
            throw new FeedException(
                    "An address with a user or password in it is not taken: it would end up in lists and logs.");
        }
        if (address.getHost() == null) {
            throw new FeedException("\"" + text + "\" names no server.");
        }
        this.shown = shown(address);
        this.progress = progress;
    }

    /** The address as people may see it: without a query, which can hold a token. */
    static String shown(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority() + address.getRawPath();
    }

    String shown() {
        return shown;
    }

    String name() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1).isEmpty() ? shown : path.substring(path.lastIndexOf('/') + 1);
    }

    boolean encrypted() {
        return "https".equalsIgnoreCase(address.getScheme());
    }

    /** @param etag what the server calls the state; empty if it does not */
    record Fetched(Path file, String etag) {}

    /**
     * Fetches into a temporary file; empty if the server says that nothing has changed since {@code etag}.
     *
     * @throws FeedException if it cannot be had, a sentence that says why
     */
    Optional<Fetched> fetch(String etag, Path folder) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(WHOLE).header("User-Agent", "fettle");
        if (!etag.isEmpty()) {
            request.header("If-None-Match", etag);
        }
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            return store(client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()), folder);
        } catch (FeedException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Fetching " + shown + " was interrupted.").initCause(e);
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new FeedException(
                    shown + " could not be fetched (" + why + "). Check the network and the address, then scan again.",
                    e);
        } finally {
            client.shutdownNow();
            client.close();
        }
    }

    private Optional<Fetched> store(HttpResponse<InputStream> response, Path folder) throws IOException {
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
