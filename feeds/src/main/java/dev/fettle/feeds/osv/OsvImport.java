package dev.fettle.feeds.osv;

import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import dev.fettle.feeds.compiled.AdvisoriesWriter;
import dev.fettle.feeds.compiled.TableTooLargeException;
import dev.fettle.feeds.intake.FeedException;
import dev.fettle.feeds.intake.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Turns OSV records into one compiled table. Records are taken whole or the feed is refused. A {@code DSA-…} or
 * {@code DLA-…} is an advisory about the CVEs it is related to; every other record is about the CVE that its id, its
 * {@code upstream} or its {@code aliases} name.
 */
public final class OsvImport {
    private final String feedName;
    private final AdvisoriesWriter table = new AdvisoriesWriter();
    private final OsvParser parser = new OsvParser(new CvssScores());
    private int records;
    private int withdrawn;
    private int unreadable;
    private String firstUnreadable = "";
    private String newest = "";

    public OsvImport(String feedName) {
        this.feedName = feedName;
    }

    /**
     * Takes one record in.
     *
     * @param entry the record's file name, for messages
     * @throws FeedException if it is no OSV record
     */
    public void add(String entry, byte[] json, int length) throws IOException {
        String name = feedName + ", record " + entry;
        OsvRecord record = Json.object(name, json, length, reader -> parser.read(name, reader));
        records++;
        newest = record.modified.compareTo(newest) > 0 ? record.modified : newest;
        if (record.withdrawn) {
            withdrawn++;
        }
        try {
            // Also of a record that speaks of no Debian package: an older text of it may have done so.
            table.record(
                    record.id,
                    isAdvisory(record.id) ? Statement.Kind.ADVISORY : Statement.Kind.VULNERABILITY,
                    vulnerabilities(record),
                    record.severity,
                    record.modified,
                    record.published,
                    record.withdrawn);
            record.affected.forEach((about, affected) -> {
                boolean readable = affected.unreadable == null;
                if (!readable) {
                    unreadable++;
                    firstUnreadable = firstUnreadable.isEmpty() ? record.id : firstUnreadable;
                }
                List<VersionRange> ranges = readable ? affected.ranges : List.of();
                List<String> listed = readable ? affected.versions : List.of();
                table.affected(about.ecosystem(), about.name(), ranges, listed, affected.urgency);
            });
        } catch (TableTooLargeException e) {
            throw new FeedException(feedName + " was not taken in. " + e.getMessage(), e);
        }
    }

    private static boolean isAdvisory(String id) {
        return id.startsWith("DSA-") || id.startsWith("DLA-");
    }

    private static List<String> vulnerabilities(OsvRecord record) {
        if (record.id.startsWith("CVE-")) {
            return List.of(record.id);
        }
        Set<String> named = new LinkedHashSet<>();
        List<String> ids = new ArrayList<>(record.upstream);
        ids.addAll(record.aliases);
        if (isAdvisory(record.id)) {
            ids.addAll(record.related);
        }
        ids.stream().filter(id -> id.startsWith("CVE-")).forEach(named::add);
        if (named.isEmpty()) {
            String prefix = "DEBIAN-";
            named.add(record.id.startsWith(prefix) ? record.id.substring(prefix.length()) : record.id);
        }
        return new ArrayList<>(named);
    }

    /** Records read, also those that speak of no Debian release. */
    public int records() {
        return records;
    }

    /** Statements on Debian packages. */
    public int statements() {
        return table.statementCount();
    }

    /** The finished table. */
    public byte[] toBytes() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("records", String.valueOf(records));
        properties.put("statements", String.valueOf(table.statementCount()));
        properties.put("withdrawn", String.valueOf(withdrawn));
        properties.put("unreadable", String.valueOf(unreadable));
        properties.put("first-unreadable", firstUnreadable);
        properties.put("date", newest);
        return table.toBytes(properties);
    }
}
