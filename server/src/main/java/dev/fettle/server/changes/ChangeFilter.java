package dev.fettle.server.changes;

import dev.fettle.server.web.Words;

/**
 * Which changes a page shows; empty texts show all.
 *
 * @param title a part of the title or the ticket
 * @param before only changes with smaller numbers; 0 for all
 */
public record ChangeFilter(String title, String state, long before) {
    /** As a query, without the place, with a mark at its end for more. */
    public String query() {
        return "?q=" + Words.encoded(title) + "&state=" + Words.encoded(state) + "&";
    }

    public boolean empty() {
        return title.isEmpty() && state.isEmpty();
    }
}
