package dev.fettle.core.inventory;

import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of one installed package to a newer version.
 *
 * @param basis who says that this is the step
 * @param source the candidate's source, signed sources still by their own name; null if no index tells it
 * @param origins the archive suites that carry the candidate
 * @param download null if no index lists the candidate's file
 */
public record PendingPatch(
        String name,
        String architecture,
        DebVersion installed,
        DebVersion candidate,
        @Nullable SourceBuild source,
        List<Origin> origins,
        @Nullable Download download,
        Basis basis) {

    /** Who says which version comes next. */
    public enum Basis {
        /** The host's own package manager: exactly this version would be installed. */
        PACKAGE_MANAGER,
        /** Advisories: at least this version is needed. All that can be told of a saved listing. */
        ADVISORY
    }

    /**
     * The file of a candidate in the archive.
     *
     * @param bytes its size
     * @param sha256 in lower-case hexadecimal; empty if the index gives none
     */
    public record Download(long bytes, String sha256) {}

    public PendingPatch {
        origins = List.copyOf(origins);
    }

    /** Whether a security archive carries the candidate, or advisories ask for it. */
    public boolean security() {
        return basis == Basis.ADVISORY || origins.stream().anyMatch(Origin::isSecurity);
    }

    /** The same step, carried by these archives. */
    public PendingPatch withOrigins(List<Origin> others) {
        return new PendingPatch(name, architecture, installed, candidate, source, others, download, basis);
    }

    /** {@code name:architecture}. */
    public String id() {
        return name + ":" + architecture;
    }

    /** Whether the package manager would go to an older version; advisories never ask for that. */
    public boolean downgrade() {
        return basis == Basis.PACKAGE_MANAGER && candidate.isBefore(installed);
    }
}
