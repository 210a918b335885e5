package dev.fettle.server.tasks;

import java.util.List;

/** What one part of the server wants done again and again. */
public record RecurringTasks(List<? extends Recurring> tasks) {
    public RecurringTasks {
        tasks = List.copyOf(tasks);
    }
}
