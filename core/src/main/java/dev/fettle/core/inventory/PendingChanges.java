package dev.fettle.core.inventory;

import dev.fettle.core.product.DebVersion;
import java.util.List;

/**
 * Everything that the host's package manager would do if it were told to bring the host up to date now.
 *
 * @param patches steps of installed packages
 * @param installs packages that would newly come
 * @param removals packages that would go
 * @param keptBack packages with a newer candidate that would stay as they are
 */
public record PendingChanges(
        List<PendingPatch> patches, List<Install> installs, List<Removal> removals, List<KeptBack> keptBack) {

    /**
     * @param bytes of its file; 0 if no index tells
     * @param sha256 of its file, in lower-case hexadecimal; empty if no index tells
     */
    public record Install(
            String name, String architecture, DebVersion version, List<Origin> origins, long bytes, String sha256) {
        /** One of which no index tells the hash. */
        public Install(String name, String architecture, DebVersion version, List<Origin> origins, long bytes) {
            this(name, architecture, version, origins, bytes, "");
        }

        public Install {
            origins = List.copyOf(origins);
        }
    }

    public record Removal(String name, String architecture, DebVersion installed) {}

    public record KeptBack(String name, String architecture, DebVersion installed, DebVersion candidate, Why why) {}

    /** Why a newer candidate is not taken. */
    public sealed interface Why {
        /** The administrator's hold. */
        record Held() implements Why {}

        /** @param percentage how much of the fleet the archive serves the update to so far, 0 to 99 */
        record Phased(int percentage) implements Why {}

        /** The package manager found no way to take it with the others. */
        record Unsatisfied() implements Why {}
    }

    public PendingChanges {
        patches = List.copyOf(patches);
        installs = List.copyOf(installs);
        removals = List.copyOf(removals);
        keptBack = List.copyOf(keptBack);
    }

    public static PendingChanges none() {
        return new PendingChanges(List.of(), List.of(), List.of(), List.of());
    }

    /** Bytes to fetch for all of it, where an index gives the sizes. */
    public long downloadBytes() {
        long patchBytes = patches.stream()
                .map(PendingPatch::download)
                .mapToLong(download -> download == null ? 0 : download.bytes())
                .sum();
        return patchBytes + installs.stream().mapToLong(Install::bytes).sum();
    }
}
