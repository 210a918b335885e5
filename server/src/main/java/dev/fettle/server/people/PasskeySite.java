package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.springframework.boot.web.server.servlet.context.ServletWebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** For which site passkeys are made: browsers bind each to the host name, and ask for TLS but on localhost. */
@Component
final class PasskeySite {
    private static final String HERE = "localhost";
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*]|.*:.*");

    private final Settings settings;
    private final Cookies cookies;
    private final AtomicInteger port;

    PasskeySite(Settings settings, Cookies cookies) {
        this.settings = settings;
        this.cookies = cookies;
        this.port = new AtomicInteger(settings.listen().port());
    }

    @EventListener
    void listening(ServletWebServerInitializedEvent event) {
        port.set(event.getWebServer().getPort());
    }

    /** The host name to which passkeys are bound. */
    String host() {
        return settings.publicUrl().map(URI::getHost).orElse(HERE).toLowerCase(Locale.ROOT);
    }

    /** Where pages with passkeys have to be opened. */
    String origin() {
        return settings.publicUrl()
                .map(url -> url.toString().toLowerCase(Locale.ROOT))
                .map(PasskeySite::withoutUsualPort)
                .orElseGet(() -> (cookies.overTls() ? "https://" : "http://") + HERE + ":" + port.get());
    }

    /** Browsers leave it out. */
    private static String withoutUsualPort(String url) {
        boolean usual = url.startsWith("https:") ? url.endsWith(":443") : url.endsWith(":80");
        return usual ? url.substring(0, url.lastIndexOf(':')) : url;
    }

    /** Why no passkey can be used with this server, and what would change that; empty if they can. */
    Optional<String> obstacle() {
        if (ADDRESS.matcher(host()).matches()) {
            return Optional.of("Passkeys belong to a host name, and public-url names an address. An administrator can"
                    + " give the server a name and set public-url to it.");
        }
        if (origin().startsWith("http:") && !host().equals(HERE)) {
            return Optional.of("Browsers use passkeys over TLS only. An administrator can set public-url to an address"
                    + " that begins with https://.");
        }
        return Optional.empty();
    }
}
