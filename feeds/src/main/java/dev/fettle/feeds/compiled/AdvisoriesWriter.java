package dev.fettle.feeds.compiled;

import dev.fettle.core.catalog.Severity;
import dev.fettle.core.catalog.Statement;
import dev.fettle.core.catalog.VersionRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gathers records and writes them as a table that {@link Advisories} reads. */
public final class AdvisoriesWriter {
    /** A million statements take about 100 MiB; all of Debian's OSV records hold under 200,000. */
    private static final int MAX_STATEMENTS = 1_000_000;

    private static final int MAX_EVENTS = 4 * MAX_STATEMENTS;

    private final StringsWriter strings = new StringsWriter();
    private final IntList records = new IntList();
    private final IntList vulnerabilities = new IntList();
    private final IntList events = new IntList();
    private final IntList versions = new IntList();
    private final List<Affected> affected = new ArrayList<>();
    private int recordCount;

    /** One statement, by provisional numbers. */
    private record Affected(
            int ecosystem,
            int source,
            int record,
            int urgency,
            int firstEvent,
            int eventCount,
            int firstVersion,
            int versionCount) {}

    /**
     * A record as a whole; its statements follow by {@link #affected}.
     *
     * @throws TableTooLargeException if the feed is larger than any real one
     */
    public void record(
            String id,
            Statement.Kind kind,
            List<String> about,
            @Nullable Severity severity,
            String modified,
            String published,
            boolean withdrawn) {
        if (recordCount == MAX_STATEMENTS || vulnerabilities.size() > MAX_EVENTS) {
            throw new TableTooLargeException("records");
        }
        records.add(strings.number(id));
        records.add(Advisories.code(kind) | (withdrawn ? Advisories.WITHDRAWN : 0));
        records.add(vulnerabilities.size());
        records.add(about.size());
        records.add(severity == null ? -1 : strings.number(severity.vector()));
        records.add(severity == null ? -1 : (int) Math.round(severity.score() * 10));
        records.add(strings.number(modified));
        records.add(strings.number(published));
        for (String vulnerability : about) {
            vulnerabilities.add(strings.number(vulnerability));
        }
        recordCount++;
    }

    /**
     * What the last record says of one source package.
     *
     * @throws TableTooLargeException if the feed is larger than any real one
     */
    public void affected(
            String ecosystem, String source, List<VersionRange> ranges, List<String> listed, String urgency) {
        if (affected.size() == MAX_STATEMENTS || events.size() + versions.size() > MAX_EVENTS) {
            throw new TableTooLargeException("statements");
        }
        int firstEvent = events.size() / Advisories.EVENT_INTS;
        int range = 0;
        for (VersionRange each : ranges) {
            for (VersionRange.Event event : each.events()) {
                events.add(range << 2 | Advisories.code(event.kind()));
                events.add(strings.number(event.version()));
            }
            range++;
        }
        int firstVersion = versions.size();
        for (String version : listed) {
            versions.add(strings.number(version));
        }
        affected.add(new Affected(
                strings.number(ecosystem),
                strings.number(source),
                recordCount - 1,
                strings.number(urgency),
                firstEvent,
                events.size() / Advisories.EVENT_INTS - firstEvent,
                firstVersion,
                listed.size()));
    }

    public int recordCount() {
        return recordCount;
    }

    public int statementCount() {
        return affected.size();
    }

    /** The finished table; nothing can be added any more. */
    public byte[] toBytes(Map<String, String> properties) {
        TableWriter table = new TableWriter(Table.Kind.ADVISORIES, properties);
        int[] number = strings.write(table);
        for (int at = 0; at < records.size(); at += Advisories.RECORD_INTS) {
            renumber(records, at, number);
            renumber(records, at + 4, number);
            renumber(records, at + Advisories.MODIFIED, number);
            renumber(records, at + 7, number);
        }
        for (int i = 0; i < vulnerabilities.size(); i++) {
            renumber(vulnerabilities, i, number);
        }
        for (int at = 1; at < events.size(); at += Advisories.EVENT_INTS) {
            renumber(events, at, number);
        }
        for (int i = 0; i < versions.size(); i++) {
            renumber(versions, i, number);
        }
        affected.sort(Comparator.comparingInt((Affected each) -> number[each.ecosystem()])
                .thenComparingInt(each -> number[each.source()]));
        IntList packages = new IntList();
        IntList statements = new IntList();
        @Nullable Affected previous = null;
        for (int i = 0; i < affected.size(); i++) {
            Affected each = affected.get(i);
            boolean samePackage =
                    previous != null && previous.ecosystem() == each.ecosystem() && previous.source() == each.source();
            if (!samePackage) {
                packages.add(number[each.ecosystem()]);
                packages.add(number[each.source()]);
                packages.add(i);
                packages.add(0);
            }
            packages.set(packages.size() - 1, i + 1);
            statements.add(each.record());
            statements.add(number[each.urgency()]);
            statements.add(each.firstEvent());
            statements.add(each.eventCount());
            statements.add(each.firstVersion());
            statements.add(each.versionCount());
            previous = each;
        }
        IntList byId = new IntList();
        IntStream.range(0, recordCount)
                .boxed()
                .sorted(Comparator.comparingInt(record -> records.get(record * Advisories.RECORD_INTS)))
                .forEach(byId::add);
        return table.add(packages)
                .add(statements)
                .add(records)
                .add(vulnerabilities)
                .add(events)
                .add(versions)
                .add(byId)
                .toBytes();
    }

    private static void renumber(IntList list, int at, int[] number) {
        int provisional = list.get(at);
        list.set(at, provisional < 0 ? provisional : number[provisional]);
    }
}
