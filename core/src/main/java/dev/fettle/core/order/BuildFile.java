package dev.fettle.core.order;

import dev.fettle.core.inventory.PendingChanges;
import dev.fettle.core.inventory.PendingPatch;
import dev.fettle.core.signing.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The one file that a build is: who knows it can take the build from anybody, for no other bytes have the same hash.
 *
 * @param bytes its size, 1 to {@link #MOST_BYTES}
 * @param sha256 of its bytes
 */
public record BuildFile(ExactBuild build, long bytes, Octets sha256) {
    public static final long MOST_BYTES = 2L << 30;

    private static final int SHA_256 = 32;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if no package file could be so large, or the hash is of another kind */
    public BuildFile {
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("A package file has 1 byte to " + (MOST_BYTES >> 30) + " GiB.");
        }
        sha256.require(SHA_256, "A SHA-256");
    }

    /** The files of those builds of which a host's own package indexes tell size and hash, in the order of the builds. */
    public static List<BuildFile> told(PendingChanges pending, List<ExactBuild> builds) {
        Map<String, PendingPatch.Download> told = new HashMap<>();
        for (PendingPatch patch : pending.patches()) {
            PendingPatch.Download download = patch.download();
            if (download != null) {
                told.put(patch.id() + "=" + patch.candidate().text(), download);
            }
        }
        for (PendingChanges.Install each : pending.installs()) {
            told.put(
                    each.name() + ":" + each.architecture() + "="
                            + each.version().text(),
                    new PendingPatch.Download(each.bytes(), each.sha256()));
        }
        List<BuildFile> files = new ArrayList<>();
        for (ExactBuild build : builds) {
            PendingPatch.Download download = told.get(build.toString());
            if (download != null && canName(download.bytes(), download.sha256())) {
                files.add(new BuildFile(build, download.bytes(), new Octets(download.sha256())));
            }
        }
        return files;
    }

    private static boolean canName(long bytes, String sha256) {
        return bytes >= 1 && bytes <= MOST_BYTES && HASH.matcher(sha256).matches();
    }
}
