package dev.fettle.server.fleet;

import dev.fettle.core.access.Scope;
import java.util.List;

/** What people should look at before anything else; whoever knows of it implements this, for this slice does not. */
public interface Urgencies {
    /** @param path of the page on it */
    record Urgent(String sentence, String path) {}

    /** The oldest first, a few at most; of hosts in scope. */
    List<Urgent> urgent(Scope scope);
}
