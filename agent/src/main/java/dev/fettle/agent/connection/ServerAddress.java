package dev.fettle.agent.connection;

import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the server is, and how to get there.
 *
 * @param url {@code https://HOST[:PORT]}, without anything behind it
 * @param proxy {@code HOST:PORT} of an HTTP proxy that lets through to it; empty for the direct way
 */
public record ServerAddress(String url, Optional<String> proxy) {
    private static final Pattern PROXY =
            Pattern.compile("(?:http://)?([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})/?");
    private static final int HIGHEST_PORT = 65_535;

    /** @throws ConnectionException if one of them is no such address */
    public static ServerAddress of(String url, Optional<String> proxy) throws ConnectionException {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new ConnectionException(
                    "\"" + url + "\" is no address of a server. It looks like https://fettle.example.org:8444.", e);
        }
        boolean bare = uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawPath() == null
                        || uri.getRawPath().isEmpty()
                        || uri.getRawPath().equals("/"));
        if (!"https".equalsIgnoreCase(uri.getScheme())
                || uri.getHost() == null
                || !bare
                || uri.getPort() > HIGHEST_PORT) {
            throw new ConnectionException(
                    "\"" + url + "\" is no address of a server. It looks like https://fettle.example.org:8444.");
        }
        if (proxy.isPresent()) {
            way(proxy.get());
        }
        return new ServerAddress(
                "https://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()), proxy.map(String::strip));
    }

    private static Proxy way(String proxy) throws ConnectionException {
        Matcher parts = PROXY.matcher(proxy.strip());
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > HIGHEST_PORT) {
            throw new ConnectionException(
                    "\"" + proxy + "\" is no address of a proxy. It looks like proxy.example.org:3128.");
        }
        // Looked up at each connection, for an address may change.
        return new Proxy(
                Proxy.Type.HTTP, InetSocketAddress.createUnresolved(parts.group(1), Integer.parseInt(parts.group(2))));
    }

    Proxy way() throws ConnectionException {
        return proxy.isPresent() ? way(proxy.get()) : Proxy.NO_PROXY;
    }

    URL at(String path) throws ConnectionException {
        try {
            return URI.create(url + path).toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new ConnectionException(url + " is no address of a server.", e);
        }
    }
}
