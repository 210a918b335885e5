package dev.fettle.link;

import java.util.UUID;

/**
 * What a host says to be given the program that an order names.
 *
 * @param order that the host has and that is not ended
 */
public record ProgramRequest(UUID order) {
    public byte[] bytes() {
        return Json.object(json -> json.writeStringProperty("order", order.toString()));
    }

    /** @throws LinkException if these are not the bytes of one */
    public static ProgramRequest of(byte[] bytes) throws LinkException {
        return new ProgramRequest(JsonObject.parse(bytes).only("order").uuid("order"));
    }
}
