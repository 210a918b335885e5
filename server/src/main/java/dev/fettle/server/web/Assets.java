package dev.fettle.server.web;

import dev.fettle.server.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Style sheet, scripts and pictures. Their addresses carry a digest of the content, so that browsers keep them for ever. */
@Component
public final class Assets {
    private static final int DIGEST_BYTES = 8;
    private static final MediaType SCRIPT = MediaType.valueOf("text/javascript;charset=utf-8");
    private static final MediaType STYLE = MediaType.valueOf("text/css;charset=utf-8");
    private static final MediaType SVG = MediaType.valueOf("image/svg+xml");

    private record Source(String name, String resource, MediaType type) {}

    private static final List<Source> SOURCES = List.of(
            new Source("fettle.css", "/assets/fettle.css", STYLE),
            new Source("fettle.js", "/assets/fettle.js", SCRIPT),
            new Source("fettle.svg", "/assets/fettle.svg", SVG),
            new Source("htmx.js", "/META-INF/resources/webjars/htmx.org/2.0.8/dist/htmx.min.js", SCRIPT),
            new Source("echarts.js", "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.common.min.js", SCRIPT));

    /** One file as it is served. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Asset(byte[] content, MediaType type) {}

    private final Map<String, Asset> byAddress = new LinkedHashMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();

    Assets() {
        for (Source source : SOURCES) {
            byte[] content = read(source.resource());
            String address = digest(content) + "/" + source.name();
            byAddress.put(address, new Asset(content, source.type()));
            addresses.put(source.name(), "/assets/" + address);
        }
    }

    /**
     * The address of an asset.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public String address(String name) {
        String address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("There is no asset " + name + ".");
        }
        return address;
    }

    Optional<Asset> find(String digest, String name) {
        return Optional.ofNullable(byAddress.get(digest + "/" + name));
    }

    private static byte[] read(String resource) {
        try (InputStream stream = Assets.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("Fettle was built without " + resource + ".");
            }
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource + " cannot be read from Fettle's own files.", e);
        }
    }

    private static String digest(byte[] content) {
        return HexFormat.of().formatHex(Sha256.of(content), 0, DIGEST_BYTES);
    }
}
