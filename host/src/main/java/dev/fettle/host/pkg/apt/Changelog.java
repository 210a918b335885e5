package dev.fettle.host.pkg.apt;

import dev.fettle.core.catalog.ChangelogClaim;
import dev.fettle.core.catalog.ChangelogClaim.Mention;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.Problems;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Debian changelog, deb-changelog(5), as far as it tells of vulnerabilities.
 *
 * @param lines newest first
 */
record Changelog(List<Line> lines) {
    private static final int MAX_MENTIONS = 20_000;

    Changelog {
        lines = List.copyOf(lines);
    }

    /** What stands at the first column. */
    sealed interface Line {
        /** @param vulnerabilities the CVE ids named in the entry, each once */
        record Entry(String source, DebVersion version, List<String> vulnerabilities) implements Line {
            public Entry {
                vulnerabilities = List.copyOf(vulnerabilities);
            }
        }

        /** @param text a line that should be a heading and is none */
        record Unreadable(String text) implements Line {}
    }

    /** Whether it has an entry of the source, signed or not. */
    boolean tellsOf(String unsignedSource) {
        return lines.stream()
                .anyMatch(line -> line instanceof Line.Entry entry
                        && Sources.unsigned(entry.source(), entry.version())
                                .name()
                                .equals(unsignedSource));
    }

    /** What the entries newer than the installed version claim; entries of other sources are not counted. */
    ChangelogClaim claim(SourceUpdate update, Problems problems) {
        String source = update.candidate().name();
        String where = "changelog of " + source;
        // Going from new to old, so that the oldest entry that names an id is the one kept.
        Map<String, DebVersion> oldest = new LinkedHashMap<>();
        DebVersion since = DebianRelease.rebuilt(update.since());
        DebVersion released = update.candidate().version();
        boolean complete = false;
        for (Line line : lines) {
            if (line instanceof Line.Unreadable unreadable) {
                problems.add(where, "This line is no heading of a changelog entry.", unreadable.text());
            } else if (line instanceof Line.Entry entry) {
                SourceBuild build = Sources.unsigned(entry.source(), entry.version());
                if (!build.name().equals(source)) {
                    continue;
                }
                if (!since.isBefore(build.version())) {
                    complete = true;
                    break;
                }
                // 3.0.20-1 reached this release as 3.0.20-1~deb12u1, which sorts before it and stands above it.
                released = build.version().isBefore(released) ? build.version() : released;
                for (String vulnerability : entry.vulnerabilities()) {
                    oldest.remove(vulnerability);
                    oldest.put(vulnerability, released);
                }
            }
        }
        List<Mention> mentions = new ArrayList<>(oldest.size());
        oldest.forEach((vulnerability, version) -> mentions.add(new Mention(vulnerability, version)));
        Collections.reverse(mentions);
        if (mentions.size() > MAX_MENTIONS) {
            problems.add(where, "It names more than 20,000 vulnerabilities; the newest were left out.");
            return new ChangelogClaim(update.candidate(), update.since(), mentions.subList(0, MAX_MENTIONS), false);
        }
        return new ChangelogClaim(update.candidate(), update.since(), mentions, complete);
    }
}
