package dev.fettle.feeds;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
    private static final EnvironmentProxies PROXIES = new EnvironmentProxies(Map.of(
            "https_proxy", "http://proxy.example.org:3128",
            "HTTP_PROXY", "http://evil.example.org:1",
            "no_proxy", "intern.example.org, .lan"));

    @ParameterizedTest
    @CsvSource({
        "https://feeds.example.org/a.zip, proxy.example.org:3128",
        "https://intern.example.org/a.zip, ''",
        "https://sub.intern.example.org/a.zip, ''",
        "https://notintern.example.org/a.zip, proxy.example.org:3128",
        "https://mirror.lan/a.zip, ''",
        "https://127.0.0.1/a.zip, ''",
        "http://feeds.example.org/a.zip, ''",
    })
    void the_environment_says_which_proxy_if_any(String address, String proxy) {
        Proxy selected = PROXIES.select(URI.create(address)).getFirst();

        String found =
                selected.address() instanceof InetSocketAddress at ? at.getHostString() + ":" + at.getPort() : "";
        assertThat(found).isEqualTo(proxy);
    }
}
