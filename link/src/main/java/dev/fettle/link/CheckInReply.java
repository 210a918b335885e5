package dev.fettle.link;

import dev.fettle.core.signing.Octets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The server's answer to a {@link CheckIn}.
 *
 * @param now the server's clock
 * @param standing how the server thinks of the host
 * @param nextSeconds how long the host is to wait before it checks in again, give or take a tenth; 0 for at once. 0 to
 *     {@link #LONGEST_PAUSE}
 * @param inventory what the server has of the host: the digest of the last that it took in, {@link SurveyDelta#NOTHING} if it
 *     has none. The host sends the difference if it has another
 * @param orders for the host to take; one is repeated until the host says that it has it
 */
public record CheckInReply(
        Instant now, Standing standing, int nextSeconds, Octets inventory, List<SignedOrder> orders) {
    /** Seconds. */
    public static final int LONGEST_PAUSE = 86_400;

    private static final int MOST_ORDERS = 100;

    /** Four of each order, and some of its own: hosts have little memory. */
    private static final int MOST_VALUES = 5 * MOST_ORDERS;

    /** How the server thinks of a host. */
    public enum Standing {
        /** All is well. */
        GOOD,
        /** More than one machine uses this identity: it gets no orders until it is enrolled anew. */
        CLONED
    }

    public CheckInReply {
        orders = List.copyOf(orders);
    }

    public byte[] bytes() {
        return Json.object(json -> {
            json.writeStringProperty("now", now.toString());
            json.writeStringProperty("standing", standing.name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("next", nextSeconds);
            json.writeStringProperty("inventory", inventory.hex());
            Json.objects(json, "orders", orders, SignedOrder::members);
        });
    }

    /** @throws LinkException if these are not the bytes of one */
    public static CheckInReply of(byte[] bytes) throws LinkException {
        JsonObject json = JsonObject.parse(bytes, MOST_VALUES).only("now", "standing", "next", "inventory", "orders");
        List<SignedOrder> orders = new ArrayList<>();
        for (JsonObject order : json.objects("orders")) {
            orders.add(SignedOrder.of(order));
        }
        long next = json.number("next");
        if (next < 0 || next > LONGEST_PAUSE || orders.size() > MOST_ORDERS) {
            throw new LinkException("it wants a pause that is too long, or gives too many orders at once.");
        }
        Standing standing =
                switch (json.text("standing")) {
                    case "good" -> Standing.GOOD;
                    case "cloned" -> Standing.CLONED;
                    default -> throw new LinkException("it thinks of this host in a word that is not known here.");
                };
        return new CheckInReply(json.time("now"), standing, (int) next, json.octets("inventory"), orders);
    }
}
