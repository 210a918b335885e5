package dev.fettle.core.order;

import dev.fettle.core.product.DebNames;
import dev.fettle.core.signing.Octets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One instruction to one host. A host knows these kinds and no others; what each does is fixed in the program on the host,
 * so that whoever can send orders still cannot run what they like. All lists keep their order and repeat nothing.
 */
public sealed interface Order {
    /** How many builds, services or checks one order may name. */
    int MOST_NAMES = 5_000;

    /** Tell what is installed and what is pending. */
    record TakeInventory() implements Order {}

    /** Bring the package manager's lists up to date; an archive that cannot be reached is a failure. */
    record RefreshMetadata() implements Order {}

    /**
     * Fetch the packages and check them, change nothing.
     *
     * @param files of some of the builds, which are handed over to the server; may be empty
     */
    record Download(List<ExactBuild> builds, List<BuildFile> files) implements Order {
        public Download {
            builds = distinct(builds, ExactBuild::id, "A download");
            files = of(builds, files, "A download");
        }

        public Download(List<ExactBuild> builds) {
            this(builds, List.of());
        }
    }

    /** Tell what an installation would do. */
    record Simulate(List<ExactBuild> builds) implements Order {
        public Simulate {
            builds = distinct(builds, ExactBuild::id, "A simulation");
        }
    }

    /**
     * Install exactly these versions; nothing else may be removed for them.
     *
     * @param files of those builds of which the very bytes are known; may be empty. No other bytes may be installed for such a
     *     build, and where the host's archives do not have them the server may
     */
    record Install(List<ExactBuild> builds, List<BuildFile> files) implements Order {
        public Install {
            builds = distinct(builds, ExactBuild::id, "An installation");
            files = of(builds, files, "An installation");
        }

        public Install(List<ExactBuild> builds) {
            this(builds, List.of());
        }
    }

    /**
     * Go back to exactly these versions, from the builds that the host has kept.
     *
     * @param newcomers packages that came with the change in exactly these versions and go again; may be empty
     * @param files of some of the builds: those that the host has not kept may be had from the server; may be empty
     */
    record RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers, List<BuildFile> files) implements Order {
        public RollBack(List<ExactBuild> builds, List<ExactBuild> newcomers) {
            this(builds, newcomers, List.of());
        }

        public RollBack {
            builds = distinct(builds, ExactBuild::id, "A roll-back");
            newcomers = newcomers.isEmpty() ? List.of() : distinct(newcomers, ExactBuild::id, "A roll-back");
            if (haveOneInCommon(builds, newcomers)) {
                throw new IllegalArgumentException("A roll-back takes a package back or away, not both.");
            }
            files = of(builds, files, "A roll-back");
        }
    }

    /** Restart services, in this order. */
    record RestartServices(List<String> units) implements Order {
        /** A unit of systemd that is a service, as systemd.unit(5) allows names; an instance may follow an {@code @}. */
        private static final Pattern UNIT =
                Pattern.compile("[A-Za-z0-9_][A-Za-z0-9:_.\\\\-]{0,200}(@[A-Za-z0-9:_.\\\\-]{0,50})?\\.service");

        /** Whether something is the name of a service. */
        public static boolean canName(String unit) {
            return UNIT.matcher(unit).matches();
        }

        public RestartServices {
            units = distinct(units, unit -> unit, "A restart");
            for (String unit : units) {
                if (!canName(unit)) {
                    throw new IllegalArgumentException("A service has a name such as nginx.service.");
                }
            }
        }
    }

    /** Reboot the system. */
    record Reboot() implements Order {}

    /**
     * Run checks that the host's own administrator has put into {@code /etc/fettle/checks.d}.
     *
     * @param names of files there; none for all of them
     */
    record RunChecks(List<String> names) implements Order {
        private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

        public RunChecks {
            names = names.isEmpty() ? List.of() : distinct(names, name -> name, "A run of checks");
            for (String name : names) {
                if (!FILE.matcher(name).matches()) {
                    throw new IllegalArgumentException(
                            "A check has a name of letters, digits, dots, hyphens and low lines.");
                }
            }
        }
    }

    /** Tell how the package database, services, ports and processes stand. */
    record CollectEvidence() implements Order {}

    /**
     * Tell whether exactly these builds are installed and in effect, and whether the host is well: the last thing that is
     * asked after an installation or a roll-back.
     *
     * @param present what has to be installed, in exactly these versions; may be empty if something has to be absent
     * @param absent what must not be there: as a rule, what a roll-back took away again, in the versions it had. The package
     *     must be gone, in whatever version; may be empty
     */
    record Verify(List<ExactBuild> present, List<ExactBuild> absent) implements Order {
        public Verify {
            absent = absent.isEmpty() ? List.of() : distinct(absent, ExactBuild::id, "A verification");
            present = present.isEmpty() && !absent.isEmpty()
                    ? List.of()
                    : distinct(present, ExactBuild::id, "A verification");
            if (haveOneInCommon(present, absent)) {
                throw new IllegalArgumentException("A verification wants a package present or absent, not both.");
            }
        }
    }

    /**
     * Take another version of the program on the host that carries out orders, and keep the one before until the new one has
     * reached the server.
     *
     * @param version not older than the one that runs
     * @param architecture as Debian calls it
     * @param bytes of the packed program, 1 to {@link #MOST_BYTES}
     * @param sha256 of the same
     */
    record UpdateAgent(String version, String architecture, long bytes, Octets sha256) implements Order {
        public static final long MOST_BYTES = 256L << 20;

        private static final Pattern VERSION = Pattern.compile("[0-9][A-Za-z0-9.+~-]{0,63}");
        private static final int SHA_256 = 32;

        public UpdateAgent {
            if (!VERSION.matcher(version).matches() || !DebNames.isArchitecture(architecture)) {
                throw new IllegalArgumentException(
                        "A program has a version such as 1.4.2 and an architecture such as amd64.");
            }
            if (bytes < 1 || bytes > MOST_BYTES) {
                throw new IllegalArgumentException("A program has at most " + (MOST_BYTES >> 20) + " MiB.");
            }
            sha256.require(SHA_256, "A SHA-256");
        }
    }

    /** Whether the host is another one afterwards, so that it must be journaled before and never be done twice. */
    default boolean changesHost() {
        return OrderKind.of(this).changesHost();
    }

    private static boolean haveOneInCommon(List<ExactBuild> some, List<ExactBuild> others) {
        Set<String> ids = new HashSet<>(some.stream().map(ExactBuild::id).toList());
        return others.stream().anyMatch(each -> ids.contains(each.id()));
    }

    /** Files whose bytes are known, of builds that the order names. */
    default List<BuildFile> pinned() {
        return switch (this) {
            case Download(var _, List<BuildFile> files) -> files;
            case Install(var _, List<BuildFile> files) -> files;
            case RollBack(var _, var _, List<BuildFile> files) -> files;
            case TakeInventory _,
                    RefreshMetadata _,
                    Simulate _,
                    RestartServices _,
                    Reboot _,
                    RunChecks _,
                    CollectEvidence _,
                    Verify _,
                    UpdateAgent _ -> List.of();
        };
    }

    private static List<BuildFile> of(List<ExactBuild> builds, List<BuildFile> files, String what) {
        if (files.isEmpty()) {
            return List.of();
        }
        if (!new HashSet<>(builds)
                .containsAll(files.stream().map(BuildFile::build).toList())) {
            throw new IllegalArgumentException(what + " tells the file of a build that it does not name.");
        }
        return distinct(files, file -> file.build().id(), what);
    }

    private static <T> List<T> distinct(List<T> all, Function<T, String> id, String what) {
        if (all.isEmpty() || all.size() > MOST_NAMES) {
            throw new IllegalArgumentException(what + " names 1 to " + MOST_NAMES + " things.");
        }
        Set<String> seen = HashSet.newHashSet(all.size());
        for (T each : all) {
            if (!seen.add(id.apply(each))) {
                throw new IllegalArgumentException(what + " names a thing twice.");
            }
        }
        return List.copyOf(all);
    }
}
