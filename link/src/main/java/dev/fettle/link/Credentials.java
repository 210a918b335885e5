package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.util.List;

/**
 * What the server gives to a host that it has enrolled, or whose certificate it has renewed.
 *
 * @param trust who the host is from now on and whose orders it obeys; a renewal changes neither
 * @param certificates in DER: the host's own, then that of the authority, by which it knows the server
 */
public record Credentials(TrustForm trust, List<Octets> certificates) {
    private static final int CERTIFICATES = 2;

    public Credentials {
        certificates = List.copyOf(certificates);
    }

    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringProperty("host", trust.host().toString());
            Json.texts(json, "keys", trust.keys().stream().map(Octets::hex).toList());
            Json.texts(
                    json, "certificates", certificates.stream().map(Octets::hex).toList());
        });
    }

    /** @throws LinkException if these are not the bytes of one */
    public static Credentials of(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes).only("host", "keys", "certificates");
        List<Octets> certificates = json.listOfOctets("certificates");
        if (certificates.size() != CERTIFICATES) {
            throw new LinkException("it does not hold two certificates.");
        }
        return new Credentials(TrustForm.of(json), certificates);
    }
}
