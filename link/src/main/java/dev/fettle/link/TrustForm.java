package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.util.List;
import java.util.UUID;

/**
 * Who a host is and whose orders it obeys, as JSON: {@code {"host":"…","keys":["302a…"]}}.
 *
 * @param keys public keys of Ed25519 in DER
 */
public record TrustForm(UUID host, List<Octets> keys) {
    private static final int MOST_KEYS = 16;

    public TrustForm {
        keys = List.copyOf(keys);
    }

    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringProperty("host", host.toString());
            Json.texts(json, "keys", keys.stream().map(Octets::hex).toList());
        });
    }

    /** @throws LinkException if it is none */
    public static TrustForm read(byte[] bytes) throws LinkException {
        return of(JsonObject.parse(bytes).only("host", "keys"));
    }

    static TrustForm of(JsonObject json) throws LinkException {
        List<Octets> keys = json.listOfOctets("keys");
        if (keys.isEmpty() || keys.size() > MOST_KEYS) {
            throw new LinkException("it names no key, or too many.");
        }
        return new TrustForm(json.uuid("host"), keys);
    }
}
