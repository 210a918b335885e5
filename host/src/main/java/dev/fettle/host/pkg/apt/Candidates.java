package dev.fettle.host.pkg.apt;

import dev.fettle.core.inventory.Origin;
import dev.fettle.core.product.DebNames;
import dev.fettle.host.HostException;
import dev.fettle.host.Problems;
import dev.fettle.host.shell.Command;
import dev.fettle.host.shell.Result;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidates of a few packages as apt chooses them, with pins and all; apt-cache(8) show. */
final class Candidates {
    static final Candidates NONE = new Candidates(List.of());

    private static final String WHERE = "apt-cache show";
    private static final Origin NOT_ASKED = new Origin("", "", "", "", "");
    private static final int NOTHING_FOUND = 100;
    private static final int MAX_AT_ONCE = 2_000;

    private final List<IndexEntry> entries;

    private Candidates(List<IndexEntry> entries) {
        this.entries = entries;
    }

    /** @param packages as {@code name:architecture} or {@code name:architecture=version} */
    static Candidates ask(Apt apt, List<String> packages, Problems problems) throws HostException {
        List<IndexEntry> entries = new ArrayList<>();
        for (int from = 0; from < packages.size(); from += MAX_AT_ONCE) {
            List<String> arguments = new ArrayList<>(List.of("show", "--no-all-versions", "--"));
            arguments.addAll(packages.subList(from, Math.min(from + MAX_AT_ONCE, packages.size())));
            Command show = apt.cache(arguments.toArray(new String[0]));
            Result result = apt.run(show, stream -> read(stream, entries, problems));
            if (!result.succeeded() && result.status() != NOTHING_FOUND) {
                apt.requireSuccess(result, WHERE);
            }
        }
        return new Candidates(entries);
    }

    private static void read(InputStream stream, List<IndexEntry> entries, Problems problems)
            throws IOException, HostException {
        Stanzas stanzas = new Stanzas(stream, WHERE);
        IndexEntryReader reader = new IndexEntryReader(WHERE, problems);
        while (stanzas.next()) {
            String name = stanzas.name();
            if (name == null || !DebNames.isPackage(name)) {
                problems.add(WHERE, "A paragraph of apt-cache names no package.", stanzas.firstLine());
                continue;
            }
            IndexEntry entry = reader.read(stanzas, name, NOT_ASKED);
            if (entry != null) {
                entries.add(entry);
            }
        }
    }

    /** The candidate of a package; null if apt showed none. */
    @Nullable
    IndexEntry of(String name, String architecture, String nativeArchitecture) {
        for (IndexEntry entry : entries) {
            boolean forAll = entry.architecture().equals("all") && architecture.equals(nativeArchitecture);
            if (entry.name().equals(name) && (forAll || entry.architecture().equals(architecture))) {
                return entry;
            }
        }
        return null;
    }

    /** The entry of exactly this build; null if apt showed none. */
    @Nullable
    IndexEntry build(String name, String version, String architecture) {
        for (IndexEntry entry : entries) {
            if (entry.name().equals(name) && entry.isBuild(version, architecture)) {
                return entry;
            }
        }
        return null;
    }
}
