package dev.fettle.feeds;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The proxies that {@code https_proxy}, {@code http_proxy} and {@code no_proxy} name, as curl and apt read them. */
final class EnvironmentProxies extends ProxySelector {
    private final Map<String, String> environment;

    EnvironmentProxies(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public List<Proxy> select(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        String named = variable(scheme + "_proxy");
        if (named.isEmpty() || isExempt(String.valueOf(address.getHost()))) {
            return List.of(Proxy.NO_PROXY);
        }
        URI proxy = URI.create(named.contains("://") ? named : "http://" + named);
        int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
    }

    private String variable(String name) {
        // HTTP_PROXY in capitals is not read: a web server could set it from a request's header.
        String capitals = name.equals("http_proxy") ? "" : environment.getOrDefault(name.toUpperCase(Locale.ROOT), "");
        return environment.getOrDefault(name, capitals);
    }

    private boolean isExempt(String host) {
        for (String entry : variable("no_proxy").split(",", -1)) {
            String domain = entry.strip();
            boolean below = host.endsWith(domain.startsWith(".") ? domain : "." + domain);
            if (!domain.isEmpty() && (domain.equals("*") || host.equals(domain) || below)) {
                return true;
            }
        }
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException why) {
        // The download tells of it.
    }
}
