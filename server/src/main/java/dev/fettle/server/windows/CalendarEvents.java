package dev.fettle.server.windows;

import dev.fettle.core.access.Scope;
import dev.fettle.core.plan.Opening;
import java.util.List;

/** What else stands in calendars; whoever knows of such things implements it, for this slice knows nothing of them. */
public interface CalendarEvents {
    /**
     * One of them.
     *
     * @param id letters, digits and dashes; alike as long as it is the same, also when it is at another time by then
     * @param title hostile
     * @param description lines; hostile in parts
     * @param time when it is, as far as that is known
     * @param path of its page
     */
    record CalendarEvent(String id, String title, String description, Opening time, String path) {}

    /** Those in scope that go on or are to come; at most some hundred. */
    List<CalendarEvent> events(Scope scope);
}
