package dev.fettle.feeds.osv;

import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.VersionRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One OSV record while it is read; its members come in any order. */
final class OsvRecord {
    String id = "";
    String modified = "";
    String published = "";
    boolean withdrawn;

    @Nullable
    Severity severity;

    final List<String> aliases = new ArrayList<>();
    final List<String> upstream = new ArrayList<>();
    final List<String> related = new ArrayList<>();

    /** What the record says of one package: several entries for the same package are one statement. */
    final Map<PackageName, Affected> affected = new LinkedHashMap<>();

    record PackageName(String ecosystem, String name) {}

    static final class Affected {
        final List<VersionRange> ranges = new ArrayList<>();
        /** Listed one by one, of the entries that give no range: elsewhere the range says the same in less. */
        final List<String> versions = new ArrayList<>();

        String urgency = "";
        /** The first version in it that is none; what it says can then not be evaluated. */
        @Nullable
        String unreadable;
    }
}
