package dev.fettle.host.pkg.apt;

import dev.fettle.core.order.ExactBuild;
import dev.fettle.core.order.FailureKind;
import dev.fettle.host.ChangeException;
import dev.fettle.host.shell.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether there is room for an installation, asked before it begins: dpkg that runs out of room leaves services half
 * installed, and apt itself asks for the room of the downloads only.
 */
final class DiskSpace {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** For what scripts of packages write: indexes, an initial ram disk, caches. */
    private static final long SPARE = 100L << 20;

    /** What is told of so many packages is less than what is taken of an answer. */
    private static final int ASKED_AT_ONCE = 200;

    private DiskSpace() {}

    /**
     * @param coming builds whose package files are in apt's cache; of each, all files are written before the old ones go
     * @throws ChangeException of the kind {@link FailureKind#DISK}
     */
    static void require(AptRun run, List<ExactBuild> coming) throws ChangeException {
        if (coming.isEmpty()) {
            return;
        }
        long needed = SPARE;
        for (int from = 0; from < coming.size(); from += ASKED_AT_ONCE) {
            List<String> question = new ArrayList<>(List.of("apt-cache", "show", "--no-all-versions"));
            coming.subList(from, Math.min(coming.size(), from + ASKED_AT_ONCE))
                    .forEach(build -> question.add(AptChanges.argument(build)));
            needed += installedKib(run.run(TIMEOUT, question).stdout()) * 1024;
        }
        Result free = run.run(TIMEOUT, List.of("df", "--block-size=1", "--output=avail", "/usr"));
        String[] lines = free.stdout().strip().split("\n", -1);
        String available = lines[lines.length - 1].strip();
        if (!free.succeeded() || !available.matches("\\d{1,18}")) {
            throw new ChangeException(
                    FailureKind.DISK, "df /usr", "It could not be found out how much room is on the disk.", available);
        }
        if (Long.parseLong(available) < needed) {
            throw new ChangeException(
                    FailureKind.DISK,
                    "/usr",
                    "There is too little room on the disk, so nothing was changed: "
                            + (Long.parseLong(available) >> 20) + " MiB are free and " + (needed >> 20)
                            + " MiB may be needed. Make room, then give the order again.");
        }
    }

    /** The sum of the fields {@code Installed-Size: 1234}, in KiB. */
    static long installedKib(String stanzas) {
        long sum = 0;
        for (String line : stanzas.lines().toList()) {
            if (line.startsWith("Installed-Size: ")) {
                String digits = line.substring("Installed-Size: ".length()).strip();
                sum += digits.matches("\\d{1,12}") ? Long.parseLong(digits) : 0;
            }
        }
        return sum;
    }
}
