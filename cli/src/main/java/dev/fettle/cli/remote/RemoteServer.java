package dev.fettle.cli.remote;

import dev.fettle.wire.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** One server, asked over HTTP. Redirects are not followed: the token is for this server alone. */
public final class RemoteServer {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 60_000;
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(5);
    private static final Duration USUAL_WAIT = Duration.ofSeconds(5);
    private static final int FIRST_FAULT = 300;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVER_FAULTS = 500;

    private final String address;
    private final String token;
    private final @Nullable SSLSocketFactory trust;
    private final Patience patience;

    /** @param token empty if there is none yet */
    public RemoteServer(String address, String token, String authority) throws RemoteException {
        this(address, token, authority.isEmpty() ? null : Trust.of(authority), Patience.NONE);
    }

    private RemoteServer(String address, String token, @Nullable SSLSocketFactory trust, Patience patience) {
        this.address = address;
        this.token = token;
        this.trust = trust;
        this.patience = patience;
    }

    public static RemoteServer of(Profile profile) throws RemoteException {
        return new RemoteServer(profile.server(), profile.token(), profile.authority());
    }

    /** The same; if it says that it was asked too much, what changes nothing is asked again after the time that it says. */
    public RemoteServer with(Patience shown) {
        return new RemoteServer(address, token, trust, shown);
    }

    /** Something to be asked. */
    @FunctionalInterface
    private interface Question<T extends @Nullable Object> {
        T ask() throws RemoteException, IOException;
    }

    /** Asks until the server has an answer other than to wait, but for no longer than anybody would. */
    private <T extends @Nullable Object> T patiently(Question<T> question) throws RemoteException, IOException {
        Duration left = MOST_PATIENCE;
        while (true) {
            try {
                return question.ask();
            } catch (RemoteException e) {
                Duration wait = e.after().orElse(MOST_PATIENCE);
                left = left.minus(wait);
                if (e.after().isEmpty() || left.isNegative() || !patience.await(wait)) {
                    throw e;
                }
            }
        }
    }

    /** The certificate of the server comes from nobody whom the system knows. */
    public static final class UntrustedException extends IOException {
        private static final long serialVersionUID = 1;

        UntrustedException(Throwable cause) {
            super(cause);
        }
    }

    /** @return null where the answer has no content */
    public @Nullable Object get(String path) throws RemoteException {
        return tagged(path).tree();
    }

    public @Nullable Object send(String method, String path, @Nullable Object body) throws RemoteException {
        return trusted(method, path, body, Map.of()).tree();
    }

    /**
     * Something that can be changed.
     *
     * @param tag names the version that was told
     */
    public record Tagged(@Nullable Object tree, String tag) {}

    public Tagged tagged(String path) throws RemoteException {
        return trusted("GET", path, null, Map.of());
    }

    /** @param tag of what the change is made to, which the server refuses if that is not the newest; * for whatever it is */
    public @Nullable Object change(String method, String path, @Nullable Object body, String tag)
            throws RemoteException {
        return trusted(method, path, body, Map.of("If-Match", tag)).tree();
    }

    /** As {@link #send}, of something that may be sent again if the server was asked too much. */
    public @Nullable Object poll(String path, Object body) throws RemoteException {
        try {
            return patiently(() -> trusted("POST", path, body, Map.of())).tree();
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private Tagged trusted(String method, String path, @Nullable Object body, Map<String, String> headers)
            throws RemoteException {
        try {
            return ask(method, path, body, headers);
        } catch (UntrustedException e) {
            throw new RemoteException(
                    RemoteException.UNAVAILABLE,
                    "The certificate of " + address
                            + " does not come from an authority that is trusted (its name or time"
                            + " may not fit either). If the server has a new one, sign in again with fettle login"
                            + " --server " + address + ".",
                    e);
        }
    }

    /** As the others, but a certificate that is not trusted is told apart. */
    public @Nullable Object ask(String method, String path, @Nullable Object body)
            throws RemoteException, UntrustedException {
        return ask(method, path, body, Map.of()).tree();
    }

    private Tagged ask(String method, String path, @Nullable Object body, Map<String, String> headers)
            throws RemoteException, UntrustedException {
        try {
            return method.equals("GET")
                    ? patiently(() -> once(method, path, body, headers))
                    : once(method, path, body, headers);
        } catch (SSLHandshakeException e) {
            throw new UntrustedException(e);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private RemoteException silent(IOException e) {
        return new RemoteException(
                RemoteException.UNAVAILABLE,
                address + " does not answer (" + reason(e) + "). Does the server run, and is the address right?",
                e);
    }

    private Tagged once(String method, String path, @Nullable Object body, Map<String, String> headers)
            throws RemoteException, IOException {
        HttpURLConnection connection = connection(method, path);
        headers.forEach(connection::setRequestProperty);
        if (method.equals("POST")) {
            // A connection that breaks may make Java send it again.
            connection.setRequestProperty("Idempotency-Key", UUID.randomUUID().toString());
        }
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            byte[] bytes = bytes(body);
            connection.setFixedLengthStreamingMode(bytes.length);
            try (OutputStream out = connection.getOutputStream()) {
                out.write(bytes);
            }
        }
        return answer(connection);
    }

    /** Passes a file on as it comes. */
    public void download(String path, OutputStream to) throws RemoteException {
        try {
            HttpURLConnection connection = patiently(() -> file(path));
            try (InputStream content = connection.getInputStream()) {
                content.transferTo(to);
            }
        } catch (IOException e) {
            throw new RemoteException(
                    RemoteException.UNAVAILABLE,
                    "The file from " + address + " broke off (" + reason(e) + "), so what there is of it is not whole.",
                    e);
        }
    }

    private HttpURLConnection file(String path) throws IOException, RemoteException {
        HttpURLConnection connection = connection("GET", path);
        connection.setRequestProperty("Accept", "*/*");
        requireAnswer(connection);
        return connection;
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "")
                + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    private HttpURLConnection connection(String method, String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address + path).toURL().openConnection();
        if (trust != null && connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(trust);
        }
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setRequestMethod(method);
        connection.setRequestProperty("Accept", "application/json, application/problem+json");
        if (!token.isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + token);
        }
        return connection;
    }

    private static byte[] bytes(Object body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Tree.Writer writer = new Tree.Writer(bytes)) {
            writer.write(body);
        }
        return bytes.toByteArray();
    }

    private Tagged answer(HttpURLConnection connection) throws IOException, RemoteException {
        int status = requireAnswer(connection);
        try (InputStream content = connection.getInputStream()) {
            String tag = connection.getHeaderField("ETag");
            return new Tagged(
                    status == HttpURLConnection.HTTP_NO_CONTENT ? null : Tree.read(content), tag == null ? "" : tag);
        }
    }

    private int requireAnswer(HttpURLConnection connection) throws IOException, RemoteException {
        int status = connection.getResponseCode();
        if (status >= FIRST_FAULT) {
            RemoteException told = fault(status, connection.getErrorStream());
            throw status == TOO_MANY ? told.after(after(connection.getHeaderField("Retry-After"))) : told;
        }
        return status;
    }

    /** Whole seconds; a few where the server does not say, or not in seconds. */
    private static Duration after(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,9}")
                ? Duration.ofSeconds(Math.max(1, Long.parseLong(header)))
                : USUAL_WAIT;
    }

    private RemoteException fault(int status, @Nullable InputStream content) throws RemoteException, IOException {
        int code =
                switch (status) {
                    case UNAUTHORIZED, FORBIDDEN -> RemoteException.NOT_PERMITTED;
                    case TOO_MANY -> RemoteException.UNAVAILABLE;
                    default -> status >= SERVER_FAULTS ? RemoteException.UNAVAILABLE : RemoteException.FAILED;
                };
        if (content == null || status < UNAUTHORIZED - 1) {
            return new RemoteException(code, address + " answered with " + status + ". Is it a Fettle server?");
        }
        try (content) {
            if (Tree.read(content) instanceof Map<?, ?> members && members.containsKey("detail")) {
                return told(code, Records.read(members, Problem.class), status);
            }
        }
        return new RemoteException(code, address + " answered with " + status + ". Is it a Fettle server?");
    }

    private static RemoteException told(int code, Problem problem, int status) {
        if (status == UNAUTHORIZED) {
            return new RemoteException(
                    code, "The token is not good any more: it was revoked or has expired. Sign in with fettle login.");
        }
        String parts = problem.errors().stream()
                .filter(each -> !problem.detail().contains(each.detail()))
                .map(each -> " " + (each.pointer() == null ? each.parameter() : each.pointer()) + ": " + each.detail())
                .collect(Collectors.joining());
        String asking = status >= SERVER_FAULTS ? " (request " + problem.requestId() + ")" : "";
        return new RemoteException(code, problem.title() + ": " + problem.detail() + parts + asking);
    }
}
