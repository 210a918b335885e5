package dev.fettle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server on loopback whose answers a test plays, and somebody at the command line who is signed in to it and never waits. */
final class PlayedServer implements AutoCloseable {
    private static final String ME = """
            {"kind": "token", "name": "ada/tests", "grants": [], "permissions": []}""";

    private final Play play;
    private final HttpServer server;
    private final FettleUser user;
    private final List<String> asked = new ArrayList<>();

    /** What the server answers to what the test is about. */
    @FunctionalInterface
    interface Play {
        /** JSON; null if the test is not about such a question. */
        @Nullable
        String answer(String method, String path);
    }

    private PlayedServer(Path home, Play play) throws IOException {
        this.play = play;
        this.user = new FettleUser(home, _ -> true);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param home where the profile goes */
    static PlayedServer start(Path home, Play play) throws IOException {
        PlayedServer played = new PlayedServer(home, play);
        played.user.signIn("http://127.0.0.1:" + played.server.getAddress().getPort(), "fettle_abcdefgh");
        return played;
    }

    /** Each question that the test is about, the oldest first: "METHOD path[?query] [If-Match] [body]". */
    List<String> asked() {
        return asked;
    }

    FettleUser.Result run(String... args) {
        return user.run("", args);
    }

    /** The one question that a command asks, which is forgotten then; it has to succeed. */
    String asks(String... args) {
        user.fettle(args);
        assertThat(asked).hasSize(1);
        return asked.removeFirst();
    }

    /** One page of a list. */
    static String list(String items) {
        return "{\"items\": [" + items + "], \"next\": null}";
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                .replaceAll("\\s*([:,{}\\[\\]])\\s*", "$1");
        String told = play.answer(exchange.getRequestMethod(), uri.getPath());
        if (told != null) {
            String query = uri.getRawQuery();
            String tag = exchange.getRequestHeaders().getFirst("If-Match");
            asked.add((exchange.getRequestMethod() + " " + uri.getPath() + (query == null ? "" : "?" + query) + " "
                            + (tag == null ? "" : tag + " ") + body)
                    .strip());
        }
        byte[] bytes = (told == null ? ME : told).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("ETag", "\"v3\"");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
