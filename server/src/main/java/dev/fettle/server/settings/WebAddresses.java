package dev.fettle.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the settings that are URLs of the web. None is repeated in a message, for somebody may put a password there. */
final class WebAddresses {
    private static final int MOST_SOURCES = 64;

    private WebAddresses() {}

    static URI publicUrl(Given one) throws Wrong {
        return site(SettingKey.PUBLIC_URL, one);
    }

    /** Where hosts reach the server, which is by TLS only. */
    static URI agentsUrl(Given one) throws Wrong {
        URI uri = site(SettingKey.AGENTS_URL, one);
        if (!uri.getScheme().equalsIgnoreCase("https")) {
            throw new Wrong("must begin with https://, for hosts talk to the server with TLS only");
        }
        return uri;
    }

    private static URI site(SettingKey key, Given one) throws Wrong {
        URI uri = web(Values.text(key, one).strip(), Shape.WEB_ADDRESS.description());
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new Wrong("must end with its host or port: there can be neither ? nor # in it");
        }
        if (uri.getRawPath().chars().anyMatch(c -> c != '/')) {
            throw new Wrong("must end with its host or port: Fettle cannot be below a path of another site, so give it"
                    + " a host name or a port of its own");
        }
        String text = uri.toString();
        return URI.create(text.substring(0, text.length() - uri.getRawPath().length()));
    }

    /** A URL that something is posted to. */
    static URI target(SettingKey key, Given one) throws Wrong {
        return web(Values.text(key, one).strip(), Shape.WEB_ADDRESS.description());
    }

    static URI issuer(Given one) throws Wrong {
        URI uri = web(Values.text(SettingKey.OIDC_ISSUER, one).strip(), Shape.ISSUER.description());
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new Wrong("must be the issuer as the provider names it: there can be neither ? nor # in it");
        }
        return uri;
    }

    static List<String> sources(Given one) throws Wrong {
        List<String> sources = new ArrayList<>();
        for (String text : Values.texts(SettingKey.FEEDS_SOURCES, one)) {
            sources.add(source(text, one, sources.size() + 1));
        }
        if (sources.isEmpty() || sources.size() > MOST_SOURCES) {
            throw new Wrong("must have 1 to " + MOST_SOURCES + " sources, not " + sources.size());
        }
        return sources;
    }

    private static String source(String text, Given one, int number) throws Wrong {
        if (text.contains("://")) {
            web(text, "URLs beginning with https:// or http://, and paths; number " + number + " is neither");
            return text;
        }
        try {
            if (!text.isBlank()) {
                return one.base().resolve(text).toAbsolutePath().normalize().toString();
            }
        } catch (InvalidPathException _) {
            throw new Wrong("must be " + Shape.SOURCES.description() + "; number " + number + " is neither");
        }
        throw new Wrong("must be " + Shape.SOURCES.description() + "; number " + number + " is empty");
    }

    private static URI web(String text, String description) throws Wrong {
        try {
            URI uri = new URI(text);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (uri.getRawUserInfo() != null) {
                throw new Wrong("must have no user and no password in the URL: URLs are shown and logged");
            }
            if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
                return uri;
            }
        } catch (URISyntaxException _) {
            throw new Wrong("must be " + description);
        }
        throw new Wrong("must be " + description);
    }
}
