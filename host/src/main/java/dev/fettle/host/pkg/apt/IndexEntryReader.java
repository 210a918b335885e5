package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.PendingPatch.Download;
import dev.fettle.core.product.DebNames;
import dev.fettle.core.product.DebVersion;
import dev.fettle.core.product.SourceBuild;
import dev.fettle.host.Problems;
import org.jspecify.annotations.Nullable;

/** Makes index entries of stanzas; what is no valid entry becomes a problem. */
final class IndexEntryReader {
    private static final byte[] VERSION = Stanzas.key("Version");
    private static final byte[] ARCHITECTURE = Stanzas.key("Architecture");
    private static final byte[] SOURCE = Stanzas.key("Source");
    private static final byte[] SIZE = Stanzas.key("Size");
    private static final byte[] SHA256 = Stanzas.key("SHA256");
    private static final byte[] PHASED = Stanzas.key("Phased-Update-Percentage");
    private static final int SHA256_DIGITS = 64;

    private final String where;
    private final Problems problems;

    IndexEntryReader(String where, Problems problems) {
        this.where = where;
        this.problems = problems;
    }

    /** The present stanza as an entry of the package {@code name}; null if it is none. */
    @Nullable
    IndexEntry read(Stanzas stanzas, String name, Origin origin) {
        String version = stanzas.field(VERSION);
        String architecture = stanzas.field(ARCHITECTURE);
        if (version == null || !DebVersion.isValid(version)) {
            problems.add(where, "The index entry of " + name + " has no valid version.", String.valueOf(version));
            return null;
        }
        if (architecture == null || !DebNames.isArchitecture(architecture)) {
            problems.add(
                    where, "The index entry of " + name + " has no valid architecture.", String.valueOf(architecture));
            return null;
        }
        DebVersion parsed = new DebVersion(version);
        return new IndexEntry(
                name,
                parsed,
                architecture,
                source(stanzas.field(SOURCE), name, parsed),
                download(stanzas, name),
                phased(stanzas, name),
                origin);
    }

    /** {@code Source: glibc}, {@code Source: gcc-defaults (1.203)}; absent where it is the same as the package. */
    private SourceBuild source(@Nullable String text, String name, DebVersion version) {
        DebVersion plain = version.withoutBinaryRebuild();
        if (text == null) {
            return new SourceBuild(name, plain);
        }
        int open = text.indexOf('(');
        String sourceName = open < 0 ? text : text.substring(0, open).strip();
        String sourceVersion = open >= 0 && text.endsWith(")")
                ? text.substring(open + 1, text.length() - 1).strip()
                : plain.text();
        if (!Sources.isUsable(sourceName, sourceVersion)) {
            problems.add(where, "The index entry of " + name + " names no usable source package.", text);
            return new SourceBuild(name, plain);
        }
        return new SourceBuild(sourceName, new DebVersion(sourceVersion));
    }

    private @Nullable Download download(Stanzas stanzas, String name) {
        String size = stanzas.field(SIZE);
        long bytes = number(size);
        if (bytes < 0) {
            problems.add(where, "The index entry of " + name + " has no valid size.", String.valueOf(size));
            return null;
        }
        String sha256 = stanzas.field(SHA256);
        return new Download(bytes, sha256 != null && isHash(sha256) ? sha256 : "");
    }

    private int phased(Stanzas stanzas, String name) {
        String text = stanzas.field(PHASED);
        if (text == null) {
            return IndexEntry.FULLY_PHASED;
        }
        long percentage = number(text);
        if (percentage < 0 || percentage > IndexEntry.FULLY_PHASED) {
            problems.add(where, "The index entry of " + name + " has no valid phase.", text);
            return IndexEntry.FULLY_PHASED;
        }
        return (int) percentage;
    }

    /** A number of up to 15 digits, or -1. */
    private static long number(@Nullable String text) {
        if (text == null || text.isEmpty() || text.length() > 15) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private static boolean isHash(String text) {
        if (text.length() != SHA256_DIGITS) {
            return false;
        }
        for (int i = 0; i < SHA256_DIGITS; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
