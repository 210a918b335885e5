package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.BuildFile;
import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the packages of an order come from. A build whose very bytes the order names comes from the host's archives only if
 * these offer just them; otherwise from what the host has kept or from its server, and never with other bytes. All others
 * come from the archives.
 */
final class PinnedBuilds {
    private static final int MOST_NAMED = 5;

    private final KeptBuilds kept;
    private final ServedBuilds server;
    private final List<ExactBuild> builds;
    private final Map<ExactBuild, BuildFile> files = new HashMap<>();
    private final Map<ExactBuild, Path> here = new HashMap<>();

    /** @param builds of the order, each of which apt is told in {@link #named} */
    PinnedBuilds(KeptBuilds kept, ServedBuilds server, List<ExactBuild> builds, List<BuildFile> files) {
        this.kept = kept;
        this.server = server;
        this.builds = builds;
        files.forEach(file -> this.files.put(file.build(), file));
    }

    /** What apt is to be told: {@code name:architecture=version}, or a file that is here. */
    List<String> named() {
        List<String> named = new ArrayList<>(builds.size());
        for (ExactBuild build : builds) {
            Path file = here.get(build);
            named.add(file == null ? AptChanges.argument(build) : file.toString());
        }
        return named;
    }

    /** Arguments of apt-get for these builds. */
    List<String> arguments(String... before) {
        List<String> arguments = new ArrayList<>(List.of(before));
        if (!here.isEmpty()) {
            arguments.add("-oAPT::Sandbox::User=root"); // nobody else can read the folder
        }
        arguments.add("install");
        arguments.addAll(named());
        return arguments;
    }

    /**
     * Takes those from elsewhere that the archives do not offer with the bytes that are named.
     *
     * @param missing of the builds, those that are not installed yet
     * @throws ChangeException of the kind {@link FailureKind#DOWNLOAD} if one cannot be had, {@link FailureKind#SIGNATURE} if the
     *     server has other bytes
     */
    void replaceUnoffered(List<ExactBuild> missing, Candidates offered) throws ChangeException {
        List<BuildFile> wanted = new ArrayList<>();
        for (ExactBuild build : missing) {
            BuildFile file = files.get(build);
            if (file != null && !isOffered(file, offered)) {
                wanted.add(file);
            }
        }
        take(
                wanted,
                "No archive of this host offers what was approved, nor can it be had from elsewhere, so nothing was"
                        + " changed");
    }

    private static boolean isOffered(BuildFile file, Candidates offered) {
        @Nullable
        IndexEntry entry = offered.build(
                file.build().name(), file.build().version().text(), file.build().architecture());
        return entry != null
                && entry.download() != null
                && entry.download().bytes() == file.bytes()
                && entry.download().sha256().equals(file.sha256().hex());
    }

    /**
     * After apt has not fetched everything: takes from elsewhere what is not in its cache.
     *
     * @return false if there is nothing that could be had from elsewhere
     */
    boolean replaceUnfetched(List<ExactBuild> missing, ChangeException failed) throws ChangeException {
        List<BuildFile> wanted = new ArrayList<>();
        for (ExactBuild build : missing) {
            BuildFile file = files.get(build);
            if (file != null && !here.containsKey(build) && !kept.isCached(file)) {
                wanted.add(file);
            }
        }
        take(
                wanted,
                failed.problem().message()
                        + " Nor can what was approved be had from elsewhere, so nothing was changed");
        return !wanted.isEmpty();
    }

    /** After apt has fetched everything: takes from elsewhere what it has fetched with other bytes. */
    void replaceOthers(List<ExactBuild> missing) throws ChangeException {
        List<BuildFile> wanted = new ArrayList<>();
        for (ExactBuild build : missing) {
            BuildFile file = files.get(build);
            if (file != null && !here.containsKey(build) && kept.isCachedOtherwise(file)) {
                wanted.add(file);
            }
        }
        take(
                wanted,
                "The archive has other files now than those that were approved, and these cannot be had from elsewhere, so"
                        + " nothing was changed");
    }

    private void take(List<BuildFile> wanted, String fault) throws ChangeException {
        List<String> whys = new ArrayList<>();
        for (BuildFile file : wanted) {
            try {
                here.put(file.build(), kept.take(file, server));
            } catch (ChangeException gone) {
                if (gone.kind() != FailureKind.DOWNLOAD) {
                    throw gone;
                }
                whys.add(file.build() + ": " + gone.problem().message());
            }
        }
        if (!whys.isEmpty()) {
            throw new ChangeException(FailureKind.DOWNLOAD, "kept builds", fault + ". " + some(whys));
        }
    }

    /**
     * For a roll-back: takes from the server what the host has not kept.
     *
     * @throws ChangeException of the kind {@link FailureKind#DOWNLOAD} if one of them cannot be had
     */
    void replaceForgotten(List<ExactBuild> missing) throws ChangeException {
        Set<ExactBuild> wanted = new LinkedHashSet<>(missing);
        for (BuildFile file : files.values()) {
            if (kept.file(file).isEmpty()) { // forgotten, or kept with other bytes
                wanted.add(file.build());
            }
        }
        List<String> whys = new ArrayList<>();
        for (ExactBuild build : wanted) {
            BuildFile file = files.get(build);
            if (file == null) {
                whys.add(build + ": the server knows no file of it.");
                continue;
            }
            try {
                here.put(build, kept.take(file, server));
            } catch (ChangeException gone) {
                if (gone.kind() != FailureKind.DOWNLOAD) {
                    throw gone;
                }
                whys.add(build + ": " + gone.problem().message());
            }
        }
        if (!whys.isEmpty()) {
            throw new ChangeException(
                    FailureKind.DOWNLOAD,
                    "kept packages",
                    "These builds were not kept and no archive has them any more, so nothing was changed. "
                            + some(whys));
        }
    }

    /**
     * Gives the server the files that are named; those that cannot be given keep no other from it. What is fetched for that lies
     * apart, file by file, so that an installation beside it is left alone.
     */
    void handOver() throws ChangeException {
        KeptBuilds apart = kept.apart("handing-over");
        List<String> whys = new ArrayList<>();
        for (BuildFile file : files.values()) {
            try {
                Optional<Path> found = kept.file(file);
                if (found.isEmpty()) {
                    apart.keep(List.of(file.build()));
                    found = apart.file(file);
                }
                if (found.isEmpty()) {
                    whys.add(file.build() + ": no archive of this host gives just the file that was planned.");
                } else {
                    server.handOver(file, found.get());
                }
            } catch (ChangeException refused) {
                if (refused.kind() != FailureKind.DOWNLOAD) {
                    throw refused;
                }
                whys.add(file.build() + ": " + refused.problem().message());
            } finally {
                apart.delete(file.build());
            }
        }
        if (!whys.isEmpty()) {
            throw new ChangeException(
                    FailureKind.DOWNLOAD, "kept builds", "Not every file could be handed over. " + some(whys));
        }
    }

    private static String some(List<String> whys) {
        return String.join(" ", whys.subList(0, Math.min(MOST_NAMED, whys.size())))
                + (whys.size() > MOST_NAMED ? " And " + (whys.size() - MOST_NAMED) + " more." : "");
    }
}
