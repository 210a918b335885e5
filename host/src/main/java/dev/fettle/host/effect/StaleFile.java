package dev.fettle.host.effect;

import dev.fettle.core.inventory.StaleProcess;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that is no longer on disk and that processes execute. Two files that were at one path after each other are two.
 *
 * @param path where it was
 * @param goneAt when its last name was removed, by the host's clock at that time, to the second; null where the file
 *     system does not tell
 * @param users at least one, by process number
 */
public record StaleFile(String path, @Nullable Instant goneAt, List<StaleProcess> users) {
    public StaleFile {
        users = List.copyOf(users);
    }

    /** Seconds from boot to the start of the oldest process that has it: it was on disk then, or later. */
    public double firstStartedAt() {
        return users.stream().mapToDouble(StaleProcess::startedAt).min().orElse(0);
    }
}
