package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.inventory.Problem;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The package lists that apt has fetched: which archive carries which build. */
final class PackageIndexes {
    private static final String FIELDS =
            "$(FILENAME)\u0001$(ORIGIN)\u0001$(LABEL)\u0001$(SUITE)\u0001$(CODENAME)\u0001$(SITE)";
    private static final int COLUMNS = 6;
    private static final long MAX_INDEX = 2L << 30;

    private final Apt apt;
    private final Problems problems;
    private final Map<String, List<IndexEntry>> entries = new HashMap<>();

    PackageIndexes(Apt apt, Problems problems) {
        this.apt = apt;
        this.problems = problems;
    }

    /** @param file as apt keeps it, often compressed */
    record Index(Path file, Origin origin) {}

    /** The lists that are there. */
    List<Index> list() throws HostException {
        Result result = apt.run(apt.get("indextargets", "--format", FIELDS, "Created-By: Packages"));
        apt.requireSuccess(result, "apt-get indextargets");
        List<Index> indexes = new ArrayList<>();
        for (String line : result.stdout().split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            String[] columns = line.split("\u0001", -1);
            if (columns.length != COLUMNS || !columns[0].startsWith("/")) {
                problems.add("apt-get indextargets", "This line names no package list.", line);
                continue;
            }
            indexes.add(new Index(
                    Path.of(columns[0]), new Origin(columns[1], columns[2], columns[3], columns[4], host(columns[5]))));
        }
        return indexes;
    }

    /** {@code http://deb.debian.org/debian} is deb.debian.org; empty for what lies on this machine. */
    private static String host(String site) {
        int from = site.indexOf("://");
        if (from < 0) {
            return "";
        }
        int to = site.indexOf('/', from + 3);
        String authority = site.substring(from + 3, to < 0 ? site.length() : to);
        String host = authority.substring(authority.indexOf('@') + 1);
        int port = host.lastIndexOf(':');
        return port > 0 && host.indexOf(']', port) < 0 ? host.substring(0, port) : host;
    }

    /** Reads the entries of the packages wanted, one list after the other. */
    void read(List<Index> indexes, Set<String> wanted) throws HostException {
        for (Index index : indexes) {
            Command cat = apt.helper("cat-file", index.file().toString()).withMaxOutput(MAX_INDEX);
            Result result = apt.run(cat, stream -> read(stream, index, wanted));
            if (!result.succeeded()) {
                throw new HostException(new Problem(
                        index.file().toString(),
                        "The package list " + index.file().getFileName()
                                + " could not be unpacked. Run apt-get update, then scan again.",
                        result.stderr().strip()));
            }
        }
    }

    void read(InputStream stream, Index index, Set<String> wanted) throws IOException, HostException {
        String where = index.file().toString();
        Stanzas stanzas = new Stanzas(stream, where);
        IndexEntryReader reader = new IndexEntryReader(where, problems);
        while (stanzas.next()) {
            String name = stanzas.name();
            if (name == null) {
                problems.add(where, "A paragraph of this package list names no package.", stanzas.firstLine());
            } else if (wanted.contains(name)) {
                IndexEntry entry = reader.read(stanzas, name, index.origin());
                if (entry != null) {
                    entries.computeIfAbsent(name, _ -> new ArrayList<>(2)).add(entry);
                }
            }
        }
    }

    /** Every entry of a package, list by list. */
    List<IndexEntry> of(String name) {
        return entries.getOrDefault(name, List.of());
    }

    /** The entry of exactly this build; null if no list has it. */
    @Nullable
    IndexEntry build(String name, String version, String architecture) {
        for (IndexEntry entry : of(name)) {
            if (entry.isBuild(version, architecture)) {
                return entry;
            }
        }
        return null;
    }

    /** The archives that carry exactly this build. */
    List<Origin> origins(String name, String version, String architecture) {
        Set<Origin> origins = new LinkedHashSet<>();
        for (IndexEntry entry : of(name)) {
            if (entry.isBuild(version, architecture)) {
                origins.add(entry.origin());
            }
        }
        return List.copyOf(origins);
    }
}
