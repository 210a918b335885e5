package dev.fettle.server.orders;

import dev.fettle.server.hosts.HostId;
import dev.fettle.server.web.Words;
import org.jspecify.annotations.Nullable;

/**
 * Which orders a page shows; empty texts show all.
 *
 * @param host the only one; null for all
 * @param name a part of the host's name
 * @param before only orders with smaller numbers; 0 for all
 */
public record OrderFilter(@Nullable HostId host, String name, String state, String kind, long before) {
    /** As a query, without the place, with a mark at its end for more. */
    public String query() {
        return "?q=" + Words.encoded(name) + "&state=" + Words.encoded(state) + "&kind=" + Words.encoded(kind) + "&";
    }

    public boolean empty() {
        return name.isEmpty() && state.isEmpty() && kind.isEmpty();
    }
}
