package dev.fettle.server.hosts;

import dev.fettle.core.inventory.StaleBuild;
import dev.fettle.core.product.DebVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A build that was replaced or removed on a host and still runs there.
 *
 * @param installed the version of the package that is installed now; null if none is
 * @param since when a look first found it so; null if that is not known
 */
public record NotInEffect(
        StaleBuild build,
        @Nullable DebVersion installed,
        @Nullable Instant since) {

    /** Whether the same version was installed again, so that nothing is missing but the files. */
    public boolean sameVersion() {
        return installed != null && installed.equals(build.version());
    }
}
