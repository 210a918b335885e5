package dev.fettle.core.inventory;

import java.util.List;

/**
 * A process that executes files which are no longer on disk, so that a patch of them has no effect in it.
 *
 * @param command what the process calls itself, hostile
 * @param unit of systemd that it belongs to, or empty
 * @param startedAt seconds since the system was booted
 * @param files the paths at which the files were, sorted
 */
public record StaleProcess(int pid, String command, String unit, double startedAt, List<String> files) {
    public StaleProcess {
        files = List.copyOf(files);
    }

    /** Whether it is the system's first process, which is not restarted but executes itself anew. */
    public boolean isInit() {
        return pid == 1;
    }
}
