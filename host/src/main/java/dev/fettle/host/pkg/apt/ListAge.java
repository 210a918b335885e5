package dev.fettle.host.pkg.apt;

import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.HostFiles;
import dev.fettle.host.shell.Result;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the package lists still tell the truth: missing ones, expired ones, and ones that nobody refreshed for long. */
final class ListAge {
    private static final Duration OLD = Duration.ofDays(7);
    private static final String ADVICE = " Run apt-get update, then scan again.";
    private static final int HEADER_BYTES = 4 << 10;
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    private final HostFiles files;
    private final Instant now;
    private final Problems problems;

    ListAge(HostFiles files, Instant now, Problems problems) {
        this.files = files;
        this.now = now;
        this.problems = problems;
    }

    /** @param directory where apt keeps its lists, as the host sees it */
    void check(String directory, Apt apt) throws HostException {
        for (String name : files.list(directory)) {
            if (name.endsWith("_InRelease") || name.endsWith("_Release")) {
                checkExpiry(directory + "/" + name, name);
            }
        }
        checkRefresh(directory);
        checkSources(directory, apt);
    }

    private void checkExpiry(String path, String name) throws HostException {
        String header = files.readStart(path, HEADER_BYTES).orElse("");
        Optional<String> until = header.lines()
                .filter(line -> line.startsWith("Valid-Until:"))
                .map(line -> line.substring("Valid-Until:".length()).strip())
                .findFirst();
        if (until.isEmpty()) {
            return;
        }
        Instant expiry = parse(until.get());
        if (expiry == null) {
            problems.add(path, "The lists of " + name + " do not say readably until when they are valid.", until.get());
        } else if (expiry.isBefore(now)) {
            problems.add(path, "The lists of " + name + " were valid until " + expiry + " only." + ADVICE);
        }
    }

    /** {@code Sat, 11 Jul 2026 10:07:37 UTC}; null if it is no such date. */
    static @Nullable Instant parse(String text) {
        String[] words = text.split(" +", -1);
        if (words.length != 6 || !(words[5].equals("UTC") || words[5].equals("GMT") || words[5].equals("+0000"))) {
            return null;
        }
        String[] time = words[4].split(":", -1);
        int month = MONTHS.indexOf(words[2]) + 1;
        if (time.length != 3) {
            return null;
        }
        try {
            return LocalDateTime.of(
                            Integer.parseInt(words[3]),
                            month,
                            Integer.parseInt(words[1]),
                            Integer.parseInt(time[0]),
                            Integer.parseInt(time[1]),
                            Integer.parseInt(time[2]))
                    .toInstant(ZoneOffset.UTC);
        } catch (NumberFormatException | DateTimeException unusual) {
            return null;
        }
    }

    /** The files bear the archive's times; only the directories tell when this host last asked. */
    private void checkRefresh(String directory) throws HostException {
        Instant refreshed = Instant.MIN;
        for (String path : List.of(directory, directory + "/partial")) {
            Optional<Instant> changed = files.lastModified(path);
            if (changed.isPresent() && changed.get().isAfter(refreshed)) {
                refreshed = changed.get();
            }
        }
        if (!refreshed.equals(Instant.MIN) && refreshed.isBefore(now.minus(OLD))) {
            long days = Duration.between(refreshed, now).toDays();
            problems.add(directory, "The package lists were last fetched " + days + " days ago." + ADVICE);
        }
    }

    /** A line: {@code 'http://deb.debian.org/debian/dists/bookworm/InRelease' deb.debian.org_…_InRelease 0}. */
    private void checkSources(String directory, Apt apt) throws HostException {
        Command uris = apt.get("update", "--print-uris");
        Result result = apt.run(uris);
        if (!result.succeeded()) {
            for (String line : result.errorLines()) {
                problems.add("apt-get update --print-uris", "apt cannot read its sources.", line);
            }
            return;
        }
        List<String> present = files.list(directory);
        for (String line : result.stdout().lines().toList()) {
            String[] words = line.split(" ", -1);
            if (words.length < 2 || !words[1].endsWith("_InRelease")) {
                continue;
            }
            String release = words[1].substring(0, words[1].length() - "InRelease".length());
            if (!present.contains(words[1]) && !present.contains(release + "Release")) {
                problems.add(
                        "apt sources",
                        "One source has never been fetched, so its patches are unknown." + ADVICE,
                        words[0]);
            }
        }
    }
}
