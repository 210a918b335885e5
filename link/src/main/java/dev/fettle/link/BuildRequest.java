package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.util.UUID;

/**
 * What a host says to be given a package file that the server keeps.
 *
 * @param order that the host has, that is not ended and that names the file
 * @param sha256 of the file
 */
public record BuildRequest(UUID order, Octets sha256) {
    static final int SHA_256 = 32;

    /** @throws IllegalArgumentException if the hash is of another kind */
    public BuildRequest {
        sha256.require(SHA_256, "A SHA-256");
    }

    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringProperty("order", order.toString());
            json.writeStringProperty("sha256", sha256.hex());
        });
    }

    /** @throws LinkException if these are not the bytes of one */
    public static BuildRequest of(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes).only("order", "sha256");
        try {
            return new BuildRequest(json.uuid("order"), json.octets("sha256"));
        } catch (IllegalArgumentException e) {
            throw new LinkException("it names no file: " + e.getMessage(), e);
        }
    }
}
