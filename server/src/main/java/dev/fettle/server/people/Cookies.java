package dev.fettle.server.people;

import dev.fettle.server.settings.Settings;
import dev.fettle.server.settings.Tls;
import org.springframework.stereotype.Component;

/** What the cookies are called, and whether browsers may send them over TLS only. */
@Component
final class Cookies {
    private final Settings settings;

    Cookies(Settings settings) {
        this.settings = settings;
    }

    /** Whether people reach the server over TLS, be it here or at a proxy before it. */
    boolean overTls() {
        return !(settings.tls() instanceof Tls.None)
                || settings.publicUrl()
                        .filter(url -> "https".equalsIgnoreCase(url.getScheme()))
                        .isPresent();
    }

    /**
     * A name for this server alone: browsers send a cookie to all ports of a host. With port 0 it is the plain one, for
     * the port is not known yet.
     */
    String named(String plain) {
        int port = settings.listen().port();
        return port == 0 ? plain : plain + "-" + port;
    }
}
