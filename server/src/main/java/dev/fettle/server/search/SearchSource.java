package dev.fettle.server.search;

import dev.fettle.server.access.Viewer;
import java.util.List;

/** A slice that has things with names. It is asked at each letter that somebody types, so it answers at once. */
public interface SearchSource {
    /**
     * What the viewer may see and what has the text in its name, the best first: what is called just so, what begins so, the
     * rest; nothing if they may see none of it.
     *
     * @param text at least one character, without blanks at its ends, in whatever case
     * @param limit how many are shown at most
     */
    List<Found> find(Viewer viewer, String text, int limit);
}
