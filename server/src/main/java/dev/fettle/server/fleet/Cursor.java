package dev.fettle.server.fleet;

import dev.fettle.server.web.Words;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of hosts by name, and where the next begins. Unlike a number of a part it stays right while hosts come
 * and go.
 *
 * @param total hosts in the whole list
 * @param next what leads to the next part; null if this is the last
 * @param first whether this is the first part
 */
public record Cursor(
        List<FleetHost> hosts, int total, @Nullable String next, boolean first) {
    static final int SIZE = 50;

    public Cursor {
        hosts = List.copyOf(hosts);
    }

    /** @param found one more than are shown, if there are as many */
    static Cursor of(List<FleetHost> found, int total, boolean first) {
        boolean more = found.size() > SIZE;
        List<FleetHost> shown = more ? found.subList(0, SIZE) : found;
        return new Cursor(shown, total, more ? text(shown.getLast().place()) : null, first);
    }

    private static String text(FleetHost.Place place) {
        return place.id() + "-" + place.name();
    }

    /** Empty at the beginning, and for a text that nobody was given. */
    static Optional<FleetHost.Place> parse(String after) {
        int dash = after.indexOf('-');
        if (dash <= 0 || dash > 18 || !after.substring(0, dash).chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        return Optional.of(new FleetHost.Place(after.substring(dash + 1), Long.parseLong(after.substring(0, dash))));
    }

    /** The value of {@code after}, for an address. */
    public String nextEncoded() {
        return next == null ? "" : Words.encoded(next);
    }
}
