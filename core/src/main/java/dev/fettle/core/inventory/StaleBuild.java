package dev.fettle.core.inventory;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A build that was replaced or removed on disk and that processes still execute, so that a patch of it has no effect in
 * them.
 *
 * @param name of the binary package that the replaced files belonged to
 * @param version the one that runs; null if nobody knows which it was
 * @param source of that version, as dpkg records it; null if it is not known
 * @param users what runs it, sorted: units of systemd where they are known, otherwise names of processes; hostile. A unit
 *     {@code init.scope} is the system's first process
 */
public record StaleBuild(
        String name,
        String architecture,
        @Nullable DebVersion version,
        @Nullable SourceBuild source,
        List<String> users) {
    /** The unit of the system's first process. */
    public static final String INIT = "init.scope";

    public StaleBuild {
        users = List.copyOf(users);
    }

    /** {@code name:architecture}. */
    public String id() {
        return name + ":" + architecture;
    }
}
